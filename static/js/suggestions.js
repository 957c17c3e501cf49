/* Names proposed while one types, in the browser's own list. Without this script the fields are plain ones. */

const PAUSE = 200
const SHORTEST = 2

let made = 0

/* Fills the list of `input` with what `from` proposes for what is typed. */
const propose = (input, from) => {
  const list = document.createElement("datalist")
  list.id = `suggestions-${++made}`
  input.setAttribute("list", list.id)
  input.after(list)
  let timer = 0
  let asked = null
  input.addEventListener("input", () => {
    clearTimeout(timer)
    const typed = input.value.trim()
    if (typed.length < SHORTEST) return
    timer = setTimeout(async () => {
      asked?.abort()
      asked = new AbortController()
      try {
        const response = await fetch(`${from}?q=${encodeURIComponent(typed)}`, { signal: asked.signal })
        if (!response.ok) return
        const { names } = await response.json()
        list.replaceChildren(...names.map((name) => new Option(name, name)))
      } catch {
        /* Nothing to propose: typing goes on. */
      }
    }, PAUSE)
  })
  return list
}

class SuggestOne extends HTMLElement {
  connectedCallback() {
    if (!this.list) this.list = propose(this.querySelector("input"), this.dataset.from)
  }
}

class SuggestLines extends HTMLElement {
  connectedCallback() {
    if (this.list) return
    this.area = this.querySelector("textarea")
    const row = document.createElement("div")
    row.className = "suggest-row"
    const label = document.createElement("label")
    this.input = document.createElement("input")
    this.input.type = "text"
    this.input.id = `${this.area.id}-search`
    this.input.autocomplete = "off"
    label.htmlFor = this.input.id
    label.textContent = this.dataset.label
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button-secondary"
    button.textContent = this.dataset.button
    this.said = document.createElement("span")
    this.said.className = "visually-hidden"
    this.said.setAttribute("role", "status")
    row.append(label, this.input, button, this.said)
    this.prepend(row)
    this.list = propose(this.input, this.dataset.from)
    button.addEventListener("click", () => this.add())
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return
      event.preventDefault()
      this.add()
    })
    // A line chosen in the list arrives whole; letters typed one by one may spell a shorter name on the way.
    this.input.addEventListener("input", (event) => {
      const typed = event.inputType?.startsWith("insertText") || event.inputType?.startsWith("delete")
      if (!typed && Array.from(this.list.options, (option) => option.value).includes(this.input.value)) this.add()
    })
  }

  add() {
    const name = this.input.value.trim()
    if (!name) return
    const lines = this.area.value.split("\n").filter((line) => line.trim())
    if (!lines.includes(name)) lines.push(name)
    this.area.value = `${lines.join("\n")}\n`
    this.area.dispatchEvent(new Event("input", { bubbles: true }))
    this.said.textContent = name
    this.input.value = ""
    this.list.replaceChildren()
    this.input.focus()
  }
}

customElements.define("suggest-one", SuggestOne)
customElements.define("suggest-lines", SuggestLines)
