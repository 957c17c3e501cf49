/* What this device keeps of notes, encrypted, for one account at a time. No import: pages and the service worker share it.

   Four drawers: `keys` (an account's key, that no script can read out), `drafts` (texts that the server has not
   acknowledged), `pages` (note pages prepared for offline) and `texts` (what was saved since a page was prepared).
   A record is { id, account, at, address, iv, sealed }; what it holds is in `sealed`, bound to its place and account. */

const NAME = "appareil"
const DRAWERS = ["keys", "drafts", "pages", "texts"]
/* Prepared pages live so long; a text that was not sent has no term. */
export const LIFE = 3 * 24 * 3600 * 1000

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const completed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Closed())
  })

const connect = async () => {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => {
    for (const drawer of DRAWERS) request.result.createObjectStore(drawer, { keyPath: "id" })
  }
  const database = await answered(request)
  database.onversionchange = () => database.close()
  return database
}

/* The account signed out, or another one signed in: what was here is wiped, and nothing more is written. */
export class Closed extends Error {}

export class DeviceStore {
  constructor(database, { id, made, key }) {
    this.database = database
    this.account = id
    this.made = made
    this.key = key
  }

  /* For a page shown to `account`: whatever is another's, or sealed with a key that is gone, is wiped first. */
  static async open(account) {
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
    const database = await connect()
    const transaction = database.transaction(DRAWERS, "readwrite")
    const keys = await answered(transaction.objectStore("keys").getAll())
    let own = keys.find(({ id }) => id === account)
    if (keys.length > 1) for (const drawer of DRAWERS) DeviceStore.#clearOthers(transaction, drawer, account)
    if (!own) {
      for (const drawer of DRAWERS) transaction.objectStore(drawer).clear()
      own = { id: account, made: crypto.randomUUID(), key }
      transaction.objectStore("keys").put(own)
    }
    await completed(transaction)
    return new DeviceStore(database, own)
  }

  static #clearOthers(transaction, drawer, account) {
    const cursor = transaction.objectStore(drawer).openCursor()
    cursor.onsuccess = () => {
      if (!cursor.result) return
      if ((cursor.result.value.account ?? cursor.result.value.id) !== account) cursor.result.delete()
      cursor.result.continue()
    }
  }

  /* The store of the account that this device knows, or null. */
  static async existing() {
    const database = await connect()
    const [own] = await answered(database.transaction("keys").objectStore("keys").getAll())
    if (own) return new DeviceStore(database, own)
    database.close()
    return null
  }

  /* Keys and all that they open. */
  static async forget() {
    const database = await connect()
    const transaction = database.transaction(DRAWERS, "readwrite")
    for (const drawer of DRAWERS) transaction.objectStore(drawer).clear()
    await completed(transaction)
    database.close()
  }

  async lives() {
    const own = await answered(this.database.transaction("keys").objectStore("keys").get(this.account))
    return own?.made === this.made
  }

  async put(drawer, id, secret, address = id) {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const plain = new TextEncoder().encode(JSON.stringify(secret))
    const sealed = await crypto.subtle.encrypt(this.#cipher(drawer, id, iv), this.key, plain)
    const record = { id, account: this.account, address, at: Date.now(), iv, sealed }
    await this.#write(drawer, (objects) => objects.put(record))
  }

  async remove(drawer, id) {
    await this.#write(drawer, (objects) => objects.delete(id))
  }

  /* The secret, or null. */
  async get(drawer, id) {
    const record = await answered(this.database.transaction(drawer).objectStore(drawer).get(id))
    return record?.account === this.account ? ((await this.#unsealed(drawer, record))?.secret ?? null) : null
  }

  /* [{ id, address, at, secret }], the oldest first; what this key does not open is not ours. */
  async all(drawer) {
    const records = await answered(this.database.transaction(drawer).objectStore(drawer).getAll())
    const own = records.filter(({ account }) => account === this.account).sort((one, other) => one.at - other.at)
    return (await Promise.all(own.map((record) => this.#unsealed(drawer, record)))).filter(Boolean)
  }

  /* Prepared pages past their term go, with what was saved since. */
  async tidy() {
    for (const { id, at } of await this.all("pages")) {
      if (Date.now() - at < LIFE && at <= Date.now() + LIFE) continue
      await this.remove("pages", id)
      await this.remove("texts", id)
    }
  }

  /* The key is looked at in the same transaction: once it is gone, whoever still holds it in memory writes nothing. */
  async #write(drawer, change) {
    let transaction
    try {
      transaction = this.database.transaction(["keys", drawer], "readwrite", { durability: "strict" })
    } catch {
      throw new Closed()
    }
    const own = transaction.objectStore("keys").get(this.account)
    own.onsuccess = () => {
      if (own.result?.made === this.made) change(transaction.objectStore(drawer))
      else transaction.abort()
    }
    await completed(transaction)
  }

  #cipher(drawer, id, iv) {
    const place = new TextEncoder().encode([this.account, drawer, id].join("\n"))
    return { name: "AES-GCM", iv, additionalData: place }
  }

  async #unsealed(drawer, { id, address, at, iv, sealed }) {
    try {
      const plain = await crypto.subtle.decrypt(this.#cipher(drawer, id, iv), this.key, sealed)
      return { id, address, at, secret: JSON.parse(new TextDecoder().decode(plain)) }
    } catch {
      return null
    }
  }
}
