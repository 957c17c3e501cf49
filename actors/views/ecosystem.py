"""The page of an ecosystem of actors."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors import policies
from actors.ecosystems import composition, graph, pictures, roles, twin
from actors.ecosystems.removals import removed
from actors.forms.ecosystem import GraphFilter
from actors.models import Ecosystem, Organisation, Participation, Relation
from actors.views.shared import path, upkeep
from commons.forms import form_page


@require_safe
@login_not_required
def ecosystem_detail(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = get_object_or_404(_with_its_parts(request), slug=slug)
    actors = graph.actors_of(ecosystem)
    taking_part, relations = _taking_part(ecosystem, actors), graph.relations_of(ecosystem, actors)
    asked = GraphFilter(request.GET or None, relations=relations)
    sort = roles.sort_of(request.GET.get("sort", ""))
    may_edit = policies.can_edit_relations(request.user, ecosystem)
    organisations = [row.organisation for row in taking_part if row.organisation]
    whole = graph.read(organisations, relations)
    notes = twin.numbered(relations, (row.source for row in taking_part))
    shown = twin.asked_for(relations, *asked.asked)
    context: dict[str, Any] = {
        "section": "territories",
        "crumbs": [*crumbs(ecosystem)[:-1], (ecosystem.name, "")],
        "ecosystem": ecosystem,
        "larger": Ecosystem.objects.visible_to(request.user).filter(pk=ecosystem.part_of_id).first(),
        "named": bool(organisations),
        "groups": partial(roles.arranged, [row for row in taking_part if row.organisation], sort),
        "sorts": roles.SORTS.items(),
        "sort": sort,
        "asked": _asked(request),
        "kinds": graph.words_of(Organisation.Kind),
        "sought": [row for row in taking_part if not row.organisation],
        "relations_shown": bool(shown),
        # Called by what writes it, and not where that is kept.
        "said": partial(twin.tell, shown, notes),
        "notes": notes,
        "told": _digest(actors.values(), taking_part, relations, asked.asked),
        "relation_count": len(relations),
        "filter": asked,
        "filtered": any(asked.asked),
        "picture": pictures.of(ecosystem, whole, *asked.asked),
        "shape": graph.shape(whole),
        "composition": composition.compose(ecosystem.headcounts.order_by("pk"), organisations),
        "can_see_evidence": policies.can_see_evidence(request.user, ecosystem),
        "can_edit_ecosystem": policies.can_edit_ecosystem(request.user, ecosystem),
        "can_edit_relations": may_edit,
        "removed": removed(ecosystem) if may_edit else [],
        "upkeep": upkeep(request.user, ecosystem, can_edit=may_edit),
    }
    fragment = request.headers.get("HX-Target") == "reseau"
    template = "actors/ecosystem_detail/_network.html" if fragment else "actors/ecosystem_detail.html"
    return form_page(request, template, context)


def _asked(request: HttpRequest) -> str:
    """What the address asks beside the order of the actors, for the links that change this order."""
    kept = request.GET.copy()
    kept.pop("sort", None)
    return kept.urlencode()


def _digest(
    actors: Iterable[Organisation],
    taking_part: list[Participation],
    relations: list[Relation],
    asked: tuple[list[str], str],
) -> str:
    """Of all that the lists of the page say to whoever sees everything: they are written once for each."""
    said = list(map(attrgetter("pk", *graph.ACTOR), actors))
    rows = [*map(_facts_of(Participation), taking_part), *map(_facts_of(Relation), relations)]
    return hashlib.sha256(repr((said, rows, asked)).encode()).hexdigest()


def _facts_of(model: type[Participation | Relation]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads every column of a row."""
    return attrgetter(*(field.attname for field in model._meta.concrete_fields))  # noqa: SLF001


def _taking_part(ecosystem: Ecosystem, actors: Mapping[UUID, Organisation]) -> list[Participation]:
    rows = list(ecosystem.participations.order_by("sought", "pk"))
    for row in rows:
        if row.organisation_id:
            row.organisation = actors.get(row.organisation_id) or row.organisation
    return rows


def _with_its_parts(request: HttpRequest) -> Any:
    parts = Prefetch("parts", Ecosystem.objects.visible_to(request.user).order_by("name"))
    visible = Ecosystem.objects.visible_to(request.user).prefetch_related(parts)
    return visible.select_related("territory", "commons").defer("territory__outline")


def crumbs(ecosystem: Ecosystem) -> list[tuple[str, str]]:
    """The way to the page of an ecosystem, that page included."""
    return [
        *path(_("Territoires"), "territory_list"),
        (ecosystem.territory.name, ecosystem.territory.get_absolute_url()),
        (ecosystem.name, ecosystem.get_absolute_url()),
    ]


def fetch(request: HttpRequest, slug: str) -> Ecosystem:
    """The ecosystem at this address, with what its crumbs say; 404 when this person sees none."""
    return get_object_or_404(
        Ecosystem.objects.visible_to(request.user).select_related("territory", "commons"), slug=slug
    )
