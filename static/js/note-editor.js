/* Saves a note two seconds after a pause, and says in words where the text is: saved, not yet, on this screen only.
   Nothing is written to the browser's storage: notes are confidential. Without this script the form saves by itself. */
import { answersOf, changedAnswers, showAsked, showRefusals } from "app/note-answers"
import { NoteSender } from "app/note-sender"
import { NoteState } from "app/note-state"

const PAUSE = 2000
const RETRY = [3000, 6000, 15000, 30000]

class NoteEditor extends HTMLElement {
  connectedCallback() {
    this.desk = this.closest(".note-desk")
    this.form = this.querySelector("form")
    this.sender = new NoteSender(this.form.action)
    this.state = new NoteState(this)
    this.failures = 0
    this.saving = false
    this.stopped = false
    this.pending = null
    this.kept = this.content()
    // A conflict or a refusal already shown by the server: what is on screen is not what is kept.
    if (this.desk.querySelector(".notice-error")) this.kept = { body: null }
    this.listen(this.desk, "input", () => this.changed())
    this.listen(this.desk, "change", () => this.changed())
    this.listen(this.form, "submit", (event) => {
      event.preventDefault()
      this.saveNow()
    })
    this.listen(this.part("conflict-keep"), "click", () => this.saveNow())
    this.listen(window, "online", () => this.failures && this.save())
    this.listen(window, "beforeunload", (event) => this.dirty && event.preventDefault())
  }

  disconnectedCallback() {
    this.ended?.abort()
    this.ended = null
    clearTimeout(this.timer)
  }

  listen(target, type, heard) {
    this.ended ??= new AbortController()
    target.addEventListener(type, heard, { signal: this.ended.signal })
  }

  part(role) {
    return this.querySelector(`[data-role="${role}"]`)
  }

  /* What the person has before their eyes, as texts that can be compared. */
  content() {
    const { body, passages } = this.form.elements
    return { body: body.value, passages: passages?.value, answers: answersOf(this.form) }
  }

  get dirty() {
    const content = this.content()
    return Object.keys(content).some((part) => content[part] !== this.kept[part])
  }

  changed() {
    if (!this.dirty) return
    if (!this.failures && !this.stopped) this.state.say("unsaved")
    this.later(PAUSE)
  }

  later(delay) {
    clearTimeout(this.timer)
    if (!this.stopped) this.timer = setTimeout(() => this.save(), delay)
  }

  /* What goes up, once and for all: a later state is another save. */
  compose() {
    const content = this.content()
    const save = {
      key: crypto.randomUUID(),
      base: this.form.elements.base.value,
      body: content.body,
      format: this.form.elements.format.value,
      answers: changedAnswers(content.answers, this.kept.answers),
      passages: content.passages === this.kept.passages ? undefined : content.passages,
    }
    return { save: Object.freeze(save), content }
  }

  async save() {
    if (this.saving) return this.later(PAUSE)
    clearTimeout(this.timer)
    this.saving = true
    // After a lost answer the same save goes first: had it arrived, what was typed since would conflict with it.
    this.pending ??= this.compose()
    if (!this.failures) this.state.say("saving")
    const outcome = await this.sender.send(this.pending.save)
    this.saving = false
    this.settled(outcome)
  }

  settled(outcome) {
    const { content } = this.pending
    if (outcome.kind === "lost") return this.lost()
    this.pending = null
    if (outcome.kind === "saved") return this.saved(outcome, content)
    this.failures = 0
    if (outcome.kind === "conflict") return this.conflict(outcome)
    if (outcome.kind === "expired") this.stopped = true
    this.state.announce(outcome.kind, (outcome.errors ?? []).join(" "))
  }

  saved({ revision, saved_at, refused, asked }, content) {
    const recovered = this.failures ? "recovered" : ""
    this.failures = 0
    this.stopped = false
    this.kept = content
    this.form.elements.base.value = revision
    this.part("conflict").hidden = true
    showRefusals(this.desk, refused)
    if (asked) showAsked(this.desk, asked)
    const count = Object.keys(refused).length
    this.state.settle(saved_at ? "saved" : "", saved_at, recovered)
    if (count) this.state.announce("saved", `${saved_at}${this.dataset.except} ${count}`)
    this.dispatchEvent(new CustomEvent("note:saved", { bubbles: true, detail: { revision } }))
    if (this.dirty) this.changed()
  }

  lost() {
    const first = !this.failures
    this.failures += 1
    if (first) this.state.announce("offline")
    this.later(RETRY[Math.min(this.failures, RETRY.length) - 1])
  }

  conflict({ revision, saved_at, by, html }) {
    this.stopped = true
    this.latest = revision
    this.part("conflict-by").textContent = by
    this.part("conflict-at").textContent = saved_at
    // Our own stored text, sanitised by the server when it was saved; its identifiers would repeat those of the page.
    const text = new DOMParser().parseFromString(html, "text/html").body
    for (const block of text.querySelectorAll("[id]")) block.removeAttribute("id")
    this.part("conflict-text").replaceChildren(...text.childNodes)
    this.part("conflict").hidden = false
    this.state.announce("conflict")
  }

  /* Asked for by the person: once both texts of a conflict are before their eyes, theirs comes after the other. */
  saveNow() {
    if (!this.part("conflict").hidden) this.form.elements.base.value = this.latest
    this.stopped = false
    this.save()
  }
}

customElements.define("note-editor", NoteEditor)
