/* The same as note-rich.js for a text typed plain: a passage is put under questions by a mark before it,
   « [question : 3] », that the server reads too (interviews/forms/notes.py), and the key of a question as its number. */

const MARK = /^\[questions?\s*:\s*([^\]\n]*)\][ \t]*\n?[ \t]*/i
const PREFIX = /^\s*(?:>\s?)*(?:[-*+]\s+|\d+[.)]\s+|#{1,6}\s+)?/
const STARTS = /^\s*(?:>\s?)*(?:[-*+]\s+|\d+[.)]\s+|#{1,6}\s+)/

export class PlainSurface {
  constructor(area, numbers) {
    this.area = area
    this.numbers = numbers
    this.grid = area.form.elements.grid?.value
    this.moved = () => {}
    this.range = [0, 0]
    for (const type of ["input", "keyup", "click"]) area.addEventListener(type, () => this.moved())
  }

  /* [{ start, end, at, mark, keys, words }]: each paragraph, item or title; `at` is where its mark stands or would. */
  blocks() {
    const found = []
    let open = null
    let position = 0
    for (const line of this.area.value.split("\n")) {
      const end = position + line.length
      if (!line.trim()) open = null
      else if (open && !STARTS.test(line) && !open.title) open.end = end
      else {
        const prefix = PREFIX.exec(line)[0]
        open = { start: position, end, at: position + prefix.length, title: prefix.includes("#"), prefix: prefix.trim() }
        found.push(open)
      }
      position = end + 1
    }
    return found.map((block) => this.read(block))
  }

  read(block) {
    const text = this.area.value.slice(block.at, block.end)
    const mark = MARK.exec(text)?.[0] ?? ""
    return { ...block, mark, keys: this.keys(mark), words: text.slice(mark.length) }
  }

  /* A text that this device kept may have the numbers of another revision of the grid: only keys are read then. */
  get isOfThisGrid() {
    return this.area.form.elements.grid?.value === this.grid
  }

  names(mark) {
    return (MARK.exec(mark)?.[1] ?? "").split(",").map((name) => name.trim())
  }

  keys(mark) {
    const numbers = this.isOfThisGrid ? Object.entries(this.numbers) : []
    const byNumber = new Map(numbers.map(([key, number]) => [String(number), key]))
    return this.names(mark).map((name) => byNumber.get(name) ?? name).filter((key) => key in this.numbers)
  }

  said(block, keys) {
    if (this.isOfThisGrid) return keys.map((key) => this.numbers[key])
    return [...this.names(block.mark).filter((name) => /^\d+$/.test(name)), ...keys]
  }

  chosen() {
    const { selectionStart: from, selectionEnd: to } = this.area
    return this.blocks().filter((block) => block.start <= to && block.end >= from)
  }

  here() {
    const chosen = this.chosen()
    return (chosen[0]?.keys ?? []).filter((key) => chosen.every((block) => block.keys.includes(key)))
  }

  put(key) {
    this.write(this.chosen(), (keys) => [...new Set([...keys, key])])
  }

  remove(key, place = null) {
    const blocks = place === null ? this.chosen() : this.blocks().filter((block) => block.start === place)
    this.write(blocks, (keys) => keys.filter((other) => other !== key))
  }

  /* From the last to the first, so that places do not move before their turn. */
  write(blocks, change) {
    for (const block of blocks.toReversed()) {
      const names = this.said(block, change(block.keys))
      const end = block.prefix ? " " : "\n"
      const mark = names.length ? `[question : ${names.join(", ")}]${end}` : ""
      this.area.setRangeText(mark, block.at, block.at + block.mark.length, "preserve")
    }
    this.hold()
    this.area.dispatchEvent(new Event("input", { bubbles: true }))
  }

  placed() {
    const found = new Map()
    for (const { keys, words, start } of this.blocks()) {
      for (const key of words.trim() ? keys : []) {
        if (!found.has(key)) found.set(key, [])
        found.get(key).push({ place: start, words: words.trim() })
      }
    }
    return found
  }

  jump(place) {
    this.area.focus()
    this.area.setSelectionRange(place, place)
  }

  /* Before the focus goes elsewhere: a dialog that closes puts the caret at the start. */
  hold() {
    this.range = [this.area.selectionStart, this.area.selectionEnd]
  }

  focus() {
    this.area.focus()
    this.area.setSelectionRange(...this.range)
  }
}
