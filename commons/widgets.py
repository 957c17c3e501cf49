from typing import Any

from django_prose_editor.widgets import ProseEditorWidget
from js_asset import ImportMap, Media, Script

from commons import richtext

#: Our modules import each other by these names; values resolve to hashed addresses.
importmap = ImportMap({"app/block-ids": "js/block-ids.js"})


class RichTextWidget(ProseEditorWidget):
    """The rich-text editor over a textarea that works alone when scripts do not run."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"rows": 14, "class": "rich-text", **(attrs or {})},
            config={"extensions": {**richtext.EDITOR_EXTENSIONS, "BlockIds": True}},
            preset="configurable",
        )

    def get_config(self) -> dict[str, Any]:
        # The library finds modules of extensions declared in settings only; ours is named here.
        return {**super().get_config(), "js_modules": ["app/block-ids"]}

    @property
    def media(self) -> Media:
        french = Media(js=[Script("js/editor-fr.js", defer=True)])  # before the editor, which asks it for its words
        return french + super().media + Media(importmap=importmap)
