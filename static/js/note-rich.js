/* The text in the editor, as the grid beside it sees it: which passage is chosen, what it was put under, its first
   words, where it stands. A passage is a block of the text, known by its identifier. */
import { newBlockId } from "app/block-ids"
import { Plugin, pm } from "django-prose-editor/editor"

const TYPES = ["paragraph", "heading"]

export class RichSurface {
  /* `field` keeps { block identifier: [question keys] } as JSON; `numbers` gives each key its number. */
  constructor(editor, field, numbers) {
    this.editor = editor
    this.field = field
    this.numbers = numbers
    this.passages = JSON.parse(field.value || "{}") ?? {} ?? {}
    this.moved = () => {}
    field.addEventListener("note:restored", () => {
      this.passages = JSON.parse(field.value || "{}") ?? {} ?? {}
      this.moved()
    })
    editor.registerPlugin(new Plugin({ props: { decorations: (state) => this.marks(state.doc) } }))
    editor.on("selectionUpdate", () => this.moved())
    editor.on("update", () => this.moved())
  }

  /* In the margin of each passage, the numbers of its questions. */
  marks(doc) {
    const found = []
    doc.descendants((node, position) => {
      const keys = this.passages[node.attrs.id]
      if (!keys?.length) return
      const numbers = keys.map((key) => this.numbers[key]).sort((one, other) => one - other).join(", ")
      const shown = { class: "placed", "data-questions": numbers }
      found.push(pm.view.Decoration.node(position, position + node.nodeSize, shown))
    })
    return pm.view.DecorationSet.create(doc, found)
  }

  /* The blocks under the caret or the selection; each has an identifier once asked for. */
  chosen() {
    const { from, to } = this.editor.state.selection
    const transaction = this.editor.state.tr
    const found = []
    this.editor.state.doc.nodesBetween(from, to, (node, position) => {
      if (!TYPES.includes(node.type.name)) return
      if (from !== to && !node.textContent) return
      const id = node.attrs.id ?? newBlockId()
      if (!node.attrs.id) transaction.setNodeAttribute(position, "id", id)
      found.push(id)
    })
    if (transaction.docChanged) this.editor.view.dispatch(transaction)
    return found
  }

  /* Keys of the questions that the whole chosen passage is under. */
  here() {
    const { from, to } = this.editor.state.selection
    const sets = []
    this.editor.state.doc.nodesBetween(from, to, (node) => {
      const counted = TYPES.includes(node.type.name) && (from === to || node.textContent)
      if (counted) sets.push(this.passages[node.attrs.id] ?? [])
    })
    return (sets[0] ?? []).filter((key) => sets.every((keys) => keys.includes(key)))
  }

  put(key) {
    for (const id of this.chosen()) this.passages[id] = [...new Set([...(this.passages[id] ?? []), key])]
    this.keep()
  }

  /* From the chosen passage, or from the one at `place`. */
  remove(key, place = null) {
    for (const id of place ? [place] : this.chosen()) {
      this.passages[id] = (this.passages[id] ?? []).filter((other) => other !== key)
      if (!this.passages[id].length) delete this.passages[id]
    }
    this.keep()
  }

  keep() {
    this.field.value = JSON.stringify(this.passages)
    this.editor.view.dispatch(this.editor.state.tr)
    this.field.dispatchEvent(new Event("input", { bubbles: true }))
    this.moved()
  }

  /* Key → [{ place, words }], in reading order. */
  placed() {
    const found = new Map()
    this.editor.state.doc.descendants((node) => {
      if (!node.textContent.trim()) return
      for (const key of this.passages[node.attrs.id] ?? []) {
        if (!found.has(key)) found.set(key, [])
        found.get(key).push({ place: node.attrs.id, words: node.textContent })
      }
    })
    return found
  }

  jump(place) {
    this.editor.state.doc.descendants((node, position) => {
      if (node.attrs.id !== place) return
      this.editor.chain().focus(position + 1, { scrollIntoView: false }).run()
      this.editor.view.nodeDOM(position)?.scrollIntoView({ block: "center" })
    })
  }

  /* The editor keeps its own selection. */
  hold() {}

  focus() {
    this.editor.commands.focus()
  }
}
