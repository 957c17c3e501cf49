/* Commenting on a paragraph without leaving the text. The links work alone; here they become buttons that open the
   form in place. A selection, when there is one, becomes the quote. What is typed outlives a failed network. */

const SLOT = "[data-slot]"
const TIMEOUT = 20_000

const textOf = (range) => {
  const copy = range.cloneContents()
  for (const br of copy.querySelectorAll("br")) br.replaceWith("\n")
  return copy.textContent
}

/* The selected words of a paragraph and where they begin in it (code points), or null. */
const selectionIn = (paragraph) => {
  const words = paragraph.querySelector(".para-text")
  const selection = document.getSelection()
  if (!words || !selection.rangeCount || selection.isCollapsed) return null
  const range = selection.getRangeAt(0).cloneRange()
  if (!range.intersectsNode(words)) return null
  const whole = document.createRange()
  whole.selectNodeContents(words)
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) < 0) range.setStart(words, 0)
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) > 0) range.setEnd(words, words.childNodes.length)
  const quote = textOf(range)
  if (!quote.trim() || quote.trim() === textOf(whole).trim()) return null
  const before = document.createRange()
  before.setStart(words, 0)
  before.setEnd(range.startContainer, range.startOffset)
  const skipped = quote.length - quote.trimStart().length
  return { quote: quote.trim(), near: [...textOf(before)].length + skipped }
}

/* The reader's own text, kept in this tab until it is saved on the server. */
const drafts = {
  key: (address) => `remark:${address}`,
  read(address) {
    try {
      return JSON.parse(sessionStorage.getItem(this.key(address)))
    } catch {
      return null
    }
  },
  write(address, form) {
    const { text, kind, quote, near } = form.elements
    const typed = { text: text.value, kind: kind?.value, quote: quote.value, near: near.value }
    try {
      if (typed.text.trim()) sessionStorage.setItem(this.key(address), JSON.stringify(typed))
      else this.drop(address)
    } catch {
      /* a full or forbidden storage: the text is still on screen */
    }
  },
  drop(address) {
    try {
      sessionStorage.removeItem(this.key(address))
    } catch {
      /* nothing was kept */
    }
  },
}

class RemarkReader extends HTMLElement {
  connectedCallback() {
    this.template = this.querySelector("template")
    if (!this.template) return
    for (const slot of this.querySelectorAll(SLOT)) this.prepare(slot)
    this.addEventListener("pointerdown", (event) => this.noticeSelection(event), { capture: true })
    this.addEventListener("click", (event) => this.onClick(event))
    this.addEventListener("input", (event) => this.onInput(event))
    this.addEventListener("change", (event) => this.onInput(event))
    this.addEventListener("keydown", (event) => this.onKey(event))
    this.addEventListener("submit", (event) => this.onSubmit(event))
  }

  prepare(slot) {
    const link = slot.querySelector("a.remark-open")
    if (!link) return
    const button = document.createElement("button")
    button.type = "button"
    button.className = "remark-open"
    button.dataset.address = new URL(link.href).pathname
    button.setAttribute("aria-expanded", "false")
    button.append(...link.childNodes)
    link.replaceWith(button)
    this.tellDraft(button)
  }

  tellDraft(button) {
    button.querySelector(".remark-draft")?.remove()
    if (!drafts.read(button.dataset.address)) return
    const told = document.createElement("span")
    told.className = "remark-draft"
    told.textContent = ` – ${this.dataset.draft}`
    button.append(told)
  }

  /* Pressing a button may drop the selection: it is read just before. */
  noticeSelection(event) {
    const button = event.target.closest("button.remark-open")
    this.noticed = button ? selectionIn(button.closest("[data-block]")) : null
  }

  onClick(event) {
    const button = event.target.closest("button.remark-open")
    if (button) return button.getAttribute("aria-expanded") === "true" ? this.close(button) : this.open(button)
    const form = event.target.closest("form.remark-form")
    if (form && event.target.closest("[data-close]")) this.close(this.buttonOf(form))
    if (form && event.target.closest("[data-whole]")) {
      form.elements.quote.value = ""
      this.showPassage(form)
      form.elements.text.focus()
    }
  }

