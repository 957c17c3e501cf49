"""What a person takes along to write without a connection, and what they said of their device."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.models import User
from commons.dates import date_format
from interviews.life.steps import OVER
from interviews.models import Interview, Note

#: The cookie says whether the device is the person's own; unsaid, nothing is kept on it.
DEVICE_COOKIE, DEVICE_SECONDS = "appareil", 365 * 24 * 3600
OWN, SHARED = "propre", "partage"


@dataclass(frozen=True)
class Page:
    address: str
    label: str


def device(request: HttpRequest) -> str:
    said = request.COOKIES.get(DEVICE_COOKIE, "")
    return said if said in (OWN, SHARED) else ""


def kit(request: HttpRequest, user: User, interview: Interview | None = None) -> dict[str, Any]:
    """What a page needs to offer taking along the texts of ``interview``, or else those of the day."""
    said = device(request)
    if said != OWN:
        return {"device": said, "kit": [], "offline_version": ""}
    found = pages(user, [interview.pk]) if interview else of_the_day(user)
    return {"device": said, "kit": found, "offline_version": version()}


def version() -> str:
    """Of the static files, where they have one."""
    return getattr(staticfiles_storage, "manifest_hash", "") or "local"


def of_the_day(user: User) -> list[Page]:
    """The texts that ``user`` writes of the interviews they hold today and tomorrow: one leaves early."""
    today = timezone.localdate()
    own = Interview.objects.visible_to(user).filter(interviewers__user=user)
    soon = own.filter(held_on__range=(today, today + timedelta(days=1))).exclude(state__in=OVER)
    return pages(user, soon.values("pk").order_by())


def pages(user: User, interviews: Any) -> list[Page]:
    """The texts that ``user``, who is of their pairs, writes of these interviews: a query of keys, or keys."""
    notes = Note.objects.filter(Q(author=user) | Q(author=None), interview__in=interviews)
    found = notes.select_related("interview", "author")
    found = found.prefetch_related("interview__organisations", "interview__interviewees")
    ordered = list(found.order_by("interview__held_on", "interview__starts_at", "interview", "author__name"))
    names = _names({note.interview_id: note.interview for note in ordered})
    return [Page(note.get_absolute_url(), _label(note, names[note.interview_id])) for note in ordered]


def _label(note: Note, interview: str) -> str:
    what = _("compte rendu partagé") if note.is_shared else _("vos notes")
    return f"{interview}\u00a0: {what}"


def _names(interviews: dict[UUID, Interview]) -> dict[UUID, str]:
    """Those of the same hour with the same organisations are told apart by a number and by whom one meets there."""
    names = {pk: _name(interview) for pk, interview in interviews.items()}
    times, ranks = Counter(names.values()), Counter[str]()
    for pk, name in names.items():
        if times[name] > 1:
            ranks[name] += 1
            met = sorted(person.pseudonym for person in interviews[pk].interviewees.all())
            names[pk] = f"{name} ({', '.join([str(ranks[name]), *met])})"
    return names


def _name(interview: Interview) -> str:
    organisations = ", ".join(sorted(organisation.name for organisation in interview.organisations.all()))
    hour = f", {time_format(interview.starts_at, 'H:i')}" if interview.starts_at else ""
    return f"{date_format(interview.held_on, 'j F')}{hour} – {organisations}"
