"""« Qui fait quoi à… » : for a commune, who is there, who comes there, and why we say so."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors import facts, policies, themes
from actors.atlas import areas
from actors.forms import HelpFilter
from actors.models import Organisation
from actors.views.shared import path
from commons.forms import form_page
from territories import codes, search
from territories.models import Commune, FormerCommune, Territory

A_PAGE = 24
#: What a card shows.
SHOWN = (
    "name",
    "slug",
    "kind",
    "services",
    "brings",
    "seeks",
    "contact_email",
    "contact_phone",
    "website",
    "checked_on",
    "seat__name",
    "seat__departement",
    "checked_by__name",
)


def _crumbs(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    here = (_("Qui fait quoi à…"), reverse("commune_search") if steps else "")
    return [*path(_("Acteurs"), "organisation_list"), here, *steps]


@require_safe
@login_not_required
def commune_search(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("commune", "").strip()[:80]
    name, code = _parts(typed)
    found = codes.resolve([code]).communes if code else _named(name)
    if len(found) == 1 and (code or search.spelt(name) == found[0].folded_name):
        return redirect(_address(found[0], code))
    context = {"section": "actors", "crumbs": _crumbs(), "typed": typed, "found": found}
    return render(request, "actors/commune_search.html", context)


def _parts(typed: str) -> tuple[str, str]:
    """The name and the INSEE code typed, either or both: « Étampes (91223) » is what the page itself proposes."""
    name, _space, code = typed.removesuffix(")").rpartition("(")
    return (name.strip(), code) if codes.is_code(code) else (typed, "")


def _named(name: str) -> list[Commune]:
    """The communes meant; only those of that very name when there are some."""
    found = search.communes_named(name)
    same = [commune for commune in found if commune.folded_name == search.spelt(name)]
    return same or found or _of_the_past(name)


def _of_the_past(typed: str) -> list[Commune]:
    """Communes that took over one of this name."""
    if not (wanted := search.spelt(typed)):
        return []
    names = FormerCommune.objects.order_by("pk").values_list("pk", "name")
    past = [code for code, name in names if search.spelt(name) == wanted]
    return codes.resolve(past).communes


def _address(commune: Commune, code: str) -> str:
    address = reverse("commune_actors", args=[commune.pk])
    old = codes.normal(code)
    return f"{address}?ancien={old}" if code and old != commune.pk else address


@require_safe
@login_not_required
def commune_actors(request: HttpRequest, code: str) -> HttpResponse:
    meant = codes.resolve([code])
    if not meant.communes:
        raise Http404
    commune = meant.communes[0]
    if commune.pk != code:
        return redirect(_address(commune, code), permanent=True)
    form = HelpFilter(request.GET)
    ways = areas.closenesses(commune)
    visible = Organisation.objects.visible_to(request.user)
    rows = form.narrow(visible)
    number = max(1, int(asked)) if (asked := request.GET.get("page", "")).isdecimal() and len(asked) < 5 else 1
    found = areas.nearest(rows, ways, (number - 1) * A_PAGE, A_PAGE + 1)
    shown = _read(found[:A_PAGE])
    everywhere = bool(shown) and shown[-1][0] == len(ways) - 1
    filtered, alone = any(form.asked.values()), number == 1 and not any(ways[way].local for way, _one in shown)
    sees_checker = policies.can_see_checker(request.user)
    context = {
        "section": "actors",
        "crumbs": _crumbs((commune.name, "")),
        "commune": commune,
        "former": _former(request, commune),
        "form": form,
        "filtered": filtered,
        "groups": _groups(shown, ways, sees_checker=sees_checker),
        "before": _page(request, number - 1) if number > 1 else "",
        "after": _page(request, number + 1) if len(found) > A_PAGE else "",
        "known_themes": themes.most_used(),
        "nationwide": areas.only_nationwide(rows, ways) if everywhere else 0,
        "nobody_local": alone and not filtered,
        "neighbours": areas.neighbours(commune) if alone and not filtered else [],
        "territories": Territory.objects.visible_to(request.user)
        .filter(communes=commune)
        .only("name", "slug")
        .order_by("name"),
        "can_create": policies.can_create_organisation(request.user),
    }
    return form_page(request, "actors/commune_actors.html", context)


def _former(request: HttpRequest, commune: Commune) -> FormerCommune | None:
    """The code of the past that led here."""
    code = request.GET.get("ancien", "")[:5]
    return FormerCommune.objects.filter(pk=code, commune=commune).first() if code else None


def _page(request: HttpRequest, number: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(number)
    return f"?{asked.urlencode()}"


def _read(found: list[tuple[int, UUID]]) -> list[tuple[int, Organisation]]:
    rows = Organisation.objects.select_related("seat", "checked_by").only(*SHOWN).in_bulk([pk for _way, pk in found])
    return [(way, rows[pk]) for way, pk in found if pk in rows]


def _groups(
    shown: list[tuple[int, Organisation]], ways: list[areas.Closeness], *, sees_checker: bool
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Why, and who, nearest first; ready to be written, as the lines of the directory are."""
    kinds = {kind: str(label) for kind, label in Organisation.Kind.choices}
    own = themes.of(organisation.pk for _way, organisation in shown)

    def card(organisation: Organisation) -> dict[str, Any]:
        where = f", {organisation.seat}" if organisation.seat else ""
        by = organisation.checked_by if sees_checker else None
        return {
            "address": organisation.get_absolute_url(),
            "kind": f"{capfirst(kinds[organisation.kind])}{where}",
            "themes": ", ".join(own.get(organisation.pk, ())),
            "checked": facts.checked(organisation.checked_on, by.name if by else ""),
            "reachable": organisation.contact_email or organisation.contact_phone or organisation.website,
            "organisation": organisation,
        }

    by_way = groupby(shown, key=lambda one: one[0])
    return [(ways[way].reason, [card(organisation) for _way, organisation in found]) for way, found in by_way]
