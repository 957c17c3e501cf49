/* « Cet appareil est-il partagé ? », answered without leaving the page; without this script the form is sent as it is. */

class DeviceChoice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault()
      this.answer(event.target, event.submitter)
    })
  }

  async answer(form, { name, value }) {
    const data = new FormData(form)
    data.set(name, value)
    const response = await fetch(form.action, { method: "POST", body: data, redirect: "manual" }).catch(() => null)
    if (!response || response.status >= 400) return form.requestSubmit && form.submit()
    const editor = document.querySelector("note-editor")
    if (!editor) return location.reload()
    editor.dataset.device = value
    editor.dispatchEvent(new CustomEvent("device:chosen"))
    const said = document.createElement("p")
    said.className = "help"
    said.setAttribute("role", "status")
    this.replaceChildren(said)
    said.textContent = this.dataset[value]
    if (value !== "propre") return
    said.dataset.unable = this.dataset.cannot
    await import("app/device") // as on each page of such a device
  }
}

customElements.define("device-choice", DeviceChoice)
