/* The answers beside the text: read as they were typed, by key of their question; the server gives them their shape.
   Which questions are asked, given the answers to others, is told by the server with each save. */

const PREFIX = "reponse-"

const fields = (form) => Array.from(form.elements).filter((field) => field.name.startsWith(PREFIX))

/* { key: text, or list of texts } as JSON, in the order of the page: two equal sets of answers are equal texts. */
export const answersOf = (form) => {
  const found = {}
  for (const field of fields(form)) {
    const key = field.name.slice(PREFIX.length)
    if (field.type === "checkbox") {
      found[key] ??= []
      if (field.checked) found[key].push(field.value)
    } else if (field.type === "radio") {
      found[key] ??= ""
      if (field.checked) found[key] = field.value
    } else {
      found[key] = field.value
    }
  }
  return JSON.stringify(found)
}

/* The reverse of answersOf: what was typed comes back to its fields. */
export const fillAnswers = (form, answers) => {
  const found = JSON.parse(answers)
  for (const field of fields(form)) {
    const answer = found[field.name.slice(PREFIX.length)]
    if (answer === undefined) continue
    if (field.type === "checkbox") field.checked = answer.includes(field.value)
    else if (field.type === "radio") field.checked = answer === field.value
    else field.value = answer
  }
}

/* Of two such texts, what the first says otherwise than the second, for the server; nothing when they agree. */
export const changedAnswers = (now, before) => {
  if (now === before) return undefined
  const known = before ? JSON.parse(before) : {}
  const changed = Object.entries(JSON.parse(now)).filter(
    ([key, answer]) => JSON.stringify(answer) !== JSON.stringify(known[key]),
  )
  return JSON.stringify(Object.fromEntries(changed))
}

/* `refused`: key of a question → why its answer was not kept. Each sentence stands under its question. */
export const showRefusals = (desk, refused) => {
  for (const place of desk.querySelectorAll("[data-role=answer-error]")) {
    const sentence = refused[place.dataset.key] ?? ""
    if (place.textContent !== sentence) place.textContent = sentence
    place.hidden = !sentence
  }
}

/* `asked`: keys of the questions that are asked. One that is not is hidden unless something is already said of it. */
export const showAsked = (desk, asked) => {
  const kept = new Set(asked)
  for (const question of desk.querySelectorAll("[data-question]")) {
    question.toggleAttribute("data-unasked", !kept.has(question.dataset.question))
  }
}
