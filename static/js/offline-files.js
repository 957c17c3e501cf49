/* The static files that a page needs, found by reading it, its styles and its modules. No import: shared with the
   service worker. */

export const CACHE = "fichiers-"

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

/* Puts in `cache` all that `html` needs; how many bytes they weigh. Raises when one of them does not come. */
export const keepFiles = async (html, cache) => {
  const map = importMap(html)
  const waiting = found(/(?:src|href)="(\/static\/[^"]+)"/g, html)
  const seen = new Set()
  let weight = 0
  while (waiting.length) {
    const address = waiting.pop()
    if (!address?.startsWith("/static/") || seen.has(address)) continue
    seen.add(address)
    const response = await fetch(address)
    if (!response.ok) throw new Error(`${address} : ${response.status}`)
    await cache.put(address, response.clone())
    const bytes = await response.arrayBuffer()
    weight += bytes.byteLength
    waiting.push(...named(address, new TextDecoder().decode(bytes), map))
  }
  return weight
}
