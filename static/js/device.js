/* On each page of a device that its person said is theirs alone: whatever another account left is wiped, the texts that
   wait are sent; signing out, or calling the device shared, wipes everything, with a warning when something waits. */
import { sendWaiting } from "app/device-queue"
import { DeviceStore } from "app/device-store"
import { NoteSender } from "app/note-sender"

const { account, offlineWorker, waitingWords, emptiedWords } = document.body.dataset

const send = async (except) => {
  const store = await DeviceStore.open(account)
  await store.tidy()
  return sendWaiting(store, (address) => new NoteSender(address, account), except)
}

/* Signing out, or saying that the device is shared. */
const leave = async (form) => {
  try {
    if ((await send()) && !confirm(waitingWords)) return
    await DeviceStore.forget()
    for (const name of await caches.keys()) await caches.delete(name)
  } catch {
    // It does not depend on what this browser can keep; the server asks for the same.
  }
  if (navigator.onLine) form.submit()
  else alert(emptiedWords)
}

/* What was said of the device does not make a private window keep anything. */
const sayUnable = () => {
  for (const line of document.querySelectorAll("[data-unable]")) line.textContent = line.dataset.unable
}

if (account && window.indexedDB && navigator.locks && crypto.subtle) {
  DeviceStore.open(account).catch(sayUnable)
  const here = document.querySelector("note-editor") ? location.pathname : ""
  const quiet = () => send(here).catch(() => {})
  quiet()
  window.addEventListener("online", quiet)
  navigator.serviceWorker
    ?.register(offlineWorker, { type: "module", scope: "/", updateViaCache: "none" })
    .catch(() => {}) // a browser without modules in workers prepares nothing, and writes as before
  document.addEventListener("submit", (event) => {
    if (!["sign-out", "device-said"].includes(event.target.dataset.role)) return
    event.preventDefault()
    leave(event.target)
  })
} else if (account) sayUnable()
