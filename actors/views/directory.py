"""The directory of organisations: search, and the page of one."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actors import facts, naming, policies, themes
from actors.forms import OrganisationFilter
from actors.models import Ecosystem, Engagement, FactCheck, Organisation, Relation
from actors.models.organisation import OrganisationQuerySet
from actors.upkeep.history import latest_change
from actors.views.shared import in_order, path, upkeep

A_PAGE = 25
#: What a line of the list shows.
SHOWN = ("pk", "name", "short_name", "slug", "kind", "seat__name", "seat__departement")


class Search:
    """What is asked of the directory and what it answers; each worked out only if the page shows it: what is kept of
    a page asks nothing of the database."""

    def __init__(self, request: HttpRequest) -> None:
        self._question, self._person = request.GET, request.user

    @cached_property
    def form(self) -> OrganisationFilter:
        return OrganisationFilter(self._question, person=self._person)

    @cached_property
    def _visible(self) -> OrganisationQuerySet:
        return Organisation.objects.visible_to(self._person)

    @cached_property
    def page(self) -> Page:
        rows = self.form.narrow(self._visible)
        paginator = Paginator(rows.order_by("folded_name", "pk").values(*SHOWN), A_PAGE)
        paginator.count = rows.count()  # by itself it would count with the columns shown, five times slower
        return paginator.get_page(self._question.get("page"))

    @cached_property
    def lines(self) -> list[dict[str, str]]:
        return _lines(self.page.object_list)

    @cached_property
    def look_alike(self) -> list[Organisation]:
        return naming.look_alike(self._visible, typed) if (typed := self.form.asked.get("q")) else []

    @property
    def known_themes(self) -> list[str]:
        return themes.most_used()


@require_safe
@login_not_required
def organisation_list(request: HttpRequest) -> HttpResponse:
    search = Search(request)
    number = request.GET.get("page")
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "section": "actors",
        "crumbs": path(_("Acteurs"), ""),
        "search": search,
        "further": number is not None,
        "state": _state(number) if not asked else "",
        # A visitor's, empty; a territory just made public may wait a minute to be proposed.
        "kept_search": not asked and not request.user.is_authenticated,
        "filtered": any(asked.values()),
        "asked": asked.urlencode(),
        "can_create": policies.can_create_organisation(request.user),
        "can_import": policies.can_import(request.user),
    }
    refused = asked and search.form.errors
    return render(request, "actors/organisation_list.html", context, status=422 if refused else 200)


def _state(number: str | None) -> str:
    """Names what the whole directory shows on one page of it; empty when that is not worth keeping."""
    usual = number is None or (number.isdecimal() and len(number) < 5)
    return f"{change} {number or 1}" if usual and (change := latest_change()) else ""


def _lines(rows: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """What the list says of each, ready to be written: a template that asks twenty-five objects one by one costs more
    than their query."""
    shown = list(rows)
    kinds = {kind: str(label) for kind, label in Organisation.Kind.choices}
    own = themes.of(row["pk"] for row in shown)
    directory = reverse("organisation_list")
    return [
        {
            "address": f"{directory}{row['slug']}/",
            "name": row["name"],
            "short_name": row["short_name"] if row["short_name"] != row["name"] else "",
            "themes": ", ".join(own.get(row["pk"], ())),
            "kind": kinds[row["kind"]],
            "seat": f"{row['seat__name']} ({row['seat__departement']})" if row["seat__name"] else "",
        }
        for row in shown
    ]


def _found(request: HttpRequest, slug: str) -> Organisation | HttpResponsePermanentRedirect:
    """The organisation at this address; that of a merged one leads for good to the one kept."""
    shown = Organisation.objects.visible_to(request.user).filter(slug=slug)
    rows = shown.select_related("seat", "site", "checked_by").defer("seat__outline", "site__outline")
    if found := rows.first():
        return found
    kept = Organisation.objects.filter(slug=slug).select_related("merged_into").first()
    for _step in range(10):  # one merged into another merged later
        if kept is None or kept.merged_into is None:
            break
        kept = kept.merged_into
    if kept is None or kept.slug == slug:
        raise Http404
    return HttpResponsePermanentRedirect(kept.get_absolute_url())


@require_safe
@login_not_required
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = _found(request, slug)
    if isinstance(organisation, HttpResponse):
        return organisation
    ecosystems = Ecosystem.objects.visible_to(request.user).order_by().values("pk")
    relations = Relation.objects.filter(Q(source=organisation) | Q(target=organisation), ecosystem__in=ecosystems)
    participations = organisation.participations.filter(ecosystem__in=ecosystems)
    engagements = Engagement.objects.visible_to(request.user).filter(organisation=organisation)
    can_edit = policies.can_edit_organisation(request.user, organisation)
    context = {
        "section": "actors",
        "crumbs": [*path(_("Acteurs"), "organisation_list"), (str(organisation), "")],
        "organisation": organisation,
        "communes": sorted(organisation.area_communes.defer("outline"), key=lambda commune: commune.sort_key),
        "zones": organisation.area_zones.order_by("kind", "folded_name"),
        "themes": themes.of([organisation.pk]).get(organisation.pk, []),
        "participations": participations.select_related("ecosystem__territory").order_by("ecosystem__name"),
        "engagements": engagements.select_related("commons").order_by("commons__title", "circle"),
        "relations": in_order(relations),
        "can_edit": can_edit,
        "checked": _checked(request, organisation),
        "said_by_itself": _said_by_itself(organisation),
        "upkeep": upkeep(request.user, organisation, can_edit=can_edit),
    }
    return render(request, "actors/organisation_detail.html", context)


def _checked(request: HttpRequest, organisation: Organisation) -> str:
    by = organisation.checked_by if policies.can_see_checker(request.user) else None
    return facts.checked(organisation.checked_on, by.name if by else "")


def _said_by_itself(organisation: Organisation) -> bool:
    """The last check is the organisation's own answer to the yearly question."""
    if organisation.checked_by_id or not organisation.checked_on:
        return False
    return FactCheck.objects.filter(organisation=organisation, answered_at__date=organisation.checked_on).exists()
