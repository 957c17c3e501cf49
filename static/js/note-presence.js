/* Who else writes this text, and whether a later one was saved: asked on opening or coming back to the page, at the first
   words typed, and every 20 seconds. */

const EVERY = 20000
/* Where a page that goes leaves its name to the next one of its tab. */
const LEFT = "page-quittee"
/* Null where the browser refuses a memory. */
const ofTab = (deed) => {
  try {
    return deed(sessionStorage)
  } catch {
    return null
  }
}
/* Someone who typed nothing for so long is reading. */
const WRITING = 60000

export class NotePresence {
  /* `heard({ revision, saved_at, by, writers })` is called with each answer. */
  constructor(address, heard) {
    this.address = address
    this.heard = heard
    this.me = crypto.randomUUID()
    this.before = ofTab((memory) => memory.getItem(LEFT))
    ofTab((memory) => memory.removeItem(LEFT))
    this.typed = 0
    this.ended = new AbortController()
    const { signal } = this.ended
    window.addEventListener("focus", () => this.ask(), { signal })
    document.addEventListener("visibilitychange", () => this.ask(), { signal })
    window.addEventListener("pagehide", () => this.leave(), { signal })
    this.timer = setInterval(() => this.ask(), EVERY)
  }

  end() {
    this.ended.abort()
    clearInterval(this.timer)
  }

  /* The first words of a sitting are told at once. */
  wrote() {
    const began = Date.now() - this.typed > WRITING
    this.typed = Date.now()
    if (began) this.ask()
  }

  /* A page that goes writes no more, and says so: it would else be taken for another writer. The next page of the tab
     says it too, for its first words may come before these. Shown again, this page is another. */
  leave() {
    if (!this.typed) return
    fetch(`${this.address}?page=${this.me}&fini=1`, { keepalive: true }).catch(() => {})
    ofTab((memory) => memory.setItem(LEFT, this.me))
    this.me = crypto.randomUUID()
    this.typed = 0
  }

  async ask() {
    if (document.hidden) return
    this.again = Boolean(this.asking)
    if (this.asking) return
    this.asking = true
    const writes = Date.now() - this.typed < WRITING ? "&ecrit=1" : ""
    const follows = this.before ? `&suit=${this.before}` : ""
    try {
      const response = await fetch(`${this.address}?page=${this.me}${follows}${writes}`, { redirect: "manual" })
      if (response.ok) {
        this.before = null
        this.heard(await response.json())
      }
    } catch {
      // Without a connection there is nobody to ask.
    } finally {
      this.asking = false
    }
    if (this.again) await this.ask()
  }
}
