"""Interviews as calendars read them."""

from datetime import UTC, date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commons.models import Commons, Membership, Role
from interviews.actions import calendars as actions
from interviews.actions import states
from interviews.life import calendars
from interviews.models import Interview
from tests import factories
from tests.conftest import StrictClient
from tests.forms import form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def commons() -> Commons:
    return factories.commons()


@pytest.fixture
def writer(commons: Commons) -> User:
    return factories.member(Role.RESEARCHER, commons, "Jeanne Marqueur")


@pytest.fixture
def interview(commons: Commons, writer: User) -> Interview:
    made = factories.interview(
        factories.ecosystem(commons, name="Rénover ; bois, paille\\lin"),
        writer,
        held_on=timezone.localdate() + timedelta(days=2),
        starts_at=time(14, 30),
        place="12 rue Marqueur",
        mode="remote",
    )
    made.organisations.set([factories.organisation("Agence Marqueur", seat=factories.commune(name="Étampes"))])
    factories.interviewee(made, pseudonym="Pseudo Marqueur")
    return made


def events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_an_event_says_when_and_where_about_and_names_nobody(interview: Interview) -> None:
    data = calendars.of([interview])
    assert b"Marqueur" not in data
    [event] = events(data)
    assert str(event["summary"]) == "Entretien – Rénover ; bois, paille\\lin"
    assert event.start.astimezone(ZoneInfo("Europe/Paris")).time() == time(14, 30)
    assert b"TZID=Europe/Paris" in data
    assert b"BEGIN:VTIMEZONE" in data
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    interview.mode = "on_site"
    assert str(events(calendars.of([interview]))[0]["summary"]) == "Entretien – Étampes"


@pytest.mark.parametrize(
    "name",
    [
        "Lieu\r\nBEGIN:VALARM\r\nTRIGGER:-PT1M",
        'a, b; c: d\\n \\; "e"',
        "🏗️🤝 réemploi " * 13,
        "É" * 200,
        "tabulation\tet\u2028séparateur",
    ],
    ids=["line-ends", "punctuation", "emoji", "long", "separators"],
)
def test_whatever_a_name_holds_it_is_read_back_as_one_title(interview: Interview, name: str) -> None:
    interview.ecosystem.name = name  # type: ignore[union-attr]
    data = calendars.of([interview])
    [event] = events(data)
    assert str(event["summary"]) == f"Entretien – {name}".replace("\r\n", "\n")
    assert not event.subcomponents
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    data.decode()  # no line was folded within a character


@pytest.mark.parametrize(
    ("day", "hour", "begins"),
    [
        (date(2026, 3, 29), time(1, 30), "00:30"),
        (date(2026, 3, 29), time(2, 30), "01:30"),
        (date(2026, 10, 25), time(0, 30), "22:30"),
        (date(2026, 10, 25), time(3, 0), "02:00"),
    ],
    ids=["before-spring", "the-hour-that-is-not", "before-autumn", "after-autumn"],
)
def test_on_the_night_the_clocks_change_it_still_lasts_an_hour_and_a_half(
    interview: Interview, day: date, hour: time, begins: str
) -> None:
    interview.held_on, interview.starts_at = day, hour
    [event] = events(calendars.of([interview]))
    start, end = event.start.astimezone(UTC), event.end.astimezone(UTC)
    assert (f"{start:%H:%M}", end - start) == (begins, timedelta(minutes=90))


@pytest.mark.parametrize("change", ["day", "hour", "cancelled", "planned again"])
def test_what_moves_an_interview_is_a_later_state_of_the_same_event(
    interview: Interview, writer: User, change: str
) -> None:
    client = StrictClient()
    client.force_login(writer)
    if change == "planned again":
        states.cancel(interview, reason="reporté", by=writer)
    address = reverse("interview_ics", args=[interview.pk])
    before = events(client.get(address).content)[0]
    page = reverse("interview_edit", args=[interview.pk])
    form = form_of(client.get(page).content)
    if change == "day":
        client.post(page, form | {"held_on": (interview.held_on + timedelta(days=1)).isoformat()})
    elif change == "hour":
        client.post(page, form | {"starts_at": "16:00"})
    elif change == "cancelled":
        states.cancel(interview, reason="malade", by=writer)
    else:
        states.move_on(interview, to="planned", by=writer)
    after = events(client.get(address).content)[0]
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert (after["status"] == "CANCELLED") is (change == "cancelled")


def test_without_an_hour_it_takes_the_day(interview: Interview) -> None:
    interview.starts_at = None
    [event] = events(calendars.of([interview]))
    assert (event.start, event.end) == (interview.held_on, interview.held_on + timedelta(days=1))


def test_a_calendar_keeps_the_latest_and_learns_of_a_cancellation(interview: Interview) -> None:
    first = events(calendars.of([interview]))[0]
    interview.state, interview.calendar_sequence = "cancelled", 4
    last = events(calendars.of([interview]))[0]
    assert first["uid"] == last["uid"]
    assert (first["sequence"], last["sequence"]) == (0, 4)
    assert (first["status"], last["status"]) == ("CONFIRMED", "CANCELLED")


@pytest.mark.pair
def test_the_secret_link_shows_one_s_own_interviews_until_it_is_renewed_or_one_leaves(
    interview: Interview, writer: User, client: Any, as_user: Any
) -> None:
    other = factories.member(Role.RESEARCHER, interview.commons)
    factories.interview(interview.ecosystem, other, held_on=interview.held_on)  # not theirs
    factories.interview(interview.ecosystem, writer, held_on=date(2020, 1, 1))  # long ago
    page = as_user(writer).post(reverse("calendar_link")).content.decode()
    path = page.split("readonly>")[1].split("<")[0].removeprefix("http://127.0.0.1:8000")
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert len(events(answer.content)) == 1
    token = actions.make_calendar(by=writer)
    assert client.get(path).status_code == 404
    path = reverse("calendar_feed", args=[token])
    Membership.objects.all().delete()
    assert events(client.get(path).content) == []
    writer.is_active = False
    writer.save()
    assert client.get(path).status_code == 404
    actions.close_calendar(by=writer)
    writer.is_active = True
    writer.save()
    assert client.get(path).status_code == 404


def test_one_interview_is_downloaded(interview: Interview, writer: User) -> None:
    client = StrictClient()
    client.force_login(writer)
    answer = client.get(reverse("interview_ics", args=[interview.pk]))
    assert answer.headers["Content-Disposition"].endswith('.ics"')
    assert len(events(answer.content)) == 1
