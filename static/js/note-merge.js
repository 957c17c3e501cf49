/* Two texts to bring together, block by block: theirs, mine or both. Pure functions on lists of blocks, then the
   dialogue that asks. A block is { key, value }: two blocks of equal keys say the same. */

/* A line left blank is no passage: nobody has to choose between it and nothing. */
const says = (element) => !element.matches("p, h2, h3, h4") || Boolean(element.textContent.trim())

/* The same words: the server drops the space typed last, and identifiers are not words. */
const saidBy = (html) =>
  html
    .replace(/ id="b-[0-9a-z]{8}"/g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?(<\/?(?:p|h[1-6]|[uo]l|li|blockquote|table|tbody|tr|t[dh])(?: [^>]*)?>) ?/g, "$1")

const htmlBlocks = (html) =>
  Array.from(new DOMParser().parseFromString(html, "text/html").body.children).filter(says).map((element) => {
    const value = element.outerHTML
    return { key: saidBy(value), value, text: element.textContent }
  })

const textBlocks = (text) =>
  text.split(/\n\s*\n/).filter((block) => block.trim()).map((value) => ({ key: value.trim(), value, text: value }))

export const blocksOf = (body, format) => (format === "texte" ? textBlocks(body) : htmlBlocks(body))

/* Lengths of the longest common run of blocks from each pair of places to the ends. */
const lengths = (mine, theirs) => {
  const table = Array.from({ length: mine.length + 1 }, () => new Uint32Array(theirs.length + 1))
  for (let one = mine.length - 1; one >= 0; one -= 1) {
    for (let other = theirs.length - 1; other >= 0; other -= 1) {
      const same = mine[one].key === theirs[other].key
      table[one][other] = same ? table[one + 1][other + 1] + 1 : Math.max(table[one + 1][other], table[one][other + 1])
    }
  }
  return table
}

/* In order: { same: [blocks] } or { mine: [blocks], theirs: [blocks] }; as many on both sides are told one by one. */
export const segments = (mine, theirs) => {
  const table = lengths(mine, theirs)
  const found = []
  let open = { mine: [], theirs: [] }
  const close = () => {
    if (open.mine.length === open.theirs.length) {
      found.push(...open.mine.map((block, index) => ({ mine: [block], theirs: [open.theirs[index]] })))
    } else found.push(open)
    open = { mine: [], theirs: [] }
  }
  let one = 0
  let other = 0
  while (one < mine.length || other < theirs.length) {
    if (mine[one] && theirs[other] && mine[one].key === theirs[other].key) {
      close()
      found.push({ same: [mine[one]] })
      one += 1
      other += 1
    } else if (other === theirs.length || (one < mine.length && table[one + 1][other] >= table[one][other + 1])) {
      open.mine.push(mine[one++])
    } else open.theirs.push(theirs[other++])
  }
  close()
  return found
}

/* What only one of the two changed since the text both started from is proposed; what both changed is kept twice. */
export const proposed = ({ mine, theirs }, base) => {
  const known = new Set(base.map(({ key }) => key))
  const untouched = (blocks) => blocks.every(({ key }) => known.has(key))
  if (untouched(mine)) return "theirs"
  return untouched(theirs) ? "mine" : "both"
}

const chosen = ({ same, mine, theirs }, choice) => same ?? { mine, theirs, both: [...mine, ...theirs] }[choice]

const nameOf = ({ mine, theirs }) => JSON.stringify([mine, theirs].map((side) => side.map(({ key }) => key)))

export class NoteMerge {
  /* `root` holds the words and a template of one choice; `format` says how bodies are written. */
  constructor(root, format) {
    this.root = root
    this.format = format
    this.list = root.querySelector("[data-role=conflict-choices]")
    this.template = root.querySelector("[data-role=passage-choice]")
    this.choices = new Map()
    this.list.addEventListener("change", ({ target }) => this.choices.set(target.closest("fieldset").dataset.name, target.value))
  }

  /* Shown again as the person goes on typing: what was chosen stays so. */
  show(mine, theirs, base) {
    const read = (body) => blocksOf(body ?? "", this.format)
    this.segments = segments(read(mine), read(theirs)).filter(({ same, mine: own, theirs: other }) => same || own.length || other.length)
    const differing = this.segments.filter(({ same }) => !same)
    this.base = read(base)
    this.list.replaceChildren(...differing.map((segment, index) => this.asked(segment, index, differing.length)))
    return differing.length
  }

  choice(segment) {
    return this.choices.get(nameOf(segment)) ?? proposed(segment, this.base)
  }

  asked(segment, index, count) {
    const field = this.template.content.firstElementChild.cloneNode(true)
    field.dataset.name = nameOf(segment)
    field.querySelector("[data-role=which]").textContent = `${index + 1}/${count}`
    for (const side of ["mine", "theirs"]) {
      const place = field.querySelector(`[data-role=${side}]`)
      if (segment[side].length) place.replaceChildren(...segment[side].map((block) => this.shown(block)))
    }
    for (const radio of field.querySelectorAll("input")) {
      radio.name = `choix-${index}`
      radio.checked = radio.value === this.choice(segment)
    }
    return field
  }

  /* Stored text that the server sanitised, or the editor's own; identifiers would repeat those of the page. */
  shown({ value }) {
    if (this.format === "texte") {
      const plain = document.createElement("p")
      plain.className = "plain-block"
      plain.textContent = value
      return plain
    }
    const [block] = new DOMParser().parseFromString(value, "text/html").body.children
    for (const element of [block, ...block.querySelectorAll("[id]")]) element.removeAttribute("id")
    return block
  }

  body() {
    const blocks = this.segments.flatMap((segment) => chosen(segment, segment.same ? "" : this.choice(segment)))
    return blocks.map(({ value }) => value).join(this.format === "texte" ? "\n\n" : "")
  }
}
