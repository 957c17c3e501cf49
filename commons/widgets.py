from typing import Any

from django_prose_editor.widgets import ProseEditorWidget
from js_asset import ImportMap, Media

from commons import richtext

#: Our modules import each other by these names; values resolve to hashed addresses.
importmap = ImportMap({"app/block-ids": "js/block-ids.js"})


class RichTextWidget(ProseEditorWidget):
    """The rich-text editor over a textarea that works alone when scripts do not run."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            attrs={"rows": 14, "class": "rich-text", **(attrs or {})},
            config={"extensions": {**richtext.EDITOR_EXTENSIONS, "BlockIds": {"js_modules": ["app/block-ids"]}}},
            preset="configurable",
        )

    @property
    def media(self) -> Media:
        return super().media + Media(importmap=importmap)
