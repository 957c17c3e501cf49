"""Who is thanked in an edition: the writers. Other floors add theirs (``settings.EDITION_CREDITS``)."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from deliverables.models import ChapterRevision, Deliverable


def authors(deliverable: Deliverable) -> list[str]:
    """The names of those who wrote its chapters, in alphabetical order."""
    revisions = ChapterRevision.objects.filter(chapter__deliverable=deliverable)
    names = User.objects.filter(pk__in=revisions.values("by")).order_by("name").values_list("name", flat=True)
    return list(dict.fromkeys(names))


def writers(deliverable: Deliverable) -> list[str]:
    names = authors(deliverable)
    return [_("Rédaction : %(names)s.") % {"names": ", ".join(names)}] if names else []


def of(deliverable: Deliverable) -> list[str]:
    """Every line of thanks, in the order of the settings."""
    return [line for path in settings.EDITION_CREDITS for line in import_string(path)(deliverable)]
