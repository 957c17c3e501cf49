/* What the person has before their eyes, whichever way they write: read as texts that can be compared, and put back. */
import { answersOf, fillAnswers } from "app/note-answers"

export class NotePaper {
  /* `ready` is kept once the text can be written in: at once for plain text, when the editor is there otherwise. */
  constructor(form) {
    this.form = form
    this.ready = form.elements.format.value === "texte" ? Promise.resolve() : this.editorOf(form.elements.body)
  }

  editorOf(textarea) {
    return new Promise((resolve) => {
      document.addEventListener("prose-editor:ready", ({ detail }) => {
        if (detail.textarea !== textarea) return
        this.editor = detail.editor
        resolve()
      })
    })
  }

  focus() {
    if (this.editor) this.editor.view.focus()
    else this.form.elements.body.focus()
  }

  /* `grid`: the revision whose numbers the marks of a plain text are. */
  content(form = this.form) {
    const { body, passages, grid } = form.elements
    return { body: body.value, passages: passages?.value, answers: answersOf(form), grid: grid?.value }
  }

  /* What stands on the server, read from its page. */
  async latest(address) {
    const response = await fetch(address, { headers: { Accept: "text/html" } })
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    const form = page.getElementById("note-form")
    return { content: this.content(form), base: form.elements.base.value }
  }

  show({ body, passages, answers, grid }) {
    const fields = this.form.elements
    if (grid !== undefined && fields.grid) fields.grid.value = grid
    if (answers !== undefined) fillAnswers(this.form, answers)
    if (passages !== undefined && fields.passages) fields.passages.value = passages
    if (this.editor) this.editor.commands.setContent(body)
    else fields.body.value = body
    fields.passages?.dispatchEvent(new Event("note:restored"))
    fields.body.dispatchEvent(new Event("input", { bubbles: true }))
  }
}
