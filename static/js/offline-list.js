/* On the page « hors connexion »: the note pages that this device can open, with a link to each. */
import { DeviceStore } from "app/device-store"

class OfflineList extends HTMLElement {
  async connectedCallback() {
    const store = await DeviceStore.existing()
    const pages = (await store?.all("pages")) ?? []
    if (!pages.length) return
    const list = document.createElement("ul")
    for (const { id, secret } of pages) {
      const item = document.createElement("li")
      const link = document.createElement("a")
      link.href = id
      link.textContent = secret.label
      item.append(link)
      list.append(item)
    }
    this.querySelector("[data-role=pages]").replaceChildren(list)
    this.hidden = false
  }
}

customElements.define("offline-list", OfflineList)