  onInput(event) {
    const form = event.target.closest("form.remark-form")
    if (form) drafts.write(this.buttonOf(form).dataset.address, form)
  }

  onKey(event) {
    const form = event.target.closest("form.remark-form")
    if (form && event.key === "Escape") this.close(this.buttonOf(form))
  }

  buttonOf(form) {
    return form.closest(SLOT).querySelector("button.remark-open")
  }

  open(button) {
    const chosen = this.noticed ?? selectionIn(button.closest("[data-block]"))
    this.noticed = null
    const other = this.querySelector("form.remark-form")
    if (other) this.close(this.buttonOf(other), { focus: false })
    button.closest(SLOT).querySelector("[data-too-late]")?.remove()
    const form = document.importNode(this.template.content, true).querySelector("form")
    form.action = button.dataset.address
    const draft = drafts.read(button.dataset.address)
    form.elements.text.value = draft?.text ?? ""
    if (draft?.kind) form.elements.kind.value = draft.kind
    form.elements.quote.value = chosen?.quote ?? draft?.quote ?? ""
    form.elements.near.value = chosen?.near ?? draft?.near ?? ""
    button.after(form)
    button.setAttribute("aria-expanded", "true")
    this.showPassage(form)
    form.elements.text.focus()
  }

  close(button, { focus = true } = {}) {
    button.closest(SLOT).querySelector("form.remark-form")?.remove()
    button.setAttribute("aria-expanded", "false")
    this.tellDraft(button)
    if (focus) button.focus()
  }

  showPassage(form) {
    const quote = form.elements.quote.value
    const line = form.querySelector("[data-passage]")
    line.hidden = !quote
    line.querySelector("q").textContent = quote
  }

  async onSubmit(event) {
    const form = event.target.closest("form.remark-form")
    if (!form) return
    event.preventDefault()
    if (form.ariaBusy === "true") return
    form.ariaBusy = "true"
    form.querySelector("[data-fault]").hidden = true
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "HX-Request": "true" },
        signal: AbortSignal.timeout(TIMEOUT),
      })
      this.receive(form, answer.status, await answer.text())
    } catch {
      this.tellFault(form, this.dataset.failed)
    }
    form.ariaBusy = "false"
  }

  receive(form, status, html) {
    const page = document.createElement("template")
    page.innerHTML = html
    const found = page.content.firstElementChild
    if (status === 200 && found?.matches(SLOT)) this.saved(form, found)
    else if (status === 422 && found?.matches("form.remark-form")) this.refused(form, found)
    else if (status === 409 && found?.matches("[data-too-late]")) this.tooLate(form, found)
    else this.tellFault(form, this.dataset.refused)
  }

  saved(form, slot) {
    drafts.drop(this.buttonOf(form).dataset.address)
    form.closest(SLOT).replaceWith(slot)
    this.prepare(slot)
    document.getElementById("mes-remarques").textContent = slot.dataset.progress
    slot.querySelector("button.remark-open").focus()
    this.say(slot.dataset.said)
  }

  refused(form, corrected) {
    corrected.action = form.action
    form.replaceWith(corrected)
    this.showPassage(corrected)
    corrected.querySelector("[role=alert]")?.focus()
  }

  tooLate(form, notice) {
    const button = this.buttonOf(form)
    form.replaceWith(notice)
    button.setAttribute("aria-expanded", "false")
    button.focus()
  }

  tellFault(form, words) {
    const fault = form.querySelector("[data-fault]")
    fault.textContent = words
    fault.hidden = false
    drafts.write(this.buttonOf(form).dataset.address, form)
  }

  say(words) {
    const announcer = this.querySelector("[data-announce]")
    announcer.textContent = ""
    setTimeout(() => (announcer.textContent = words), 100)
  }
}

customElements.define("remark-reader", RemarkReader)
