/* The texts that wait on this device, sent one after the other. No import: pages and the service worker share it.

   A waiting text is a record of `drafts` whose secret is { saves, kept, base, format }. `saves`, in order, are those that
   the server has not acknowledged: { save, content }, what goes up under its own key and what was then on screen; `kept`
   is the content they start from and `base` its revision. Whoever writes or sends a text holds the lock of its name: one
   at a time, across tabs and worker. */

export const lockOf = (id) => `note-${id}`

/* Sends what nobody holds. `sender(address)` answers outcomes (note-sender.js). How many texts still wait; those of the page
   at `except` are its own affair. */
export const sendWaiting = async (store, sender, except = "") => {
  let left = 0
  for (const { id, address } of await store.all("drafts")) {
    if (address === except) continue
    const gone = await navigator.locks.request(lockOf(id), { ifAvailable: true }, async (lock) => {
      if (!lock) return false
      const draft = (await store.all("drafts")).find((one) => one.id === id)
      return !draft || sendOne(store, draft, sender(draft.address))
    })
    if (!gone) left += 1
  }
  return left
}

const sendOne = async (store, { id, address, secret }, sender) => {
  const { format } = secret
  let { saves, kept, base } = secret
  while (saves.length) {
    const [{ save, content }] = saves
    const outcome = await sender.send(save)
    // A conflict or a refusal waits for the person: the text stays as it is until its page is opened.
    if (outcome.kind !== "saved" || Object.keys(outcome.refused).length) return false
    kept = content
    base = outcome.revision
    saves = saves.slice(1).map((one) => ({ ...one, save: { ...one.save, base } }))
    if (saves.length) await store.put("drafts", id, { ...secret, saves, kept, base }, address)
  }
  if (await store.get("pages", address)) await store.put("texts", address, { content: kept, base, format })
  await store.remove("drafts", id)
  return true
}
