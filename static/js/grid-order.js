/* Moves a question or a part without leaving the page, with the arrow buttons or with Alt and an arrow key; what was
   done is announced and the focus follows. Without this script the buttons reload the page at the same place. */

const DIRECTIONS = { ArrowUp: "up", ArrowDown: "down" }

class GridOrder extends HTMLElement {
  connectedCallback() {
    this.ended = new AbortController()
    const { signal } = this.ended
    this.querySelector(".order-hint").hidden = false
    this.addEventListener("keydown", (event) => this.pressed(event), { signal })
    this.addEventListener("submit", (event) => this.sent(event), { signal })
  }

  disconnectedCallback() {
    this.ended.abort()
  }

  pressed(event) {
    const direction = event.altKey && DIRECTIONS[event.key]
    const movable = direction && event.target.closest("[data-movable]")
    if (!movable) return
    event.preventDefault()
    const own = [...movable.querySelectorAll(`button[name="direction"][value="${direction}"]`)]
    const button = own.find((one) => one.closest("[data-movable]") === movable)
    if (button) button.form.requestSubmit(button)
    else this.say(direction === "up" ? this.dataset.top : this.dataset.bottom)
  }

  sent(event) {
    if (event.submitter?.name !== "direction") return
    event.preventDefault()
    this.move(event.target, event.submitter)
  }

  async move(form, button) {
    if (this.moving) return
    this.moving = true
    const movable = form.closest("[data-movable]").id
    const focused = document.activeElement?.id
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form, button) })
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      const draft = page.querySelector('grid-order [data-role="draft"]')
      if (!response.ok || !draft) {
        location.assign(response.url)
        return
      }
      this.querySelector('[data-role="draft"]').replaceChildren(...document.importNode(draft, true).childNodes)
      const kept = focused && document.getElementById(focused)
      const target = kept || document.getElementById(movable)?.querySelector("[id^='modifier-']")
      target?.focus()
      target?.closest("[data-movable]")?.scrollIntoView({ block: "nearest" })
      this.say(page.querySelector(".notices")?.textContent ?? "")
    } catch {
      this.say(this.dataset.failed)
    } finally {
      this.moving = false
    }
  }

  say(words) {
    this.querySelector('[data-role="said"]').textContent = words.trim()
  }
}

customElements.define("grid-order", GridOrder)
