/* What is typed beside a text, in the shape in which the server will keep it (interviews/grids/answers.py): enough to
   tell which questions are asked before it is sent. */
import { folded } from "app/grid-conditions"

const NUMBER = /^[-+]?[0-9]+(\.[0-9]+)?$/
const LARGEST = 1e15
const COMMUNE = /(?:^|\()((?:[0-9]{2}|2[AB])[0-9]{3})\)?$/i
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/

/* Said of what is typed when the server would refuse it, or alone can read it. */
export const UNREAD = Symbol("unread")

const number = (typed) => {
  const bare = typed.replace(/\s/g, "").replaceAll("−", "-").replaceAll(",", ".")
  return NUMBER.test(bare) && bare.length <= 40 && Math.abs(Number(bare)) <= LARGEST ? Number(bare) : UNREAD
}

const place = (typed, { low, high }) => {
  const found = number(typed)
  return Number.isInteger(found) && found >= low && found <= high ? found : UNREAD
}

const day = (typed) => (DAY.test(typed) ? typed : UNREAD)

/* By its code; by its name when a condition speaks of it, any other name being another commune. */
const commune = (typed, { names = {} }) => {
  const code = COMMUNE.exec(typed)?.[1].toUpperCase()
  return code ?? Object.keys(names).find((known) => folded(names[known]) === folded(typed)) ?? typed
}

const SHAPES = {
  short_text: (typed) => typed.replace(/[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+/g, " ").trim(),
  number,
  scale: place,
  date: day,
  commune,
  organisation: (typed) => ({ id: "", name: typed }),
}

/* `typed` is a text, or the list of those that are ticked; null is no answer. */
export const shaped = (question, typed) => {
  if (Array.isArray(typed)) return typed.length ? typed : null
  const text = typed.trim()
  if (!text) return null
  return SHAPES[question.kind]?.(text, question) ?? text
}

/* What is answered: what the server last said of what is typed, else what is read of it here. */
export class Answered {
  /* `questions`: [{ key, kind, low, high, answer, shown }], `answer` kept by the server and `shown` by its field. */
  constructor(questions) {
    this.questions = questions
    this.known = new Map(questions.map(({ key, answer = null, shown }) => [key, { answer, typed: JSON.stringify(shown) }]))
  }

  /* `typed` was sent, of which the server kept `kept`: both by key. */
  learn(typed, kept) {
    for (const [key, answer] of Object.entries(kept)) this.known.set(key, { answer, typed: JSON.stringify(typed[key]) })
  }

  /* By key; one that cannot be read stays as it stood, as on the server. */
  read(typed) {
    const found = this.questions.map((question) => {
      const { answer, typed: before } = this.known.get(question.key)
      const now = typed[question.key]
      if (now === undefined || JSON.stringify(now) === before) return [question.key, answer]
      const read = shaped(question, now)
      return [question.key, read === UNREAD ? answer : read]
    })
    return Object.fromEntries(found)
  }
}
