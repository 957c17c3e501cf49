/* The service worker: without a connection, it gives the note pages that were prepared on this device, and for anything
   else a page that says so; it sends the texts that wait when the browser says the connection is back.

   With a connection it changes nothing: pages always come from the server. What it needs is handed to it, a worker
   having no import map. */

/* A network that does not answer is one that is not there, when the device has something to show; milliseconds. */
const PATIENCE = 5000
/* What a proxy answers for a site that is down; 503 may be a sentence of the site itself. */
const [BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT] = [502, 503, 504]

const within = (delay, promise) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), delay))])

export class OfflineWorker {
  constructor(scope, { version, page, cache, preparing, keepFiles, lasts, DeviceStore, sendWaiting, sender }) {
    Object.assign(this, { scope, page, preparing, keepFiles, lasts, DeviceStore, sendWaiting, sender })
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

  async activate() {
    // While pages are being prepared, their files are there and they are not: nothing goes.
    await navigator.locks.request(this.preparing, { ifAvailable: true }, (lock) => lock && this.tidyFiles())
    await this.scope.clients.claim()
  }

  /* Files of an earlier version stay while a prepared page names them. */
  async tidyFiles() {
    const store = await this.DeviceStore.existing()
    await store?.tidy()
    const named = ((await store?.all("pages")) ?? []).map(({ secret }) => this.prefix + secret.version)
    const wanted = new Set([this.cacheName, ...named])
    const old = (await caches.keys()).filter((name) => name.startsWith(this.prefix) && !wanted.has(name))
    await Promise.all(old.map((name) => caches.delete(name)))
  }

  fetched(event) {
    const { request } = event
    const address = new URL(request.url)
    if (request.method !== "GET" || address.origin !== location.origin) return
    if (request.mode === "navigate") event.respondWith(this.navigate(request, address))
    else if (address.pathname.startsWith("/static/")) event.respondWith(this.file(request, address.pathname))
  }

  async navigate(request, { pathname, searchParams }) {
    const prepared = await this.prepared(pathname, searchParams.get("ecrire"))
    const away = [BAD_GATEWAY, GATEWAY_TIMEOUT, ...(prepared ? [UNAVAILABLE] : [])]
    let response
    try {
      response = await (prepared ? within(PATIENCE, fetch(request)) : fetch(request))
      if (!away.includes(response.status)) return response
    } catch {
      // told below: nobody answered
    }
    return prepared ?? (await caches.match(this.page)) ?? response ?? Response.error()
  }

  /* A file of a version that the server no longer has answers 404, and a prepared page may still need it. */
  async file(request, path) {
    const kept = await caches.match(path)
    if (this.lasts(kept)) return kept
    try {
      const response = await (kept ? within(PATIENCE, fetch(request)) : fetch(request))
      return response.ok ? response : (kept ?? response)
    } catch {
      return kept ?? Response.error()
    }
  }

  /* The page of a note as it was taken along, written the way that is asked, or as its person writes. */
  async prepared(path, way) {
    try {
      const store = await this.DeviceStore.existing()
      await store?.tidy()
      const found = await store?.get("pages", path)
      if (!found) return null
      const { html, policy } = found.ways[way] ?? found.ways[found.way]
      const shown = html.replace("<html ", '<html data-prepared="1" ')
      const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" }
      return new Response(shown, { headers: { ...headers, "Content-Security-Policy": policy } })
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
