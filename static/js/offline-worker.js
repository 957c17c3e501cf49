/* The service worker: without a connection, it gives the note pages that were prepared on this device, and for anything
   else a page that says so; it sends the texts that wait when the browser says the connection is back.

   With a connection it changes nothing: pages always come from the server. What it needs is handed to it, a worker
   having no import map. */

/* A network that does not answer is one that is not there, when the device has something to show; milliseconds. */
const PATIENCE = 5000

const within = (delay, promise) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), delay))])

export class OfflineWorker {
  constructor(scope, { version, page, cache, keepFiles, DeviceStore, sendWaiting, sender }) {
    Object.assign(this, { scope, page, keepFiles, DeviceStore, sendWaiting, sender })
    this.cacheName = cache + version
    this.prefix = cache
  }

  listen() {
    this.scope.addEventListener("install", (event) => event.waitUntil(this.install()))
    this.scope.addEventListener("activate", (event) => event.waitUntil(this.activate()))
    this.scope.addEventListener("fetch", (event) => this.fetched(event))
    this.scope.addEventListener("sync", (event) => event.waitUntil(this.send()))
  }

  async install() {
    const cache = await caches.open(this.cacheName)
    const response = await fetch(this.page, { credentials: "omit", cache: "reload" })
    if (!response.ok) throw new Error("no offline page")
    await this.keepFiles(await response.clone().text(), cache)
    await cache.put(this.page, response)
    await this.scope.skipWaiting()
  }

  /* Files of an earlier version stay while a prepared page may name them. */
  async activate() {
    const store = await this.DeviceStore.existing()
    await store?.tidy()
    if (!store || !(await store.all("pages")).length) {
      const old = (await caches.keys()).filter((name) => name.startsWith(this.prefix) && name !== this.cacheName)
      await Promise.all(old.map((name) => caches.delete(name)))
    }
    await this.scope.clients.claim()
  }

  fetched(event) {
    const { request } = event
    const address = new URL(request.url)
    if (request.method !== "GET" || address.origin !== location.origin) return
    if (request.mode === "navigate") event.respondWith(this.navigate(request, address.pathname))
    else if (address.pathname.startsWith("/static/")) event.respondWith(this.file(request, address.pathname))
  }

  async navigate(request, path) {
    const prepared = await this.prepared(path)
    try {
      return await (prepared ? within(PATIENCE, fetch(request)) : fetch(request))
    } catch {
      return prepared ?? (await caches.match(this.page)) ?? Response.error()
    }
  }

  async file(request, path) {
    const kept = await caches.match(path)
    try {
      return await (kept ? within(PATIENCE, fetch(request)) : fetch(request))
    } catch {
      return kept ?? Response.error()
    }
  }

  async prepared(path) {
    try {
      const store = await this.DeviceStore.existing()
      await store?.tidy()
      const found = await store?.get("pages", path)
      if (!found) return null
      const html = found.html.replace("<html ", '<html data-prepared="1" ')
      const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" }
      return new Response(html, { headers: { ...headers, "Content-Security-Policy": found.policy } })
    } catch {
      return null
    }
  }

  /* Raising asks the browser to try again later. */
  async send() {
    const store = await this.DeviceStore.existing()
    if (!store) return
    const token = (await this.scope.cookieStore?.get("csrftoken"))?.value ?? ""
    const left = await this.sendWaiting(store, (address) => this.sender(address, store.account, token))
    if (left) throw new Error("some texts still wait")
  }
}
