/* Shows what belongs to the chosen kind of answer only. Without this script everything is shown, each part with its
   name. */

class QuestionKind extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector('select[name="kind"]')
    this.ended = new AbortController()
    this.select.addEventListener("change", () => this.show(), { signal: this.ended.signal })
    this.show()
  }

  disconnectedCallback() {
    this.ended.abort()
  }

  show() {
    for (const part of this.querySelectorAll("[data-kinds]")) {
      const refused = part.querySelector(".field-error") !== null
      part.hidden = !refused && !part.dataset.kinds.split(" ").includes(this.select.value)
    }
  }
}

customElements.define("question-kind", QuestionKind)
