"""What a browser would send of a form, so that tests send what the page really holds."""

from typing import Any

from bs4 import BeautifulSoup, Tag


def form_of(html: bytes | str, *, action: str | None = None) -> dict[str, list[str]]:
    """The fields of the form sent to ``action``, by default of the only one within ``main`` that is not a search."""
    page = BeautifulSoup(html, "html.parser")
    found = [one for one in page.select("main form") if str(one.get("method", "")).lower() == "post"]
    chosen = [one for one in found if action is None or one.get("action", "") == action]
    assert len(chosen) == 1, f"{len(chosen)} formulaires"
    return _fields(chosen[0])


def _fields(form: Tag) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        for value in _values(control):
            sent.setdefault(str(control["name"]), []).append(value)
    return sent


def _values(control: Tag) -> list[str]:
    if control.name == "textarea":
        return [control.get_text().removeprefix("\n")]
    if control.name == "select":
        options = control.select("option")
        chosen = [one for one in options if one.has_attr("selected")] or options[:1]
        return [str(one.get("value", one.get_text())) for one in chosen]
    kind: Any = control.get("type", "text")
    if kind in ("checkbox", "radio"):
        return [str(control.get("value", "on"))] if control.has_attr("checked") else []
    return [] if kind in ("submit", "button") else [str(control.get("value", ""))]
