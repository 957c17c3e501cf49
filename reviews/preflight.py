"""What relectures ask before a deliverable is published (``settings.PREFLIGHT_CHECKS``)."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliverables.models import Deliverable
from deliverables.preflight import Finding
from reviews.models import ReviewRound


def remarks_are_answered(deliverable: Deliverable) -> list[Finding]:
    """Every remark of every round has its answer; a round still open is only a warning. One query."""
    unanswered = Q(chapters__remarks__isnull=False, chapters__remarks__decision=None)
    rounds = (
        ReviewRound.objects.filter(deliverable=deliverable)
        .select_related("group", "deliverable")
        .annotate(waiting=Count("chapters__remarks", filter=unanswered, distinct=True))
        .order_by("opens_at", "pk")
    )
    found: list[Finding] = []
    for review_round in rounds:
        address = f"{review_round.get_absolute_url()}?sans_suite=on"
        if review_round.waiting:
            message = ngettext(
                "%(count)s remarque du groupe « %(group)s » attend une suite.",
                "%(count)s remarques du groupe « %(group)s » attendent une suite.",
                review_round.waiting,
            )
            values = {"count": review_round.waiting, "group": review_round.group.name}
            found.append(Finding("blocking", message % values, address))
        if review_round.is_open:
            message = _("La relecture du groupe « %(group)s » est encore ouverte : d’autres remarques peuvent venir.")
            found.append(Finding("warning", message % {"group": review_round.group.name}, address))
    return found
