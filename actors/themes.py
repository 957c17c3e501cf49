"""The themes of organisations, read in one query for a whole page."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Count, QuerySet
from taggit.models import Tag

from actors.models import Organisation
from commons.models import CommonsTag
from commons.names import folded

#: Seconds for which the most used themes are not counted again.
FRESH = 600
PROPOSED = 30


def _posed() -> QuerySet[CommonsTag]:
    return CommonsTag.objects.filter(content_type=ContentType.objects.get_for_model(Organisation))


def of(organisations: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The themes of each, by name, from their identifiers; organisations without any are left out."""
    found: dict[UUID, list[str]] = {}
    # No content type asked: an identifier is that of one thing only, and SQLite would read every tag of the type.
    rows = CommonsTag.objects.filter(object_id__in=list(organisations))
    for pk, name in rows.order_by("tag__name").values_list("object_id", "tag__name"):
        found.setdefault(pk, []).append(name)
    return found


def bearing(typed: str) -> QuerySet[CommonsTag]:
    """The identifiers of organisations of which a theme holds these letters, whatever accents and capitals."""
    wanted = folded(typed)
    names = Tag.objects.order_by("pk").values_list("pk", "name")
    tags = [pk for pk, name in names if wanted in folded(name)]
    return _posed().filter(tag__in=tags).order_by().values("object_id")  # type: ignore[return-value]


def most_used() -> list[str]:
    """What the search proposes; counted once in a while."""
    names: list[str] | None = cache.get("themes")
    if names is None:
        rows = _posed().order_by().values("tag__name").annotate(count=Count("pk")).order_by("-count", "tag__name")
        names = list(rows.values_list("tag__name", flat=True)[:PROPOSED])
        cache.set("themes", names, FRESH)
    return names
