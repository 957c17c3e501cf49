"""Mirror groups are thanked in an edition, the people in them never named (``settings.EDITION_CREDITS``)."""

from django.db.models import Count, Q
from django.utils.translation import ngettext

from deliverables.models import Deliverable
from reviews.models import MirrorGroup


def mirror_groups(deliverable: Deliverable) -> list[str]:
    """Each group whose readers remarked on this deliverable, and how many they were. One query."""
    remarked = Q(rounds__readers__remarks__isnull=False)
    groups = (
        MirrorGroup.objects.filter(rounds__deliverable=deliverable)
        .annotate(people=Count("rounds__readers", filter=remarked, distinct=True))
        .filter(people__gt=0)
        .order_by("name", "pk")
    )
    return [
        ngettext(
            "Relecture : %(group)s, %(count)s personne a fait des remarques.",
            "Relecture : %(group)s, %(count)s personnes ont fait des remarques.",
            group.people,
        )
        % {"group": group.name, "count": group.people}
        for group in groups
    ]
