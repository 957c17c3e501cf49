"""The list of a territory's actors, twin of its map: filtered, sorted, grouped, cut into pages."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actors.atlas.places import Actor
from actors.models import Organisation
from commons.names import folded

#: Lines on a page: most territories have fewer actors.
A_PAGE = 100
#: Days after which a fact is to be checked again.
A_YEAR = 365
SORTS = {
    "commune": gettext_lazy("commune"),
    "name": gettext_lazy("nom"),
    "kind": gettext_lazy("type"),
    "checked": gettext_lazy("vérification la plus ancienne"),
}


_KINDS = Organisation.Kind.values


@dataclass
class Group:
    """Lines under one heading; ``number`` is that of a commune on the map, ``count`` what it holds on all pages."""

    title: str
    number: int | None
    count: int
    #: The page before holds its first lines.
    continued: bool = False
    lines: list[Actor] = field(default_factory=list)

    @property
    def outside(self) -> bool:
        """Numbered on the map, outside the territory."""
        return self.number is not None and self.lines[0].neighbour is not None


def facets(actors: Iterable[Actor]) -> dict[str, list[tuple[str, str]]]:
    """By what these actors may be filtered: values and labels, in the order of a French reader."""
    kinds, roles = set[str](), set[str]()
    themes, circles = dict[str, str](), dict[str, str]()
    for actor in actors:
        kinds.add(actor.organisation.kind)
        roles.update(role.words for role in actor.roles if role.words)
        themes |= actor.themes
        circles |= actor.circles
    return {
        "kind": [(value, str(label)) for value, label in Organisation.Kind.choices if value in kinds],
        "role": [(role, role) for role in sorted(roles, key=folded)],
        "theme": sorted(themes.items(), key=lambda theme: folded(theme[1])),
        "circle": sorted(circles.items(), key=lambda circle: folded(circle[1])),
    }


def matching(actors: Iterable[Actor], asked: dict[str, Any]) -> list[Actor]:
    """Those that answer to all that is asked; ``asked`` as the form gives it, empty values ask nothing."""
    words = folded(asked.get("q") or "")
    tests: list[Callable[[Actor], bool]] = [
        test
        for wanted, test in (
            (words, lambda actor: words in folded(f"{actor.organisation.name} {actor.organisation.short_name}")),
            (asked.get("kind"), lambda actor: actor.organisation.kind == asked["kind"]),
            (asked.get("role"), lambda actor: any(role.words == asked["role"] for role in actor.roles)),
            (asked.get("theme"), lambda actor: asked["theme"] in actor.themes),
            (asked.get("circle"), lambda actor: asked["circle"] in actor.circles),
        )
        if wanted
    ]
    return [actor for actor in actors if all(test(actor) for test in tests)]


def arranged(actors: Sequence[Actor], sort: str) -> list[tuple[str, Actor]]:
    """Actors, given by name, in the order asked, each with the heading it comes under."""
    titles = {"commune": _commune, "name": _initial, "kind": _kind, "checked": _checked}
    keyed = [(titles[sort](actor), actor) for actor in actors]
    return [(title, actor) for (_rank, title), actor in sorted(keyed, key=lambda pair: pair[0][0])]


def grouped(arranged: Sequence[tuple[str, Actor]], sort: str, number: str | None) -> tuple[Page, list[Group]]:
    """The page asked for, the nearest there is, and its groups."""
    page = Paginator(arranged, A_PAGE).get_page(number)
    before = arranged[page.start_index() - 2][0] if page.number > 1 else None
    groups = in_groups(page.object_list, numbered=sort == "commune")
    counts = Counter(title for title, _actor in arranged)
    for group in groups:
        group.count, group.continued = counts[group.title], group is groups[0] and group.title == before
    return page, groups


def in_groups(arranged: Iterable[tuple[str, Actor]], *, numbered: bool = True) -> list[Group]:
    groups: list[Group] = []
    for title, actor in arranged:
        if not groups or groups[-1].title != title:
            groups.append(Group(title, actor.number if numbered else None, 0))
        groups[-1].lines.append(actor)
        groups[-1].count += 1
    return groups


Rank = tuple[Any, ...]


def _commune(actor: Actor) -> tuple[Rank, str]:
    if actor.commune:
        return (0, *actor.commune.sort_key), actor.commune.name
    if actor.neighbour:
        return (1, *actor.neighbour.sort_key), actor.outside_words
    if actor.organisation.seat_id:
        return (2,), _("Installés ailleurs, actifs ici")
    return (3,), _("Implantation à préciser")


def _initial(actor: Actor) -> tuple[Rank, str]:
    initial = actor.organisation.sort_key[:1].upper()
    return (0, initial) if initial.isalpha() else (-1,), initial if initial.isalpha() else "0–9"


def _kind(actor: Actor) -> tuple[Rank, str]:
    return (_KINDS.index(actor.organisation.kind),), actor.kind


def _checked(actor: Actor) -> tuple[Rank, str]:
    checked: date | None = actor.organisation.checked_on
    if checked is None:
        return (0,), _("Jamais vérifiées")
    if checked < timezone.localdate() - timedelta(days=A_YEAR):
        return (1, checked), _("Vérifiées il y a plus d’un an")
    return (2, checked), _("Vérifiées depuis moins d’un an")
