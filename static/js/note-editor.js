/* Saves a note two seconds after a pause, and says in words where the text is: saved, not yet, on this device only, on
   this screen only, in conflict. What is not acknowledged is kept on the device where the person said it is theirs alone
   (note-copy.js). Without this script the form saves by itself. */
import { changedAnswers, showRefusals } from "app/note-answers"
import { NoteConflict } from "app/note-conflict"
import { NoteCopy } from "app/note-copy"
import { NotePaper } from "app/note-paper"
import { NotePresence } from "app/note-presence"
import { NoteSender } from "app/note-sender"
import { NoteState } from "app/note-state"

const PAUSE = 2000
/* Once the session is over: whether it is open again. */
const ASKED_AGAIN = 4000
const RETRY = [3000, 6000, 15000, 30000]
const same = (one, other) => Object.keys(one).every((part) => one[part] === other?.[part])

class NoteEditor extends HTMLElement {
  connectedCallback() {
    this.desk = this.closest(".note-desk")
    this.form = this.querySelector("form")
    this.format = this.form.elements.format.value
    this.account = document.body.dataset.account
    this.address = location.pathname
    this.sender = new NoteSender(this.address, this.account)
    this.paper = new NotePaper(this.form)
    this.state = new NoteState(this)
    this.merger = new NoteConflict(this.part("conflict"), this.form)
    this.presence = new NotePresence(this.dataset.watch, (news) => this.heard(news))
    this.failures = 0
    this.saving = false
    this.stopped = false
    this.pending = null
    this.kept = this.paper.content()
    // A conflict or a refusal already shown by the server: what is on screen is not what is kept.
    if (this.desk.querySelector(".notice-error")) this.kept = { body: null }
    for (const type of ["input", "change"]) this.listen(this.desk, type, ({ target }) => this.changed(target))
    this.listen(this.form, "submit", (event) => {
      event.preventDefault()
      this.saveNow()
    })
    this.listen(this.part("conflict-keep"), "click", () => this.resolve())
    this.listen(this.part("conflict-title"), "keydown", (event) => this.backToText(event))
    this.listen(this.part("newer-show"), "click", () => this.refresh())
    this.listen(this, "device:chosen", () => this.recover())
    this.listen(window, "online", () => (this.failures ? this.save() : this.presence.ask()))
    this.listen(window, "beforeunload", (event) => this.dirty && !this.copy?.safe && event.preventDefault())
    this.paper.ready.then(() => this.recover())
  }

  disconnectedCallback() {
    this.ended?.abort()
    this.ended = null
    this.presence.end()
    clearTimeout(this.timer)
    clearTimeout(this.telling)
  }

  listen(target, type, heard) {
    this.ended ??= new AbortController()
    target.addEventListener(type, heard, { signal: this.ended.signal })
  }

  part(role) {
    return this.querySelector(`[data-role="${role}"]`)
  }

  get dirty() {
    return !same(this.paper.content(), this.kept)
  }

  get base() {
    return this.form.elements.base.value
  }

  set base(revision) {
    this.form.elements.base.value = revision
  }

  async recover() {
    // A device that gives nothing back keeps nothing either: its own line says so (device.js).
    if (this.dataset.device === "propre") await this.bringBack().catch(() => {})
    // Sent by the worker while this page was on its way, perhaps: it then shows an earlier text.
    this.fresh = !this.dirty
    this.presence.ask()
  }

  /* What this device kept of this text, or of the page that was prepared. */
  async bringBack() {
    this.copy = await NoteCopy.open(this.account, this.address, this.format)
    if (!this.copy) return
    if (document.documentElement.dataset.prepared) await this.catchUp()
    if (this.dirty) this.keep()
    else await this.adopt()
  }

  /* A prepared page is as old as its preparation: what was saved since comes first. */
  async catchUp() {
    this.state.say("prepared")
    const latest = await this.copy.latest()
    if (!latest) return
    if (latest.format === this.format) this.show(latest.content, latest.base)
    else this.otherFormat = latest.format
  }

