/* Saves a note two seconds after a pause, and says in words where the text is: saved, not yet, on this screen only.
   Nothing is written to the browser's storage: notes are confidential. Without this script the form saves by itself. */

const PAUSE = 2000
const PATIENCE = 20000
const RETRY = [3000, 6000, 15000, 30000]

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1] ?? ""

class NoteEditor extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.body = this.form.elements.body
    this.base = this.form.elements.base
    this.kept = this.body.value
    this.failures = 0
    this.saving = false
    this.stopped = false
    this.form.addEventListener("input", () => this.changed())
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.saveNow()
    })
    this.part("conflict-keep").addEventListener("click", () => this.saveNow())
    this.online = () => this.failures && this.save()
    this.leaving = (event) => this.dirty && event.preventDefault()
    window.addEventListener("online", this.online)
    window.addEventListener("beforeunload", this.leaving)
    // Another conflict already shown by the server, or a refused text: what is on screen is not what is kept.
    if (this.closest(".note-paper").querySelector(".notice-error")) this.kept = null
  }

  disconnectedCallback() {
    window.removeEventListener("online", this.online)
    window.removeEventListener("beforeunload", this.leaving)
    clearTimeout(this.timer)
  }

  get dirty() {
    return this.body.value !== this.kept
  }

  part(role) {
    return this.querySelector(`[data-role="${role}"]`)
  }

  say(text, { alert = "" } = {}) {
    this.part("state").textContent = text
    if (alert) this.part("alert").textContent = alert
  }

  changed() {
    if (!this.dirty) return
    if (!this.failures && !this.stopped) this.say(this.dataset.unsaved)
    this.later(PAUSE)
  }

  later(delay) {
    clearTimeout(this.timer)
    if (!this.stopped) this.timer = setTimeout(() => this.save(), delay)
  }

  async save() {
    if (this.saving) return this.later(PAUSE)
    clearTimeout(this.timer)
    this.saving = true
    const sent = this.body.value
    if (!this.failures) this.say(this.dataset.saving)
    try {
      await this.answered(await this.send(sent), sent)
    } catch {
      this.lost()
    } finally {
      this.saving = false
    }
  }

  send(text) {
    const data = new FormData()
    data.set("body", text)
    data.set("base", this.base.value)
    return fetch(this.form.action, {
      method: "POST",
      body: data,
      // The cookie, not the form's field: signing in again in another tab changes the token.
      headers: { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    })
  }

  async answered(response, sent) {
    if (response.ok) return this.saved(await response.json(), sent)
    if (response.status === 409) return this.conflict(await response.json())
    if (response.status >= 500) return this.lost()
    this.failures = 0
    if (response.status === 422) return this.refused(`${this.dataset.refused} ${(await response.json()).errors.join(" ")}`)
    if (response.status === 413) return this.refused(this.dataset.tooLarge)
    this.stopped = true
    return this.refused(this.dataset.expired)
  }

  saved({ revision, saved_at }, sent) {
    const recovered = this.failures ? this.dataset.recovered : ""
    const alarmed = recovered || this.part("alert").textContent
    this.failures = 0
    this.stopped = false
    this.kept = sent
    this.base.value = revision
    this.part("conflict").hidden = true
    const words = saved_at ? `${this.dataset.saved} ${saved_at}` : ""
    this.say(words)
    this.part("alert").textContent = alarmed ? recovered || words : ""
    if (this.dirty) this.changed()
  }

  lost() {
    const first = !this.failures
    this.failures += 1
    this.say(this.dataset.offline, { alert: first ? this.dataset.offline : "" })
    this.later(RETRY[Math.min(this.failures, RETRY.length) - 1])
  }

  refused(words) {
    this.say(words, { alert: words })
  }

  conflict({ revision, saved_at, by, html }) {
    this.failures = 0
    this.stopped = true
    this.latest = revision
    this.part("conflict-by").textContent = by
    this.part("conflict-at").textContent = saved_at
    // Our own stored text, sanitised by the server when it was saved; its identifiers would repeat those of the page.
    const text = new DOMParser().parseFromString(html, "text/html").body
    for (const block of text.querySelectorAll("[id]")) block.removeAttribute("id")
    this.part("conflict-text").replaceChildren(...text.childNodes)
    this.part("conflict").hidden = false
    this.say(this.dataset.conflict, { alert: this.dataset.conflict })
  }

  /* Asked for by the person: once both texts of a conflict are before their eyes, theirs comes after the other. */
  saveNow() {
    if (!this.part("conflict").hidden) this.base.value = this.latest
    this.stopped = false
    this.save()
  }
}

customElements.define("note-editor", NoteEditor)
