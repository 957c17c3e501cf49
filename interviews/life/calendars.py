"""Interviews as calendars read them (RFC 5545). Nothing confidential: no name of a person or of an organisation."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from interviews.models import Interview

PARIS = ZoneInfo("Europe/Paris")
#: An interview has no end: this long is kept for it.
LENGTH = timedelta(minutes=90)
#: How often a calendar may ask again.
REFRESH = timedelta(hours=1)
CONTENT_TYPE = "text/calendar; charset=utf-8"


def of(interviews: Iterable[Interview], *, name: str = "") -> bytes:
    """The calendar of interviews whose ``organisations``, their ``seat``, ``ecosystem`` and ``commons`` are at hand."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Communs de coopération//Entretiens//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        calendar.add("method", "PUBLISH")
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for interview in interviews:
        calendar.add_component(_event(interview))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def title(interview: Interview) -> str:
    """« Entretien – commune », or the ecosystem when it is held at a distance or nowhere said."""
    seats = {one.seat.name for one in interview.organisations.all() if one.seat}
    if interview.mode == Interview.Mode.ON_SITE and seats:
        return _("Entretien – %(where)s") % {"where": ", ".join(sorted(seats))}
    return _("Entretien – %(where)s") % {"where": interview.ecosystem or interview.commons}


def _event(interview: Interview) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{interview.pk}@{settings.SITE_URL.split('//')[-1].split(':')[0]}")
    event.add("dtstamp", timezone.now())
    event.add("sequence", interview.calendar_sequence)
    event.add("summary", title(interview))
    if interview.starts_at is None:
        event.add("dtstart", interview.held_on)
        event.add("dtend", interview.held_on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        # In UTC: on the night the clocks change, Paris has an hour that is not, and hours that last otherwise.
        start = datetime.combine(interview.held_on, interview.starts_at, tzinfo=PARIS).astimezone(UTC)
        event.add("dtstart", start.astimezone(PARIS))
        event.add("dtend", (start + LENGTH).astimezone(PARIS))
    event.add("status", "CANCELLED" if interview.state == Interview.State.CANCELLED else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("url", settings.SITE_URL + interview.get_absolute_url())
    event.add("description", _("Lieu, personnes et notes : sur la page de l’entretien, une fois connecté."))
    return event
