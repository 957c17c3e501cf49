"""Filters and tags of every template: French dates and amounts, stored rich text, media with a nonce."""

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BaseForm, BoundField, ChoiceField
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from js_asset import ImportMap, Media, Script

from accounts import marks
from commons import markup
from commons.dates import date_format

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(value: Any, wording: str = "j F Y") -> str:
    """``|date:"j F Y"``, instead of Django's: « 1er septembre 2026 »."""
    return date_format(value, wording) if value else ""


@register.filter
def euros(value: Decimal | float | None) -> str:
    """``63700`` → ``63 700 €``; cents only when there are some."""
    if value is None:
        return ""
    amount = Decimal(value)
    decimals = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimals, force_grouping=True)}\u00a0€"


@register.filter
def figure(value: Decimal) -> str:
    """``Decimal("1234.500")`` → ``1 234,5``: no decimal that says nothing."""
    return number_format(Decimal(f"{value.normalize():f}"), force_grouping=True)


@register.filter
def rich(value: str) -> SafeString:
    """Stored rich text, as HTML: it was sanitised when it was written (``commons.fields.RichTextField``)."""
    return mark_safe(value)  # noqa: S308


@register.filter
def french(value: str) -> str:
    """Plain text as typed, its punctuation held to its word by non-breaking spaces."""
    return markup.french_spaces(str(value))


@register.simple_tag(takes_context=True)
def page_media(context: template.Context, *modules: str, form: BaseForm | None = None) -> SafeString:
    """Styles, the import map and scripts of a page: ``{% page_media "map" form=form %}`` loads ``js/map.js``.

    One import map a page: it is made here, of the form's and of the modules' needs.
    """
    request: HttpRequest = context["request"]
    # A device keeps something only where its person said it is theirs alone.
    guards = ["device"] if request.COOKIES.get("appareil") == "propre" else []
    media = Media(
        importmap=_house_importmap, js=[Script(f"js/{name}.js", type="module") for name in (*guards, *modules)]
    )
    if form is not None:
        media = media + form.media
    return media.with_nonce(str(request.csp_nonce)).render()  # type: ignore[attr-defined]


_house_importmap = ImportMap(
    {
        "leaflet": "vendor/leaflet/leaflet-src.esm.js",
        "leaflet.markercluster": "vendor/leaflet.markercluster/leaflet.markercluster-src.js",
        "app/grid-answers": "js/grid-answers.js",
        "app/grid-conditions": "js/grid-conditions.js",
        "app/leaflet-global": "js/leaflet-global.js",
        "app/map-base": "js/map-base.js",
        "app/actor-markers": "js/actor-markers.js",
        "app/device": "js/device.js",
        "app/device-queue": "js/device-queue.js",
        "app/device-store": "js/device-store.js",
        "app/note-answers": "js/note-answers.js",
        "app/note-conflict": "js/note-conflict.js",
        "app/note-copy": "js/note-copy.js",
        "app/note-merge": "js/note-merge.js",
        "app/note-paper": "js/note-paper.js",
        "app/note-picker": "js/note-picker.js",
        "app/note-plain": "js/note-plain.js",
        "app/note-presence": "js/note-presence.js",
        "app/note-rich": "js/note-rich.js",
        "app/note-sender": "js/note-sender.js",
        "app/note-state": "js/note-state.js",
        "app/offline-files": "js/offline-files.js",
    }
)


@register.simple_tag(takes_context=True)
def account_mark(context: template.Context) -> str:
    """What a device writes beside what it keeps for whoever is signed in."""
    return marks.account_mark(context["user"])


@register.simple_tag
def state_badge(state: str, label: str) -> SafeString:
    """A small label whose colour follows the state; its words alone suffice."""
    return format_html('<span class="badge badge-{}">{}</span>', state, label)


@register.filter
def as_json(value: Any) -> str:
    """For a ``data-`` attribute, which escapes it: an inline script, even of data, would need a nonce."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def attribute(value: Any, name: str) -> Any:
    """``mapping|attribute:key`` in a template."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


@register.filter
def bound(form: BaseForm, name: str) -> BoundField | None:
    """``form|bound:name``: the field of a form whose fields are known when it is made only."""
    return form[name] if name in form.fields else None


@register.filter
def page_numbers(page: Page) -> list[int]:
    """The pages to link to around this one; 0 stands for those passed over."""
    around = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in around]


@register.filter
def company_number(digits: str) -> str:
    """``73282932000074`` → ``732 829 320 00074``, as SIREN and SIRET are read; the spaces do not break."""
    return "\u00a0".join(part for part in (digits[:3], digits[3:6], digits[6:9], digits[9:]) if part)


@register.filter
def without_scheme(address: str) -> str:
    """``https://www.alec.org/`` → ``www.alec.org``."""
    return address.partition("://")[2].rstrip("/")


@register.simple_tag
def search_field(field: BoundField) -> SafeString:
    """A field of a search, as ``components/field.html`` draws it; without templates, a list page being asked for more
    than any form: they cost it more than its rows."""
    name = field.id_for_label
    typed = str(field.value() or "")
    refused = bool(field.errors)
    described = format_html(' aria-invalid="true" aria-describedby="{}_error"', name) if refused else ""
    attributes = {"type": "text", **field.field.widget.attrs, "maxlength": getattr(field.field, "max_length", None)}
    if isinstance(field.field, ChoiceField):
        known = tuple((str(value), str(label)) for value, label in list(field.field.choices))  # type: ignore[arg-type]
        options = _options(known, typed) if typed else _all_options(known)
        control = format_html('<select name="{}" id="{}"{}>{}</select>', field.html_name, name, described, options)
    else:
        control = format_html(
            '<input name="{}" id="{}" value="{}"{}{}>', field.html_name, name, typed, flatatt(attributes), described
        )
    return format_html(
        '<div class="field{}"><label for="{}">{}</label>{}{}</div>',
        " field-refused" if refused else "",
        name,
        field.label,
        control,
        format_html('<p class="field-error" id="{}_error">{}</p>', name, " ".join(map(str, field.errors)))
        if refused
        else "",
    )


def _options(known: tuple[tuple[str, str], ...], typed: str) -> SafeString:
    rows = ((value, " selected" if value == typed else "", label) for value, label in known)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@lru_cache(maxsize=64)
def _all_options(known: tuple[tuple[str, str], ...]) -> SafeString:
    """The options of a list where nothing is chosen yet: the same for everyone."""
    return _options(known, "")
