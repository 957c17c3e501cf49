/* The static files that a page needs, found by reading it, its styles and its modules. No import: shared with the
   service worker. */

export const CACHE = "fichiers-"
/* The lock held while pages are prepared: their files come before them. */
export const PREPARING = "preparation"

const found = (pattern, text) => Array.from(text.matchAll(pattern), (match) => match[1])

const resolved = (name, from, map) => {
  if (map[name]) return map[name]
  return /^(\.{0,2}\/)/.test(name) ? new URL(name, new URL(from, location.origin)).pathname : null
}

const named = (address, text, map) => {
  if (address.endsWith(".css")) {
    const names = [...found(/url\(\s*["']?([^"')]+)/g, text), ...found(/@import\s+["']([^"']+)/g, text)]
    return names.map((name) => resolved(/^[./]/.test(name) ? name : `./${name}`, address, {}))
  }
  if (!address.endsWith(".js")) return []
  return found(/(?:from|import)\s*\(?\s*["']([^"'\s]+)["']/g, text).map((name) => resolved(name, address, map))
}

const importMap = (html) => {
  const [written] = found(/<script type="importmap"[^>]*>([\s\S]*?)<\/script>/g, html)
  return written ? JSON.parse(written).imports : {}
}

/* A hashed name has one content for ever. */
export const lasts = (response) => Boolean(response?.headers.get("Cache-Control")?.includes("immutable"))

/* { weight, text } of a file put in `cache`; a name that lasts is not asked for again. */
const taken = async (address, cache) => {
  const kept = await cache.match(address)
  const response = lasts(kept) ? kept : await fetch(address)
  if (!response.ok) throw new Error(`${address} : ${response.status}`)
  if (response !== kept) await cache.put(address, response.clone())
  const bytes = await response.arrayBuffer()
  return { weight: bytes.byteLength, text: new TextDecoder().decode(bytes) }
}

/* Puts in `cache` all that `html` needs; how many bytes they weigh. Raises when one of them does not come. `known` holds
   what was taken a moment ago for another page. */
export const keepFiles = async (html, cache, known = new Map()) => {
  const map = importMap(html)
  const waiting = found(/(?:src|href)="(\/static\/[^"]+)"/g, html)
  const seen = new Set()
  let total = 0
  while (waiting.length) {
    const address = waiting.pop()
    if (!address?.startsWith("/static/") || seen.has(address)) continue
    seen.add(address)
    if (!known.has(address)) known.set(address, await taken(address, cache))
    const { weight, text } = known.get(address)
    total += weight
    waiting.push(...named(address, text, map))
  }
  return total
}
