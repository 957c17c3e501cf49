/* The list of questions that opens at one gesture: filtered by number or words, walked by arrows, closed by Enter. */

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

export class QuestionPicker {
  /* `questions()` lists { key, number, text }; `choose(key)` is what is done with the one that is chosen. */
  constructor(dialog, questions, choose) {
    this.dialog = dialog
    this.questions = questions
    this.choose = choose
    this.input = dialog.querySelector("input")
    this.list = dialog.querySelector("[role=listbox]")
    this.none = dialog.querySelector("[data-role=picker-none]")
    this.last = null
    this.input.addEventListener("input", () => this.show())
    this.input.addEventListener("keydown", (event) => this.key(event))
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")))
    dialog.querySelector("[data-role=picker-close]").addEventListener("click", () => dialog.close())
  }

  /* `here`: keys of the questions that the passage is already under. */
  open(here) {
    this.here = new Set(here)
    this.input.value = ""
    this.active = this.last
    this.show()
    this.dialog.showModal()
    this.input.focus()
    this.point()
  }

  matching() {
    const typed = fold(this.input.value.trim())
    const questions = this.questions()
    const numbered = questions.filter(({ number }) => String(number) === typed)
    const words = typed.split(/\s+/)
    return numbered.length
      ? numbered
      : questions.filter(({ text, key }) => words.every((word) => fold(`${text} ${key}`).includes(word)))
  }

  show() {
    const found = this.matching()
    if (!found.some(({ key }) => key === this.active)) this.active = found[0]?.key ?? null
    this.list.replaceChildren(...found.map((question) => this.option(question)))
    this.list.hidden = !found.length
    this.none.textContent = found.length ? "" : this.dialog.dataset.none
    this.input.setAttribute("aria-expanded", String(!this.list.hidden))
    this.point()
  }

  option({ key, number, text }) {
    const option = document.createElement("li")
    option.setAttribute("role", "option")
    option.id = `choix-${key}`
    option.dataset.key = key
    option.textContent = `${number}. ${text}`
    if (this.here.has(key)) {
      const already = document.createElement("strong")
      already.textContent = ` ${this.dialog.dataset.already}`
      option.append(already)
    }
    return option
  }

  point() {
    for (const option of this.list.children) {
      const active = option.dataset.key === this.active
      option.setAttribute("aria-selected", String(active))
      if (active) option.scrollIntoView({ block: "nearest" })
    }
    this.input.setAttribute("aria-activedescendant", this.active ? `choix-${this.active}` : "")
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      const options = Array.from(this.list.children)
      const at = options.findIndex((option) => option.dataset.key === this.active)
      this.active = options.at((at + step) % options.length)?.dataset.key ?? null
      this.point()
    } else if (event.key === "Enter") {
      this.take(this.list.querySelector('[aria-selected="true"]'))
    } else {
      return
    }
    event.preventDefault()
  }

  take(option) {
    if (!option) return
    this.last = option.dataset.key
    this.choose(this.last) // before closing: giving the focus back may move the caret
    this.dialog.close()
  }
}
