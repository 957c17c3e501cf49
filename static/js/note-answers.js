/* The answers beside the text: read as they were typed, by key of their question; the server gives them their shape. */

const PREFIX = "reponse-"

export const isAnswer = (field) => Boolean(field.name?.startsWith(PREFIX))

const fields = (form) => Array.from(form.elements).filter(isAnswer)

/* { key: text, or list of texts } as JSON, whatever the order of the page: two equal sets of answers are equal texts. */
export const answersOf = (form) => {
  const found = Object.create(null) // « constructor » may be a key
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
  return JSON.stringify(found, Object.keys(found).sort())
}

/* The answer as the page says it; empty for none. */
export const wordsOf = (form, key) => {
  const own = fields(form).filter((field) => field.name === PREFIX + key)
  const said = own.map((field) => {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked && field.value ? field.closest("label").textContent.trim() : ""
    }
    return field.selectedOptions ? field.value && field.selectedOptions[0].textContent : field.value
  })
  return said.filter(Boolean).join(", ")
}

/* The reverse of answersOf: what was typed comes back to its fields. */
export const fillAnswers = (form, answers) => {
  const found = JSON.parse(answers)
  for (const field of fields(form)) {
    const key = field.name.slice(PREFIX.length)
    if (!Object.hasOwn(found, key)) continue
    const answer = found[key]
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
