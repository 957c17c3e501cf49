/* <passkey-form data-deed="create|get" [data-options="…"] data-…="words"> around a form with a hidden `credential`
   and a hidden button. The browser asks for the passkey when the form is sent, then the form leaves with its answer.
   Without data-options they are asked at the form's address. Words: data-unsupported, -cancelled, -known, -failed. */

const reason = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" }

class PasskeyForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.button = this.form.querySelector("button")
    this.line = this.querySelector('[role="status"]')
    if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return this.say("unsupported")
    this.button.hidden = false
    this.form.addEventListener("submit", (event) => this.ask(event))
  }

  async ask(event) {
    event.preventDefault()
    this.say("")
    this.button.disabled = true
    try {
      const credential = await this[this.dataset.deed](await this.options())
      this.form.elements.credential.value = JSON.stringify(credential)
      this.form.submit()
    } catch (fault) {
      this.say(reason[fault.name] ?? "failed")
      this.button.disabled = false
    }
  }

  async options() {
    if (this.dataset.options) return JSON.parse(this.dataset.options)
    const response = await fetch(this.form.action, { headers: { Accept: "application/json" } })
    if (!response.ok) throw new Error(`${response.status}`)
    return (await response.json()).request_options
  }

  /* A key that signs in alone is kept on the device, and checks who holds it. */
  create({ publicKey }) {
    if (this.form.elements.passwordless?.checked) {
      publicKey.authenticatorSelection = {
        ...publicKey.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      }
    }
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) })
  }

  get({ publicKey }) {
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) })
  }

  say(word) {
    this.line.textContent = this.dataset[word] ?? ""
    this.line.hidden = !this.line.textContent
  }
}

customElements.define("passkey-form", PasskeyForm)