  /* As the server has it, not as someone types it. */
  show(content, base) {
    this.put(content)
    this.kept = this.paper.content()
    this.base = base
  }

  put(content) {
    this.putting = true
    this.paper.show(content)
    this.putting = false
  }

  /* A text that a page now gone left here; what the server may already have goes first, under the same key. */
  async adopt() {
    const found = await this.copy.adopt(() => !this.dirty)
    if (!found) return this.write(this.copy.otherFormat ?? this.otherFormat)
    const [first, second] = found.saves
    this.pending = first
    this.next = second
    this.kept = found.kept
    this.base = found.base
    this.put((second ?? first).content)
    this.state.announce("found")
    this.save()
  }

  /* The text left here was written the other way: this page is opened again that way, once. */
  write(format) {
    const asked = format === "texte" ? "?ecrire=texte" : "?ecrire=page"
    if (format && location.search !== asked) location.replace(asked)
  }

  changed(target = null) {
    if (this.putting || !this.dirty || this.part("conflict").contains(target)) return
    if (!this.failures && !this.stopped) this.state.say("unsaved")
    this.typedAt = Date.now()
    if (!this.part("conflict").hidden) this.compare()
    if (this.telling) this.tell()
    this.presence.wrote()
    this.keep()
    this.later(PAUSE)
  }

  later(delay) {
    clearTimeout(this.timer)
    if (this.expired) this.timer = setTimeout(() => this.askAgain(), ASKED_AGAIN)
    else if (!this.stopped) this.timer = setTimeout(() => this.save(), delay)
  }

  askAgain() {
    this.presence.ask()
    this.later()
  }

  /* What goes up, once and for all: a later state is another save. */
  compose() {
    const content = this.paper.content()
    if (this.next && same(content, this.next.content) && this.next.save.base === this.base) return this.next
    const save = {
      key: crypto.randomUUID(),
      base: this.base,
      body: content.body,
      format: this.format,
      grid: content.grid,
      answers: changedAnswers(content.answers, this.kept.answers),
      passages: content.passages === this.kept.passages ? undefined : content.passages,
    }
    this.next = { save: Object.freeze(save), content }
    return this.next
  }

  /* Whether what is on screen and not on the server is on this device. Signing in on this very page takes it away: that
     is offered for a text the device has, and only then. */
  async keep() {
    const safe = Boolean(this.copy) && (await this.keepCopy())
    this.part("sign-in-here").hidden = !safe
    this.part("sign-in-elsewhere").hidden = safe
    return safe
  }

  async keepCopy() {
    const { pending, kept, base, format } = this
    const next = pending && same(this.paper.content(), pending.content) ? null : this.compose()
    const safe = await this.copy.keep({ saves: [pending, next].filter(Boolean), kept, base, format })
    if (!safe && (this.expired || this.failures)) this.state.announce(this.expired ? "expired" : "offline")
    return safe
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
    await this.settled(outcome)
  }

  async settled(outcome) {
    const { content } = this.pending
    if (outcome.kind === "lost") return this.lost()
    this.pending = null
    if (outcome.kind === "saved") return this.saved(outcome, content)
    this.failures = 0
    if (outcome.kind === "conflict") return this.conflict(outcome)
    const news = !this.expired
    this.expired = this.stopped = outcome.kind === "expired"
    if (this.expired && news) this.later() // refused again once the session is open: not each few seconds
    this.part("sign-in").hidden = !this.expired || Boolean(outcome.address)
    this.part("remedy").hidden = !outcome.address
    this.part("remedy").querySelector("a").href = outcome.address ?? ""
    const safe = await this.keep()
    if (outcome.said) this.state.announce("", outcome.said)
    else this.state.announce(this.expired && safe ? "expiredDevice" : outcome.kind, (outcome.errors ?? []).join(" "))
  }

