/* The line under the text that says in words where the text is. Each word stands in a data- attribute of `root`.
   Only failure, conflict and recovery are announced to screen readers. */

export class NoteState {
  constructor(root) {
    this.words = root.dataset
    this.line = root.querySelector('[data-role="state"]')
    this.alert = root.querySelector('[data-role="alert"]')
    this.alarmed = Boolean(this.alert.textContent)
  }

  /* Written, not announced: typing and saving are nobody's news. */
  say(word, more = "") {
    this.line.textContent = this.sentence(word, more)
  }

  /* Written and announced; said again only when it changes. */
  announce(word, more = "") {
    const sentence = this.sentence(word, more)
    this.line.textContent = sentence
    if (this.alert.textContent !== sentence) this.alert.textContent = sentence
    this.alarmed = true
  }

  /* Written, and told by the focus that goes where it is explained: saying it here too would say it twice. */
  show(word) {
    this.say(word)
    this.alert.textContent = ""
    this.alarmed = true
  }

  /* Saved: announced only when something had been wrong; `recovered` is what is then said aloud. */
  settle(word, more = "", recovered = "") {
    this.say(word, more)
    this.alert.textContent = this.alarmed ? this.sentence(recovered || word, recovered ? "" : more) : ""
    this.alarmed = false
  }

  sentence(word, more) {
    return [this.words[word] ?? "", more].filter(Boolean).join(" ")
  }
}
