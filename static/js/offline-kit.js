/* « Préparer hors connexion »: the note pages listed here are taken along on this device, encrypted, for three days, as
   they are written in the editor and in plain text. Those of an earlier version of the site are taken again. */
import { DeviceStore, LIFE } from "app/device-store"
import { CACHE, keepFiles, PREPARING } from "app/offline-files"

/* What a service worker needs to be there, at most; milliseconds. */
const PATIENCE = 30000
/* How long the worker of a new version is waited for; milliseconds. */
const RENEWAL = 10000
const OTHER = { page: "texte", texte: "page" }

/* How the note of this page is written: in the editor, or in plain text. */
const wayOf = (html) => {
  const form = new DOMParser().parseFromString(html, "text/html").getElementById("note-form")
  return form?.elements.format.value === "texte" ? "texte" : "page"
}

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
    this.show().then(
      (stale) => stale && this.prepare(),
      () => this.cannot(),
    )
  }

  /* A private window, or a browser that keeps nothing. */
  cannot() {
    this.part("prepare").hidden = true
    this.tell(this.dataset.cannot)
  }

  part(role) {
    return this.querySelector(`[data-role="${role}"]`)
  }

  get links() {
    return Array.from(this.querySelectorAll("a[data-page]"))
  }

  /* Whether some were taken from an earlier version: they open, and are taken again. */
  async show() {
    const store = await DeviceStore.open(document.body.dataset.account)
    await store.tidy()
    const pages = await store.all("pages")
    const ready = pages.filter(({ id }) => this.links.some(({ pathname }) => pathname === id))
    for (const link of this.links) {
      link.parentElement.toggleAttribute("data-ready", ready.some(({ id }) => id === link.pathname))
    }
    this.part("remove").hidden = !pages.length
    if (ready.some(({ secret }) => secret.version !== this.dataset.version)) return true
    if (!ready.length) return false
    const weight = ready.reduce((sum, { secret }) => sum + secret.weight, 0) + Math.max(...ready.map(({ secret }) => secret.files))
    const until = dayOf(Math.min(...ready.map(({ at }) => at)) + LIFE)
    const words = ready.length > 1 ? this.dataset.readyMany : this.dataset.ready
    this.tell(words.replace("{count}", ready.length).replace("{weight}", weightOf(weight)).replace("{until}", until))
    return false
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
      const options = { type: "module", scope: "/", updateViaCache: "none" }
      await this.renewed(await navigator.serviceWorker.register(offlineWorker, options))
      await Promise.race([navigator.serviceWorker.ready, this.late()])
      await navigator.locks.request(PREPARING, () => this.takeAll())
      await this.show()
    } catch (error) {
      await this.show().catch(() => {})
      this.tell(error.name === "QuotaExceededError" ? this.dataset.full : this.dataset.failed)
    }
    button.disabled = false
  }

  /* The worker of a new version takes its place while the earlier one has nothing to do: the pages, which keep that one
     busy, are taken after. One that is slow to come does not hold them up. */
  async renewed(registration) {
    await registration.update().catch(() => {})
    const coming = registration.installing ?? registration.waiting
    if (!coming) return
    const came = new Promise((resolve) => {
      coming.addEventListener("statechange", () => ["activated", "redundant"].includes(coming.state) && resolve())
    })
    await Promise.race([came, new Promise((resolve) => setTimeout(resolve, RENEWAL))])
  }

  /* A worker that could not be installed is never ready. */
  late() {
    return new Promise((_, reject) => setTimeout(() => reject(new Error("no worker")), PATIENCE))
  }

  async takeAll() {
    const store = await DeviceStore.open(document.body.dataset.account)
    const cache = await caches.open(CACHE + this.dataset.version)
    const known = new Map()
    for (const link of this.links) await this.take(link, store, (html) => keepFiles(html, cache, known))
  }

  async take(link, store, keep) {
    const usual = await this.read(link.href)
    const way = wayOf(usual.html)
    const other = await this.read(`${link.href}?ecrire=${OTHER[way]}`)
    const sizes = [await keep(usual.html), await keep(other.html)]
    await store.put("pages", link.pathname, {
      ways: { [way]: usual, [OTHER[way]]: other },
      way,
      version: this.dataset.version,
      files: Math.max(...sizes),
      weight: usual.html.length + other.html.length,
      label: link.textContent.trim(),
    })
    await store.remove("texts", link.pathname)
  }

  async read(address) {
    const response = await fetch(address, { redirect: "manual", headers: { Accept: "text/html" } })
    if (!response.ok) throw new Error(`${response.status}`)
    return { html: await response.text(), policy: response.headers.get("Content-Security-Policy") }
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
