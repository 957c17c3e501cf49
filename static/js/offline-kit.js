/* « Préparer hors connexion »: the note pages listed here are taken along on this device, encrypted, for three days. */
import { DeviceStore, LIFE } from "app/device-store"
import { CACHE, keepFiles } from "app/offline-files"

const weightOf = (bytes) => {
  const [unit, size] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6]
  return new Intl.NumberFormat("fr", { style: "unit", unit, maximumFractionDigits: size < 10 ? 1 : 0 }).format(size)
}

const dayOf = (time) => new Intl.DateTimeFormat("fr", { weekday: "long", day: "numeric", month: "long" }).format(time)

class OfflineKit extends HTMLElement {
  connectedCallback() {
    if (!("serviceWorker" in navigator && navigator.locks && crypto.subtle)) return
    this.part("prepare").addEventListener("click", () => this.prepare())
    this.part("remove").addEventListener("click", () => this.remove())
    this.part("prepare").hidden = false
    this.show()
  }

  part(role) {
    return this.querySelector(`[data-role="${role}"]`)
  }

  get links() {
    return Array.from(this.querySelectorAll("a[data-page]"))
  }

  async show() {
    const store = await DeviceStore.open(document.body.dataset.account)
    await store.tidy()
    const pages = await store.all("pages")
    const ready = pages.filter(({ id }) => this.links.some(({ pathname }) => pathname === id))
    for (const link of this.links) {
      link.parentElement.toggleAttribute("data-ready", ready.some(({ id }) => id === link.pathname))
    }
    this.part("remove").hidden = !pages.length
    if (!ready.length) return
    const weight = ready.reduce((sum, { secret }) => sum + secret.html.length, 0) + Math.max(...ready.map(({ secret }) => secret.files))
    const until = dayOf(Math.min(...ready.map(({ at }) => at)) + LIFE)
    const words = ready.length > 1 ? this.dataset.readyMany : this.dataset.ready
    this.tell(words.replace("{count}", ready.length).replace("{weight}", weightOf(weight)).replace("{until}", until))
  }

  tell(words) {
    this.part("said").textContent = words
  }

  async prepare() {
    const button = this.part("prepare")
    button.disabled = true
    this.tell(this.dataset.preparing)
    try {
      const { offlineWorker } = document.body.dataset
      await navigator.serviceWorker.register(offlineWorker, { type: "module", scope: "/", updateViaCache: "none" })
      await navigator.serviceWorker.ready
      const store = await DeviceStore.open(document.body.dataset.account)
      const cache = await caches.open(CACHE + this.dataset.version)
      for (const link of this.links) await this.take(link, store, cache)
      await this.show()
    } catch {
      this.tell(this.dataset.failed)
    }
    button.disabled = false
  }

  async take(link, store, cache) {
    const response = await fetch(link.href, { redirect: "manual", headers: { Accept: "text/html" } })
    if (!response.ok) throw new Error(`${response.status}`)
    const html = await response.text()
    const files = await keepFiles(html, cache)
    const policy = response.headers.get("Content-Security-Policy")
    await store.put("pages", link.pathname, { html, policy, files, label: link.textContent.trim() })
    await store.remove("texts", link.pathname)
  }

  async remove() {
    const store = await DeviceStore.open(document.body.dataset.account)
    for (const drawer of ["pages", "texts"]) {
      for (const { id } of await store.all(drawer)) await store.remove(drawer, id)
    }
    this.tell(this.dataset.removed)
    this.show()
  }
}

customElements.define("offline-kit", OfflineKit)
