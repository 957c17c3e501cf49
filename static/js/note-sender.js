/* One save of a note, sent to the server, and what became of it.

   A save is { key, base, body, format, grid?, answers?, passages? }: `key` is its own UUID, so that a save sent twice
   is made once; `base` the revision it starts from; `format` "html" or "texte"; `grid`, of a plain text, the revision
   of the grid whose numbers its marks are; `answers` and `passages` JSON texts, left out
   when they did not change. It is never altered: sent again after a lost answer, it is the same save.

   An outcome is one of
     { kind: "saved", revision, saved_at, refused }        refused: key of a question → why its answer was not kept
     { kind: "conflict", revision, saved_at, by, html, text?, passages, answers }    what stands on the server now;
       answers: those that differ, [{ key, title, said, shown, changed }], `changed` since `base`
     { kind: "refused", errors }   { kind: "tooLarge" }
     { kind: "expired", said?, address? }                  said: why, where it is not the session; address: the remedy
     { kind: "lost" }                                      no answer: nobody knows whether it arrived
   Whatever has `send(save)` and answers an outcome may take this class's place. No import: the service worker sends
   with it too, where there is no `document`. */

const PATIENCE = 20000

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1] ?? ""

export class NoteSender {
  /* `account` is who wrote: a save is never made under the name of another who signed in since. */
  constructor(address, account, token = () => cookie("csrftoken")) {
    this.address = address
    this.account = account
    this.token = token
  }

  async send(save) {
    try {
      return await this.outcome(await this.post(save))
    } catch {
      return { kind: "lost" }
    }
  }

  post(save) {
    const data = new FormData()
    for (const [name, value] of Object.entries(save)) if (value !== undefined) data.set(name, value)
    return fetch(this.address, {
      method: "POST",
      body: data,
      // The cookie, not the form's field: signing in again in another tab changes the token.
      headers: { Accept: "application/json", "X-CSRFToken": this.token(), "X-Account": this.account },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    })
  }

  /* What the server says of a refusal that the person can mend: a second factor to give, for one. */
  async barred(response) {
    if (response.status !== 403 || !response.headers.get("Content-Type")?.includes("json")) return {}
    const { errors, address } = await response.json()
    return address ? { said: Object.values(errors).flat().join(" "), address } : {}
  }

  async outcome(response) {
    if (response.ok) return { kind: "saved", refused: {}, ...(await response.json()) }
    if (response.status === 409) return { kind: "conflict", ...(await response.json()) }
    if (response.status === 422) return { kind: "refused", ...(await response.json()) }
    if (response.status === 413) return { kind: "tooLarge" }
    if (response.status >= 500 || response.status === 429) return { kind: "lost" }
    return { kind: "expired", ...(await this.barred(response)) }
  }
}
