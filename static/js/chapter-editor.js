/* Buttons that insert a verbatim or a map where the cursor stands, and a warning before leaving unsaved text. */

const editors = new Map()
document.addEventListener("prose-editor:ready", (event) => {
  editors.set(event.detail.textarea.id, event.detail.editor)
})

class ChapterInsertions extends HTMLElement {
  connectedCallback() {
    this.status = this.querySelector("[role=status]")
    for (const markup of this.querySelectorAll(".offer-markup code")) this.offer(markup)
  }

  offer(markup) {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button-secondary offer-button"
    button.textContent = "Insérer"
    const label = markup.closest(".offer").querySelector(".offer-label").textContent.trim()
    button.setAttribute("aria-label", `Insérer : ${label}`)
    button.addEventListener("click", () => this.insert(markup.textContent.trim()))
    markup.parentElement.append(button)
    markup.hidden = true
  }

  insert(markup) {
    const field = document.getElementById(this.getAttribute("for"))
    const editor = editors.get(field.id)
    if (editor) {
      editor
        .chain()
        .focus()
        .insertContent({ type: "paragraph", content: [{ type: "text", text: markup }] })
        .run()
    } else {
      field.setRangeText(`\n\n${markup}\n\n`, field.selectionStart, field.selectionEnd, "end")
      field.dispatchEvent(new Event("input", { bubbles: true }))
    }
    this.status.textContent = this.dataset.done
  }
}

customElements.define("chapter-insertions", ChapterInsertions)

/* The editor writes into its textarea as one types: leaving with another text than the one received must be meant. */
const form = document.querySelector(".chapter-form")
if (form) {
  const read = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken").join("\n")
  let received = null
  let sending = false
  document.addEventListener("prose-editor:ready", () => {
    received ??= read()
  })
  form.addEventListener("submit", () => {
    sending = true
  })
  window.addEventListener("beforeunload", (event) => {
    if (!sending && received !== null && read() !== received) event.preventDefault()
  })
}
