"""The page that composes a territory: searching, adding, removing, undoing, saving."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from commons.forms import form_page
from territories import actions, codes, pasted, search, workshop
from territories.forms import LossForm, PasteForm
from territories.models import Commune, Composition, Territory, Zone
from territories.views.shared import editable, path

#: Fragments that htmx asks for, by the element they replace.
FRAGMENTS = {
    "resultats": "territories/territory_compose/_results.html",
    "composition": "territories/territory_compose/_composition.html",
    "atelier": "territories/territory_compose/_workshop.html",
}
_KEY = re.compile(r"[a-z]+-[0-9A-Z]+")
#: Communes taken away at once that ask for a confirmation.
MANY_REMOVED = 5
#: Communes named in the page that asks for it.
MOST_NAMED = 60


@require_safe
def territory_compose(request: HttpRequest, slug: str) -> HttpResponse:
    territory, user = editable(request, slug)
    context = _page(request, territory, Composition.objects.of(territory, user))
    template = FRAGMENTS.get(request.htmx.target or "") if request.htmx else None  # type: ignore[attr-defined]
    response = render(request, template or "territories/territory_compose.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@require_POST
def territory_compose_change(request: HttpRequest, slug: str) -> HttpResponse:
    """One change: what is added (a commune, ticked ones, an area), removed, given back or given up."""
    territory, user = editable(request, slug)
    try:
        said = _change(request, territory, user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if said:
            messages.success(request, said)
    kept = {key: request.POST[key] for key in ("q", "zone", "par", "groupe") if request.POST.get(key)}
    return redirect(f"{reverse('territory_compose', args=[territory.slug])}?{urlencode(kept)}")


@require_http_methods(["GET", "POST"])
def territory_compose_paste(request: HttpRequest, slug: str) -> HttpResponse:
    """A list of codes: what is understood is added at once, what is not is given back with its reasons."""
    territory, user = editable(request, slug)
    form = PasteForm(request.POST if request.method == "POST" else None)
    read = None
    if request.method == "POST" and form.is_valid():
        read = pasted.read(form.cleaned_data["pasted"])
        before = Composition.objects.of(territory, user)
        added = len({commune.pk for commune in read.communes} - set(before.codes))
        try:
            actions.preparing.change(territory, by=user, add=[commune.pk for commune in read.communes])
        except ValidationError as refusal:
            form.add_error("pasted", refusal)
        else:
            if not read.refused:
                messages.success(request, _added(added, len(read.communes)))
                return redirect("territory_compose", territory.slug)
            messages.warning(request, _added(added, len(read.communes)))
            form = PasteForm(initial={"pasted": read.left})
    context = {"section": "territories", "territory": territory, "form": form, "read": read}
    crumbs = path(territory, (_("Composer"), reverse("territory_compose", args=[slug])), (_("Coller une liste"), ""))
    return form_page(request, "territories/territory_compose_paste.html", {**context, "crumbs": crumbs})


@require_http_methods(["GET", "POST"])
def territory_compose_save(request: HttpRequest, slug: str) -> HttpResponse:
    """What was prepared becomes the territory's; taking many communes away asks once more."""
    territory, user = editable(request, slug)
    composition = Composition.objects.of(territory, user)
    form = LossForm(request.POST if request.method == "POST" else None)
    asked = len(composition.removed) < MANY_REMOVED or "confirmed" in request.POST
    if request.method == "POST" and asked:
        try:
            job = actions.preparing.save(territory, by=user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if job is not None:
                return redirect("territory_compose", territory.slug)
            messages.success(request, _("La composition est enregistrée."))
            return redirect(territory)
    removed = sorted(Commune.objects.filter(pk__in=composition.removed), key=lambda commune: commune.sort_key)
    crumbs = path(territory, (_("Composer"), reverse("territory_compose", args=[slug])), (_("Enregistrer"), ""))
    context = {
        "section": "territories",
        "crumbs": crumbs,
        "territory": territory,
        "form": form,
        "removed": removed[:MOST_NAMED],
        "removed_count": len(removed),
        "removed_more": len(removed) - MOST_NAMED,
        "added_count": len(composition.added),
        "left_count": len(composition.codes),
    }
    return form_page(request, "territories/territory_compose_save.html", context)


@require_safe
@cache_control(private=True, max_age=3600)
def territory_compose_map(request: HttpRequest, slug: str) -> HttpResponse:
    """The preview, drawn apart from the page so that it never makes anyone wait."""
    territory, user = editable(request, slug)
    drawing = workshop.preview(Composition.objects.of(territory, user))
    if drawing is None:
        raise Http404
    return HttpResponse(drawing, content_type="image/svg+xml; charset=utf-8")


def _change(request: HttpRequest, territory: Territory, user: User) -> str:
    """Does the one thing the form asks, and says it in a sentence."""
    asked = request.POST
    if "undo" in asked:
        actions.preparing.undo(territory, by=user)
        return _("Le dernier changement est annulé.")
    if "give_up" in asked:
        actions.preparing.give_up(territory, by=user)
        return _("Vos changements sont abandonnés ; la composition enregistrée n’a pas changé.")
    remove = [*filter(None, asked.getlist("take_away")), *_of_area(asked.get("zone_take_away", ""))]
    # Communes still ticked in a list are not what a click on « Retirer » is about.
    add = [] if remove else [*asked.getlist("add"), *_of_area(asked.get("zone_add", ""))]
    if not add and not remove:
        return _("Rien n’a changé : cochez d’abord des communes.")
    before = set(Composition.objects.of(territory, user).codes)
    after = set(actions.preparing.change(territory, by=user, add=_known(add), remove=remove).codes)
    return _said(after - before, before - after) if before != after else ""


def _of_area(key: str) -> list[str]:
    zone = _area(key)
    return list(search.communes_of(zone).values_list("pk", flat=True)) if zone else []


def _area(key: str) -> Zone | None:
    return Zone.objects.filter(pk=key).first() if _KEY.fullmatch(key) else None


def _known(typed: list[str]) -> list[str]:
    """Codes sent by our own page: those of communes, and no other."""
    codes_typed = [code for code in typed if codes.CODE.fullmatch(code)]
    return list(Commune.objects.filter(pk__in=codes_typed).values_list("pk", flat=True))


def _said(added: set[str], removed: set[str]) -> str:
    changed = added or removed
    if len(changed) == 1:
        name = Commune.objects.only("name").get(pk=next(iter(changed))).name
        return (_("%(name)s est ajoutée.") if added else _("%(name)s est retirée.")) % {"name": name}
    words = _("%(count)s communes ajoutées.") if added else _("%(count)s communes retirées.")
    return words % {"count": number_format(len(changed), force_grouping=True)}


def _added(added: int, understood: int) -> str:
    """``understood`` counts those that were already in the list."""
    said = ngettext("%(count)s commune ajoutée", "%(count)s communes ajoutées", added) % {
        "count": number_format(added, force_grouping=True)
    }
    already = understood - added
    if not already:
        return f"{said}."
    held = ngettext("%(count)s y était déjà", "%(count)s y étaient déjà", already) % {
        "count": number_format(already, force_grouping=True)
    }
    return f"{said}, {held}."


def _page(request: HttpRequest, territory: Territory, composition: Composition) -> dict[str, Any]:
    asked = request.GET
    held = set(composition.codes)
    chosen = workshop.chosen(composition, by=asked.get("par", ""), opened=asked.get("groupe", ""))
    zone = _area(asked.get("zone", ""))
    typed = asked.get("q", "")[:80]
    return {
        "section": "territories",
        "crumbs": path(territory, (_("Composer"), "")),
        "territory": territory,
        "composition": composition,
        "chosen": chosen,
        "by": "epci" if asked.get("par") == "epci" else "departement",
        "typed": typed,
        "zone": zone,
        "offered": sorted(_of(zone), key=lambda commune: commune.sort_key) if zone else [],
        "communes": search.communes_named(typed, near=_departements(held)) if typed else [],
        "zones": search.zones_named(typed) if typed else [],
        "held": held,
    }


def _of(zone: Zone) -> list[Commune]:
    return list(search.communes_of(zone).defer("outline").order_by("pk"))


def _departements(held: set[str]) -> set[str]:
    return {code[:3] if code.startswith("97") else code[:2] for code in held}
