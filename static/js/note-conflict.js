/* A text saved by another meanwhile, beside the one on screen: the passages of the text (note-merge.js), the answers and
   the questions under which passages are put, each said both ways and chosen. What only one of the two changed since
   the text both started from is proposed; of an answer that both changed, nothing is. */
import { wordsOf } from "app/note-answers"
import { NoteMerge } from "app/note-merge"

const FIRST_WORDS = 70

const read = (text) => JSON.parse(text || "{}") ?? {}
const alike = (one, other) => JSON.stringify(one) === JSON.stringify(other)
const sorted = (keys) => [...(keys ?? [])].sort()
const together = (one, other) => [...new Set([...(one ?? []), ...(other ?? [])])]

/* Identifier of each block → its words. */
const named = (html) => {
  const found = new DOMParser().parseFromString(html, "text/html").querySelectorAll("[id^=b-]")
  return new Map(Array.from(found, ({ id, textContent }) => [id, textContent.trim()]))
}

export class NoteConflict {
  constructor(root, form) {
    this.form = form
    this.words = root.dataset
    this.text = new NoteMerge(root, form.elements.format.value)
    this.list = root.querySelector("[data-role=conflict-beside]")
    this.template = root.querySelector("[data-role=beside-choice]")
    this.chosen = new Map()
    this.list.addEventListener("change", ({ target }) => {
      this.chosen.set(target.name, target.value)
      target.closest("fieldset").querySelector("[data-role=missing]").hidden = true
    })
  }

  /* How many differences wait for the person. `latest` is what the sender told. Shown again as the person goes on
     typing: what was chosen stays so. */
  show(content, latest, kept) {
    this.now = content
    this.latest = latest
    const waiting = this.text.show(content.body, latest.text ?? latest.html, kept.body)
    this.items = [...this.answers(kept), ...this.places(kept)]
    this.list.replaceChildren(...this.items.map((item) => this.asked(item)))
    return waiting + this.items.filter(({ byBoth }) => byBoth).length
  }

  answers(kept) {
    const now = read(this.now.answers)
    const before = read(kept.answers)
    const differing = this.latest.answers.filter(({ key, shown }) => !alike(now[key], shown))
    return differing.map(({ key, title, said, changed }) => {
      const own = !alike(now[key], before[key])
      return {
        name: `choix-reponse-${key}`,
        key,
        title,
        mine: wordsOf(this.form, key) || this.words.noAnswer,
        theirs: said || this.words.noAnswer,
        byBoth: own && changed,
        proposed: own && changed ? "" : changed ? "theirs" : "mine",
      }
    })
  }

  /* Plain text carries its marks: its passages are merged with it. */
  places(kept) {
    if (this.latest.text !== undefined) return []
    const [mine, theirs, before] = [read(this.now.passages), this.latest.passages, read(kept.passages)]
    const others = named(this.latest.html)
    const common = Array.from(named(this.now.body)).filter(([id]) => others.has(id))
    const differing = common.filter(([id]) => !alike(sorted(mine[id]), sorted(theirs[id])))
    return differing.map(([id, words]) => {
      const [own, changed] = [mine, theirs].map((side) => !alike(sorted(side[id]), sorted(before[id])))
      return {
        name: `choix-passage-${id}`,
        id,
        title: `${this.words.passage} ${words.slice(0, FIRST_WORDS)}`,
        mine: this.under(mine[id]),
        theirs: this.under(theirs[id]),
        byBoth: own && changed,
        proposed: own && changed ? "both" : changed ? "theirs" : "mine",
      }
    })
  }

  under(keys) {
    const desk = this.form.closest(".note-desk")
    const number = (key) => desk.querySelector(`[data-question="${CSS.escape(key)}"]`)?.value ?? key
    return keys?.length ? `${this.words.under} ${keys.map(number).join(", ")}` : this.words.nowhere
  }

  asked(item) {
    const field = this.template.content.firstElementChild.cloneNode(true)
    for (const role of ["title", "mine", "theirs"]) field.querySelector(`[data-role=${role}]`).textContent = item[role]
    if (item.key) field.querySelector("[data-role=both]").remove()
    for (const radio of field.querySelectorAll("input")) {
      radio.name = item.name
      radio.checked = radio.value === this.choice(item)
    }
    return field
  }

  choice({ name, proposed }) {
    return this.chosen.get(name) ?? proposed
  }

  /* Whether nothing is left to choose; else the focus goes to the first thing that is. */
  complete() {
    const index = this.items.findIndex((item) => !this.choice(item))
    if (index === -1) return true
    const field = this.list.children[index]
    field.querySelector("[data-role=missing]").hidden = false
    field.querySelector("input").focus()
    return false
  }

  /* Both, as chosen. */
  content() {
    const answers = read(this.now.answers)
    const passages = read(this.now.passages)
    for (const [id, keys] of Object.entries(this.latest.passages)) passages[id] = together(passages[id], keys)
    for (const item of this.items.filter((one) => this.choice(one) !== "both")) {
      const theirs = this.choice(item) === "theirs"
      if (item.id) passages[item.id] = (theirs ? this.latest.passages : read(this.now.passages))[item.id] ?? []
      else if (theirs) answers[item.key] = this.latest.answers.find(({ key }) => key === item.key).shown
    }
    const placed = this.now.passages === undefined ? undefined : JSON.stringify(passages)
    return { body: this.text.body(), passages: placed, answers: JSON.stringify(answers) }
  }

  /* What the server is now known to hold: whatever else is on screen goes up. */
  known(kept) {
    const theirs = Object.fromEntries(this.latest.answers.map(({ key, shown }) => [key, shown]))
    return { ...kept, body: null, passages: null, answers: JSON.stringify({ ...read(kept.answers), ...theirs }) }
  }
}
