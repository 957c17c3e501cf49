"""Comparing and ordering names as people do: without minding accents, capitals or punctuation."""

import unicodedata


def folded(text: str) -> str:
    """``"Étampes, L’Haÿ"`` → ``"etampes l hay"``. SQLite has no accent-insensitive comparison: Python does it."""
    spelt = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE")).casefold()
    letters = [char if char.isalnum() else " " for char in spelt if not unicodedata.combining(char)]
    return " ".join("".join(letters).split())
