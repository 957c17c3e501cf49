/* The rich-text editor in French, and usable by keyboard and screen reader. A plain script: the editor's module reads
   window.gettext once, when it is loaded. */
;(() => {
  const words = {
    "Edit Link": "Modifier le lien",
    URL: "Adresse",
    Title: "Titre",
    "Open in new window": "Ouvrir dans une nouvelle fenêtre",
    "Insert Table": "Insérer un tableau",
    "Table Properties": "Propriétés du tableau",
    Rows: "Lignes",
    Columns: "Colonnes",
    "Include header row": "Avec une ligne d’en-tête",
    "List properties": "Propriétés de la liste",
    "List type": "Type de liste",
    "Start at": "Commencer à",
    "Decimal numbers": "Nombres",
    "Lowercase letters": "Lettres minuscules",
    "Uppercase letters": "Lettres majuscules",
    "Lowercase Roman numerals": "Chiffres romains minuscules",
    "Uppercase Roman numerals": "Chiffres romains majuscules",
    Bullets: "Puces",
    Yes: "Oui",
    No: "Non",
    Cancel: "Annuler",
    Insert: "Insérer",
    Update: "Mettre à jour",
    "Toggle fullscreen": "Plein écran",
    bold: "Gras",
    italic: "Italique",
    underline: "Souligné",
    strike: "Barré",
    subscript: "Indice",
    superscript: "Exposant",
    "unordered list": "Liste à puces",
    "ordered list": "Liste numérotée",
    blockquote: "Citation",
    "horizontal rule": "Filet horizontal",
    paragraph: "Paragraphe",
    Paragraph: "Paragraphe",
    "heading 2": "Titre",
    "heading 3": "Sous-titre",
    "heading 4": "Intertitre",
    "Heading 2": "Titre",
    "Heading 3": "Sous-titre",
    "Heading 4": "Intertitre",
    undo: "Annuler la dernière action",
    redo: "Rétablir",
    "insert link": "Lien",
    link: "Lien",
    "remove link": "Retirer le lien",
    "insert table": "Insérer un tableau",
    "Insert table": "Insérer un tableau",
    "delete table": "Supprimer le tableau",
    "Delete table": "Supprimer le tableau",
    "add column after": "Ajouter une colonne à droite",
    "Add column": "Ajouter une colonne",
    "delete column": "Supprimer la colonne",
    "Delete column": "Supprimer la colonne",
    "add row after": "Ajouter une ligne dessous",
    "Add row": "Ajouter une ligne",
    "delete row": "Supprimer la ligne",
    "Delete row": "Supprimer la ligne",
    "merge cells": "Fusionner les cellules",
    "Merge cells": "Fusionner les cellules",
    "split cell": "Scinder la cellule",
    "Split cell": "Scinder la cellule",
    "toggle header cell": "Cellule d’en-tête ou ordinaire",
    "Toggle header cell": "Cellule d’en-tête ou ordinaire",
  }
  window.gettext ??= (text) => words[text] ?? text

  const name = (button) => {
    const label = window.gettext(button.getAttribute("aria-label") || button.title)
    if (!label) return
    button.title = label
    button.setAttribute("aria-label", label)
  }

  const menu = (root) => {
    for (const button of root.querySelectorAll(".prose-menubar__button")) {
      name(button)
      const pressed = String(button.classList.contains("active"))
      if (!button.closest(".prose-menubar__selected")) button.setAttribute("aria-pressed", pressed)
      button.disabled = button.classList.contains("disabled")
    }
  }

  /* The menu of styles writes its options each time it opens: they are put in French as they come. */
  const translate = (root) => {
    for (const option of root.querySelectorAll(".prose-menubar__option > *, .prose-menubar__picker .ProseMirror > *")) {
      const french = window.gettext(option.textContent)
      if (french !== option.textContent) option.textContent = french
    }
  }

  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    const root = textarea.closest(".prose-editor")
    const label = textarea.labels[0]?.textContent.trim() ?? ""
    const attributes = { "aria-label": label, "aria-multiline": "true", lang: "fr" }
    if (textarea.getAttribute("aria-describedby")) {
      attributes["aria-describedby"] = textarea.getAttribute("aria-describedby")
    }
    editor.setOptions({ editorProps: { attributes } })
    translate(root)
    new MutationObserver(() => translate(root)).observe(root.querySelector(".prose-menubar") ?? root, {
      childList: true,
      subtree: true,
    })
    menu(root)
    editor.on("transaction", () => menu(root))
    textarea.labels[0]?.addEventListener("click", () => editor.commands.focus())
  })
})()
