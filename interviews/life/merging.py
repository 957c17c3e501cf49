"""When two organisations are found to be one, the interviews held with the duplicate were held with the one kept."""

from typing import Any

from django.utils.translation import ngettext

from actors.models import Organisation
from interviews.models import Interview


def move(duplicate: Organisation, kept: Organisation) -> list[dict[str, Any]]:
    """What was done, for ``give_back``: each interview, and whether it already named both."""
    moved = []
    for interview in Interview.objects.filter(organisations=duplicate).order_by("pk"):
        both = interview.organisations.filter(pk=kept.pk).exists()
        interview.organisations.remove(duplicate)
        interview.organisations.add(kept)
        moved.append({"pk": str(interview.pk), "both": both})
    return moved


def give_back(duplicate: Organisation, kept: Organisation, moved: list[dict[str, Any]]) -> list[str]:
    """What could not be given back, in French."""
    lost = 0
    for one in moved:
        interview = Interview.objects.filter(pk=one["pk"], organisations=kept).first()
        if interview is None:
            lost += 1
            continue
        interview.organisations.add(duplicate)
        if not one["both"]:
            interview.organisations.remove(kept)
    if not lost:
        return []
    said = ngettext(
        "%(count)d entretien, changé depuis, reste comme il est",
        "%(count)d entretiens, changés depuis, restent comme ils sont",
        lost,
    )
    return [said % {"count": lost}]
