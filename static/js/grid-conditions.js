/* Which questions are asked, given the answers: what interviews/grids/conditions.py says, in the page, so that it holds
   without a connection. tests/interviews/data/conditions.json is answered by both. Pure functions, no import.

   A question is { key, condition }; an answer has the shape in which the server keeps it, and is absent or null when
   nothing is answered. */

const ALONE = ["answered", "unanswered"]

/* Three times: « ẞ » is « ß » in lower case only, « ß » is « SS » in capitals only, and a final « ς » is no « σ » but
   alone. The dotless « ı » would become an « i ». */
const foldedCase = (letter) =>
  letter === "ı" ? letter : letter.toLowerCase().toUpperCase().replace(/./gsu, (one) => one.toLowerCase())

/* "Étampes, L’Haÿ" → "etampes l hay", as commons.names.folded. */
export const folded = (text) => {
  const spelt = Array.from(text.replaceAll("œ", "oe").replaceAll("Œ", "OE").normalize("NFKD"), foldedCase).join("")
  return spelt.replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim()
}

const equal = (one, other) => {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return one === other
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => equal(one[name], other[name]))
}

const matches = (answer, value) =>
  Array.isArray(answer) ? answer.some((one) => equal(one, value)) : equal(answer, value)

const comparable = (answer, value) => typeof answer === typeof value && ["number", "string"].includes(typeof value)

const CHECKS = {
  equals: matches,
  contains: (answer, value) =>
    matches(answer, value) || (typeof answer === "string" && folded(answer).includes(folded(String(value)))),
  above: (answer, value) => comparable(answer, value) && answer > value,
  below: (answer, value) => comparable(answer, value) && answer < value,
}

const passes = ({ operator, value = null }, answer) => {
  const unanswered = answer === null || answer === undefined
  if (ALONE.includes(operator)) return unanswered === (operator === "unanswered")
  if (operator === "differs") return unanswered || !matches(answer, value)
  return !unanswered && Boolean(CHECKS[operator]?.(answer, value))
}

/* Whether a question with this condition is asked, given the answers by key. */
export const holds = ({ join = "all", tests = [] }, answers) => {
  const test = (one) => passes(one, Object.hasOwn(answers, one.key) ? answers[one.key] : null)
  return !tests.length || (join === "any" ? tests.some(test) : tests.every(test))
}

/* The keys of those that are asked, in order: the answer to one that is not counts for nothing. */
export const askedKeys = (questions, answers) => {
  const counted = Object.create(null)
  const asked = questions.filter(({ key, condition }) => {
    if (!holds(condition, counted)) return false
    if (Object.hasOwn(answers, key)) counted[key] = answers[key]
    return true
  })
  return asked.map(({ key }) => key)
}
