/* Composing a territory by keyboard: once a commune is added its button is gone, so the search takes the focus back with
   its word selected, ready for the next one. Everything works without this module. */

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "atelier" && event.detail.elt?.id !== "atelier") return
  if (document.activeElement && document.activeElement !== document.body) return
  const search = document.getElementById("q")
  search?.focus({ preventScroll: true })
  search?.select()
})
