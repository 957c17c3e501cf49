/* The grid beside the text: each question shows its passages, the chosen passage is put under one by a gesture, and
   what was not spoken of yet is counted, and what is asked follows the answers as they are typed. Without this script
   the grid is read, and the plain text carries marks. */
import { Answered } from "app/grid-answers"
import { askedKeys } from "app/grid-conditions"
import { answersOf, isAnswer } from "app/note-answers"
import { QuestionPicker } from "app/note-picker"
import { PlainSurface } from "app/note-plain"

const FIRST_WORDS = 70

const element = (tag, text, attributes = {}) => {
  const made = document.createElement(tag)
  made.textContent = text
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

const firstWords = (text) => (text.length > FIRST_WORDS ? `${text.slice(0, FIRST_WORDS).trimEnd()}…` : text)

class NoteGuide extends HTMLElement {
  connectedCallback() {
    this.desk = this.closest(".note-desk")
    this.form = this.desk.querySelector("#note-form")
    this.said = this.part("said")
    this.answered = new Answered(JSON.parse(this.dataset.rules))
    this.lines = Array.from(this.querySelectorAll("[data-question]"), (line) => this.line(line))
    this.numbers = Object.fromEntries(this.lines.map(({ key, number }) => [key, number]))
    this.ended = new AbortController()
    const heard = { signal: this.ended.signal }
    this.picker = new QuestionPicker(this.part("picker"), () => this.asked(), (key) => this.toggle(key))
    this.part("picker").addEventListener("close", () => this.surface?.focus())
    if (this.form.elements.format.value === "texte") {
      this.attach(new PlainSurface(this.form.elements.body, this.numbers))
    } else {
      document.addEventListener("prose-editor:ready", ({ detail }) => this.attachEditor(detail), heard)
    }
    this.desk.addEventListener("keydown", (event) => this.shortcut(event), heard)
    this.desk.addEventListener("change", () => this.count(), heard)
    this.desk.addEventListener("input", ({ target }) => isAnswer(target) && this.count(), heard)
    this.desk.addEventListener("note:saved", ({ detail }) => this.learn(detail), heard)
  }

  disconnectedCallback() {
    this.ended.abort()
  }

  part(role) {
    return this.desk.querySelector(`[data-role="${role}"]`)
  }

  line(root) {
    const key = root.dataset.question
    const put = root.querySelector("[data-role=put]")
    put.addEventListener("mousedown", (event) => event.preventDefault()) // the selection stays where it is
    put.addEventListener("click", () => this.toggle(key))
    return { key, root, put, number: root.value, text: root.querySelector(`#question-${CSS.escape(key)}`).textContent }
  }

  asked() {
    return this.lines.filter(({ root }) => !root.hasAttribute("data-unasked") || root.hasAttribute("data-covered"))
  }

  /* Loaded with the editor only: the plain text does without both. */
  async attachEditor({ editor, textarea }) {
    if (textarea !== this.form.elements.body) return
    const { RichSurface } = await import("app/note-rich")
    this.attach(new RichSurface(editor, this.form.elements.passages, this.numbers))
  }

  attach(surface) {
    this.surface = surface
    surface.moved = () => {
      this.frame ??= requestAnimationFrame(() => {
        this.frame = null
        this.show()
      })
    }
    this.part("place").addEventListener("click", () => this.choose())
    for (const { put } of this.lines) put.hidden = false
    this.part("here-bar").hidden = !this.lines.length
    this.show()
  }

  shortcut(event) {
    const asked = event.altKey && event.shiftKey && (event.key.toLowerCase() === "q" || event.code === "KeyQ")
    if (!asked || !this.surface) return
    event.preventDefault()
    this.choose()
  }

  choose() {
    if (!this.lines.length) return this.askGrid()
    this.surface.hold()
    this.picker.open(this.surface.here())
  }

  /* No question to put a passage under: the way to choose a grid is already on the page, for whoever may. */
  askGrid() {
    const missing = this.part("no-grid")
    const place = missing?.querySelector("a") ?? missing
    this.said.textContent = this.dataset.noGrid
    place?.focus()
  }

  toggle(key) {
    const under = this.surface.here().includes(key)
    if (under) this.surface.remove(key)
    else this.surface.put(key)
    this.tell(under ? this.dataset.removed : this.dataset.put, key)
  }

  tell(sentence, key) {
    this.said.textContent = `${sentence} ${this.numbers[key]}.`
  }

  show() {
    const placed = this.surface.placed()
    const here = this.surface.here()
    for (const line of this.lines) {
      this.list(line, placed.get(line.key) ?? [])
      line.put.textContent = here.includes(line.key) ? this.dataset.removeHere : this.dataset.putHere
    }
    this.showHere(here)
    this.count()
  }

  /* The passages of a question; rebuilt only when they change, so that focus stays on its button. */
  list({ key, root }, passages) {
    const list = root.querySelector("[data-role=passages]")
    const state = JSON.stringify(passages)
    if (list.dataset.state === state) return
    list.dataset.state = state
    list.replaceChildren(
      ...passages.map(({ place, words }) => {
        const item = document.createElement("li")
        const jump = element("button", firstWords(words), { type: "button", class: "passage-jump" })
        const remove = element("button", this.dataset.remove, { type: "button", class: "button-quiet" })
        remove.append(element("span", ` – ${firstWords(words)}`, { class: "visually-hidden" }))
        jump.addEventListener("click", () => this.surface.jump(place))
        remove.addEventListener("click", () => {
          this.surface.remove(key, place)
          this.tell(this.dataset.removed, key)
          root.querySelector("[data-role=put]").focus()
        })
        item.append(jump, " ", remove)
        return item
      }),
    )
  }

  showHere(keys) {
    const words = keys.map((key) => this.numbers[key]).sort((one, other) => one - other).join(", ")
    this.part("here").textContent = words ? `${this.dataset.under} ${words}` : this.dataset.nowhere
  }

  /* The server read what was sent: a commune by its name, a number that is none. */
  learn({ typed, kept }) {
    this.answered.learn(typed, kept)
    this.count()
  }

  unasked(answers) {
    const { questions } = this.answered
    const asked = new Set(askedKeys(questions, this.answered.read(answers)))
    return new Set(questions.map(({ key }) => key).filter((key) => !asked.has(key)))
  }

  /* Covered: the text speaks of it, or a field answers it. */
  count() {
    if (!this.lines.length) return
    const answers = JSON.parse(answersOf(this.form))
    const unasked = this.unasked(answers)
    let left = 0
    for (const { key, root } of this.lines) {
      root.toggleAttribute("data-unasked", unasked.has(key))
      const answered = Boolean(answers[key]?.length) || root.querySelector(".answer-said") !== null
      const covered = answered || root.querySelector("[data-role=passages]").childElementCount > 0
      root.toggleAttribute("data-covered", covered)
      const waiting = !covered && !unasked.has(key) && !root.hasAttribute("data-aside")
      if (waiting) left += 1
      this.querySelector(`[data-uncovered="${CSS.escape(key)}"]`).hidden = !waiting
    }
    this.part("uncovered-count").textContent = left
  }
}

customElements.define("note-guide", NoteGuide)