  saved({ revision, saved_at, refused, kept = {} }, content) {
    const recovered = this.failures || this.expired ? "recovered" : ""
    this.failures = 0
    this.stopped = this.expired = false
    this.kept = content
    this.base = revision
    for (const role of ["conflict", "sign-in", "remedy", "newer"]) this.part(role).hidden = true
    showRefusals(this.desk, refused)
    const count = Object.keys(refused).length
    this.state.settle(saved_at ? "saved" : "", saved_at, recovered)
    if (count) this.state.announce("saved", `${saved_at}${this.dataset.except} ${count}`)
    const detail = { revision, kept, typed: JSON.parse(content.answers) }
    this.dispatchEvent(new CustomEvent("note:saved", { bubbles: true, detail }))
    if (this.dirty) this.changed()
    else this.release(content, revision)
  }

  /* The device lets go of what the server has, and gives the next text left here, if any. */
  async release(content, revision) {
    if (!this.copy) return
    if (!(await this.copy.drop(content, revision))) this.copy = await NoteCopy.open(this.account, this.address, this.format)
    else if (!this.dirty && !this.saving) await this.adopt()
  }

  async lost() {
    const first = !this.failures
    this.failures += 1
    const safe = await this.keep()
    if (first || safe !== this.copied) this.state.announce(safe ? "deviceOnly" : "offline")
    this.copied = safe
    if (safe) navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("notes")).catch(() => {})
    this.later(RETRY[Math.min(this.failures, RETRY.length) - 1])
  }

  conflict(latest) {
    this.stopped = true
    this.latest = latest
    this.part("conflict-by").textContent = latest.by
    this.part("conflict-at").textContent = latest.saved_at
    if (!this.compare()) return this.resolve()
    this.part("newer").hidden = true
    this.part("conflict").hidden = false
    this.state.show("conflict")
    this.tell()
    this.keep()
  }

  /* The focus goes where the conflict is explained, at a pause: mid-sentence, words would fall beside the text. */
  tell() {
    clearTimeout(this.telling)
    const told = () => {
      this.telling = null
      this.part("conflict-title").focus()
    }
    this.telling = setTimeout(told, Math.max(0, (this.typedAt ?? 0) + PAUSE - Date.now()))
  }

  /* Who types without looking goes on in the text: the focus comes back before the letter is written. */
  backToText({ key, ctrlKey, metaKey, altKey }) {
    if (key.length === 1 && !ctrlKey && !metaKey && !altKey) this.paper.focus()
  }

  compare() {
    return this.merger.show(this.paper.content(), this.latest, this.kept)
  }

  /* Both texts were before the person's eyes: what they made of them comes after the other. */
  resolve() {
    if (!this.merger.complete()) return
    const content = this.merger.content()
    this.kept = this.merger.known(this.kept)
    this.base = this.latest.revision
    this.put(content)
    this.part("conflict").hidden = true
    this.saveNow()
  }

  saveNow() {
    if (!this.part("conflict").hidden) return this.part("conflict-title").focus()
    this.stopped = false
    this.save()
  }

  /* What others do to this text: a later one is a conflict as soon as something was typed here. An answer also tells
     that the session, once expired, is open again. */
  heard({ revision, saved_at, by, writers }) {
    if (this.expired && !this.saving) return this.saveNow()
    const { fresh } = this
    this.fresh = false
    if (writers !== this.writers) this.part("writers").replaceChildren((this.writers = writers))
    if (this.saving || this.pending || this.stopped || revision <= Number(this.base)) return
    if (this.dirty) return this.save()
    this.savedAt = saved_at
    if (fresh) return this.refresh()
    this.part("newer-by").textContent = `${by}, ${saved_at}`
    if (this.part("newer").hidden) this.state.announce("newer")
    this.part("newer").hidden = false
  }

  /* The later text comes in the place of this one, unless something was typed meanwhile. */
  async refresh() {
    const latest = await this.paper.latest(location.href).catch(() => null)
    if (!latest || this.dirty || this.saving) return
    this.show(latest.content, latest.base)
    this.state.settle("saved", this.savedAt)
    this.part("newer").hidden = true
  }
}

customElements.define("note-editor", NoteEditor)
