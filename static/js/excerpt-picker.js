/* Turns a selection in the note into a passage: its place counted as the server counts it, in code points of the text
   whose blocks are parted by two line ends. Without this script whole paragraphs are chosen by their button. */

const SEPARATOR = "\n\n"
const BLOCKS = "p, h2, h3, h4"

const points = (text) => Array.from(text).length

/* The text of a block from its start to (node, offset), a line break counting for one. */
const textUntil = (block, node, offset) => {
  const range = document.createRange()
  range.selectNodeContents(block)
  range.setEnd(node, offset)
  return textOf(range.cloneContents())
}

const textOf = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data
  if (node.nodeName === "BR") return "\n"
  return Array.from(node.childNodes, textOf).join("")
}

class ExcerptPicker extends HTMLElement {
  connectedCallback() {
    this.text = this.part("text")
    this.form = this.querySelector('form[method="post"]')
    this.watch = () => this.look()
    document.addEventListener("selectionchange", this.watch)
    this.part("pick").addEventListener("click", () => this.pick())
    // The button must not take the selection away before it is read.
    this.part("bar").addEventListener("mousedown", (event) => event.preventDefault())
  }

  disconnectedCallback() {
    document.removeEventListener("selectionchange", this.watch)
  }

  part(role) {
    return this.querySelector(`[data-role="${role}"]`)
  }

  look() {
    const selection = document.getSelection()
    const range = selection.rangeCount ? selection.getRangeAt(0) : null
    const inside = range && !range.collapsed && this.text.contains(range.commonAncestorContainer)
    if (inside) this.found = this.passage(range)
    // Tabbing to the button empties the selection in some browsers: the last one stands until another is made.
    if (!this.found) return
    this.part("bar").hidden = false
    this.part("preview").textContent = `« ${this.found.quote.trim()} »`
  }

  /* { start, end, quote } of the part of the note inside the range, or null when it holds no text. */
  passage(range) {
    let position = 0
    let start = null
    let end = null
    const whole = []
    for (const block of this.text.querySelectorAll(BLOCKS)) {
      const content = textOf(block)
      if (range.intersectsNode(block)) {
        const from = block.contains(range.startContainer) ? textUntil(block, range.startContainer, range.startOffset) : ""
        const to = block.contains(range.endContainer) ? textUntil(block, range.endContainer, range.endOffset) : content
        if (to.length > from.length) {
          start ??= position + points(from)
          end = position + points(to)
        }
      }
      whole.push(content)
      position += points(content) + points(SEPARATOR)
    }
    if (start === null) return this.found ?? null
    const quote = Array.from(whole.join(SEPARATOR)).slice(start, end).join("")
    return quote.trim() ? { start, end, quote } : (this.found ?? null)
  }

  pick() {
    const { start, end, quote } = this.found
    const fields = this.form.elements
    fields.block.value = ""
    fields.start.value = start
    fields.end.value = end
    fields.quote.value = quote
    const wording = fields.public_wording
    if (!wording.value.trim() || wording.value.trim() === this.offered) wording.value = quote.trim()
    this.offered = quote.trim()
    wording.dispatchEvent(new Event("change", { bubbles: true }))
    this.part("quote").textContent = quote.trim()
    this.part("quote").hidden = false
    this.part("none").hidden = true
    document.getSelection().removeAllRanges()
    this.part("bar").hidden = true
    this.found = null
    this.part("panel").scrollIntoView({ block: "nearest" })
    wording.focus()
  }
}

customElements.define("excerpt-picker", ExcerptPicker)
