"""The page of an ecosystem of actors."""

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors import policies
from actors.ecosystems import composition, graph, pictures, twin
from actors.ecosystems.removals import removed
from actors.forms.ecosystem import GraphFilter
from actors.models import Ecosystem, Organisation, Participation, Relation
from actors.views.shared import path, upkeep
from commons.forms import form_page


@require_safe
@login_not_required
def ecosystem_detail(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = get_object_or_404(_with_its_parts(request), slug=slug)
    taking_part = list(ecosystem.participations.select_related("organisation__seat").order_by("sought", "pk"))
    relations = list(ecosystem.relations.select_related("source", "target").order_by("pk"))
    asked = GraphFilter(request.GET or None, relations=relations)
    may_edit = policies.can_edit_relations(request.user, ecosystem)
    organisations = [row.organisation for row in taking_part if row.organisation]
    whole = graph.read(organisations, relations)
    notes = twin.numbered(relations, (row.source for row in taking_part))
    context: dict[str, Any] = {
        "section": "territories",
        "crumbs": [*crumbs(ecosystem)[:-1], (ecosystem.name, "")],
        "ecosystem": ecosystem,
        "larger": Ecosystem.objects.visible_to(request.user).filter(pk=ecosystem.part_of_id).first(),
        "participations": _by_name([row for row in taking_part if row.organisation]),
        "kinds": graph.words_of(Organisation.Kind),
        "sought": [row for row in taking_part if not row.organisation],
        "said": twin.tell(relations, notes, *asked.asked),
        "notes": notes,
        "told": _digest(taking_part, relations, asked.asked),
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


def _digest(taking_part: list[Participation], relations: list[Relation], asked: tuple[list[str], str]) -> str:
    """Of all that the lists of the page say to whoever sees everything: they are written once for each."""
    actors = {row.organisation for row in taking_part if row.organisation}
    actors |= {end for row in relations for end in (row.source, row.target)}
    said = [(str(one.pk), one.name, one.short_name, one.slug, one.kind, str(one.seat_id)) for one in actors]
    rows = [tuple(model_to_dict(row, exclude=["ecosystem"]).items()) for row in (*taking_part, *relations)]
    keys = [str(row.pk) for row in (*taking_part, *relations)]
    return hashlib.sha256(repr((sorted(said), rows, keys, asked)).encode()).hexdigest()


def _with_its_parts(request: HttpRequest) -> Any:
    parts = Prefetch("parts", Ecosystem.objects.visible_to(request.user).order_by("name"))
    visible = Ecosystem.objects.visible_to(request.user).prefetch_related(parts)
    return visible.select_related("territory", "commons")


def crumbs(ecosystem: Ecosystem) -> list[tuple[str, str]]:
    """The way to the page of an ecosystem, that page included."""
    return [
        *path(_("Territoires"), "territory_list"),
        (ecosystem.territory.name, ecosystem.territory.get_absolute_url()),
        (ecosystem.name, ecosystem.get_absolute_url()),
    ]


def _by_name(rows: list[Participation]) -> list[Participation]:
    """By name: neither the order nor anything else says how far contacts are."""
    return sorted(rows, key=lambda row: (row.organisation.sort_key if row.organisation else "", str(row.pk)))


def fetch(request: HttpRequest, slug: str) -> Ecosystem:
    """The ecosystem at this address, with what its crumbs say; 404 when this person sees none."""
    return get_object_or_404(
        Ecosystem.objects.visible_to(request.user).select_related("territory", "commons"), slug=slug
    )


def relations_of(ecosystem: Ecosystem) -> list[Relation]:
    return list(ecosystem.relations.select_related("source", "target").order_by("pk"))
