/* Each text block keeps the identifier that remarks and verbatims point at, through editing and between two saves.
   A block made by splitting, pasting or typing gets its own at once: the server keeps the one it is given. */
import { Extension, Plugin } from "django-prose-editor/editor"

const SHAPE = /^b-[0-9a-z]{8}$/
const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
const TYPES = ["paragraph", "heading"]

export const newBlockId = () => {
  const numbers = crypto.getRandomValues(new Uint32Array(8))
  return `b-${Array.from(numbers, (number) => ALPHABET[number % 36]).join("")}`
}

const blocksOf = (doc) => {
  const found = []
  doc.descendants((node, position) => {
    if (TYPES.includes(node.type.name)) found.push({ node, position, id: node.attrs.id })
  })
  return found
}

/* Enter at the very start of a block gives its identifier to the new empty block above: it goes back to its text. */
const followText = (blocks, before) => {
  blocks.forEach((block, index) => {
    const above = blocks[index - 1]
    const text = block.node.textContent
    if (!above?.id || above.node.textContent || !text) return
    if ((!block.id || block.id === above.id) && text === before.get(above.id)) {
      block.id = above.id
      above.id = null
    }
  })
}

const identify = (transactions, oldState, newState) => {
  if (!transactions.some((transaction) => transaction.docChanged)) return null
  const blocks = blocksOf(newState.doc)
  followText(blocks, new Map(blocksOf(oldState.doc).map(({ id, node }) => [id, node.textContent])))
  const seen = new Set()
  const transaction = newState.tr
  for (const block of blocks) {
    if (!SHAPE.test(block.id ?? "") || seen.has(block.id)) block.id = newBlockId()
    seen.add(block.id)
    if (block.id !== block.node.attrs.id) transaction.setNodeAttribute(block.position, "id", block.id)
  }
  return transaction.docChanged ? transaction : null
}

export const BlockIds = Extension.create({
  name: "blockIds",
  addGlobalAttributes() {
    return [
      {
        types: TYPES,
        attributes: {
          id: {
            default: null,
            keepOnSplit: false,
            parseHTML: (element) => element.getAttribute("id"),
            renderHTML: (attributes) => (attributes.id ? { id: attributes.id } : {}),
          },
        },
      },
    ]
  },
  addProseMirrorPlugins() {
    return [new Plugin({ appendTransaction: identify })]
  },
})
