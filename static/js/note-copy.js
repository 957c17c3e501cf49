/* The copy of one text on this device, held by this page: written at each change, gone once acknowledged. */
import { lockOf } from "app/device-queue"
import { DeviceStore } from "app/device-store"

/* What holds a text for longer than this is a page that is open, not the sending of it; milliseconds. */
const SENDING = 6000

/* Holds a lock until the page goes, or until what this gives is called; null when another keeps it. */
const held = (name) =>
  new Promise((resolve) => {
    const signal = AbortSignal.timeout(SENDING)
    const hold = () => new Promise((release) => resolve(release))
    navigator.locks.request(name, { signal }, hold).catch(() => resolve(null))
  })

export class NoteCopy {
  constructor(store, address, format) {
    this.store = store
    this.address = address
    this.format = format
  }

  /* Null where the browser refuses: a private window, an address without HTTPS. */
  static async open(account, address, format) {
    try {
      return new NoteCopy(await DeviceStore.open(account), address, format)
    } catch {
      return null
    }
  }

  /* The oldest text left here by a page that is gone, written as this page writes; it becomes this page's, unless
     something was typed meanwhile (`free` says so). */
  async adopt(free) {
    const left = (await this.store.all("drafts")).filter((one) => one.address === this.address && one.id !== this.id)
    this.otherFormat = left.find(({ secret }) => secret.format !== this.format)?.secret.format
    for (const { id } of left.filter(({ secret }) => secret.format === this.format)) {
      const release = await held(lockOf(id))
      const still = release && (await this.store.get("drafts", id)) // sent meanwhile, perhaps
      if (still && free()) {
        this.id = id
        return still
      }
      release?.()
    }
    return null
  }

  /* Whether the device has it: of several asked for while one is being written, only the last is written. */
  keep(secret) {
    this.wanted = secret
    this.safe = false
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null
    })
    return this.writing
  }

  async writeAll() {
    await this.erased
    let written = false
    while (this.wanted) {
      const secret = this.wanted
      this.wanted = null
      written = await this.write(secret)
    }
    this.safe = written
    return written
  }

  async write(secret) {
    try {
      if (!this.id) await held(lockOf((this.id = crypto.randomUUID())))
      await this.store.put("drafts", this.id, secret, this.address)
      return true
    } catch {
      return false
    }
  }

  /* Acknowledged: `content` is on the server as revision `base`. The prepared page, if any, will show it. Whether this
     device still takes anything: not once its account signed out elsewhere. */
  drop(content, base) {
    this.wanted = null
    this.safe = false
    this.erased = this.erase(this.writing, content, base)
    return this.erased
  }

  async erase(writing, content, base) {
    await writing
    if (this.wanted || this.writing) return true // typed meanwhile: that text takes the place of this one
    try {
      if (await this.store.get("pages", this.address)) {
        await this.store.put("texts", this.address, { content, base, format: this.format })
      }
      if (this.id) await this.store.remove("drafts", this.id)
      return this.store.lives()
    } catch {
      return false
    }
  }

  /* What was saved since this page was prepared. */
  async latest() {
    return this.store.get("texts", this.address)
  }
}
