"""Markers planted in a raw note, an identity and a memo, looked for on every page every persona may open."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commons.models import JournalEntry
from commons.verbs import Verb
from interviews import actions
from tests import factories, scene
from tests.scene import PERSONAS, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.pair]
RAW, IDENTITY, MEMO = "MARQUEURNOTE", "Marqueuridentite", "MARQUEURMEMO"
MAY_READ = {"researcher", "coordinator"}


@pytest.fixture
def planted() -> Scene:
    built = scene.build()
    identity = built.interviewee.identity
    identity.name, identity.phone = f"Jeanne {IDENTITY}", "06 11 22 33 44"
    identity.save()
    revision = factories.note(built.interview, built.people["researcher"], f"<p>On dit {RAW} ici.</p>")
    built.things["note_revision"] = revision
    built.things["planted_excerpt"] = factories.excerpt(
        revision, speaker=built.interviewee, public_wording="On le dit ici.", memo=MEMO
    )
    built.things["unworded_excerpt"] = factories.excerpt(revision, speaker=built.interviewee, public_wording="")
    return built


def pages(built: Scene) -> list[str]:
    interview, person = built.interview.pk, built.interviewee.pk
    return [
        reverse("interview_list"),
        reverse("interview_detail", args=[interview]),
        built.note.get_absolute_url(),
        built.shared_note.get_absolute_url(),
        reverse("consent_record", args=[interview, person]),
        reverse("consent_page", args=[built.consent_token]),
        reverse("excerpt_list"),
        reverse("excerpt_take", args=[built.note_revision.pk]),
        *(
            reverse(name, args=[excerpt.pk])
            for name in ("excerpt_detail", "excerpt_edit")
            for excerpt in excerpts(built)
        ),
        reverse("ecosystem_detail", args=[built.ecosystem.slug]),
        reverse("territory_detail", args=[built.territory.slug]),
        reverse("territory_outline", args=[built.territory.slug]),
        reverse("organisation_list"),
        reverse("home"),
    ]


def excerpts(built: Scene) -> list[Any]:
    return [built.planted_excerpt, built.unworded_excerpt]


@pytest.mark.parametrize("persona", sorted(set(PERSONAS) - MAY_READ))
def test_no_marker_reaches_whoever_may_not_read(planted: Scene, persona: str) -> None:
    client: Client = planted.client(persona)
    for page in pages(planted):
        for headers in ({}, {"Accept": "application/json"}, {"HX-Request": "true"}):
            response = client.get(page, headers=headers)
            body = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
            assert not any(mark in body.decode() for mark in (RAW, IDENTITY, MEMO)), (page, persona)


def test_an_identity_is_not_even_loaded_for_whoever_may_not_read_it(planted: Scene) -> None:
    colleague = planted.client("colleague")
    for page in pages(planted):
        with CaptureQueriesContext(connection) as captured:
            colleague.get(page)
        assert not [query["sql"] for query in captured if '"interviews_identity"."name"' in query["sql"]], page


@pytest.mark.parametrize("persona", sorted(MAY_READ))
def test_those_who_may_read_do(planted: Scene, persona: str) -> None:
    client = planted.client(persona)
    text = "".join(client.get(page).content.decode() for page in pages(planted)[:10])
    assert all(mark in text for mark in (RAW, IDENTITY, MEMO))


def test_a_conflict_tells_nothing_to_whoever_may_not_write(planted: Scene) -> None:
    address = planted.note.get_absolute_url()
    for persona in ("colleague", "partner", "foreigner"):
        response = planted.client(persona).post(
            address, {"body": "<p>x</p>", "base": 0}, headers={"Accept": "application/json"}
        )
        assert response.status_code == 404
        assert RAW not in response.content.decode()


def test_a_raw_note_read_by_the_coordination_leaves_a_line(planted: Scene) -> None:
    coordinator = planted.client("coordinator")
    coordinator.get(planted.note.get_absolute_url())
    coordinator.get(reverse("excerpt_take", args=[planted.note_revision.pk]))
    planted.client("researcher").get(planted.note.get_absolute_url())
    line = JournalEntry.objects.get(verb=Verb.NOTE_READ)
    assert line.by == planted.people["coordinator"]


def test_opening_to_the_team_lets_the_colleague_read(planted: Scene) -> None:
    actions.open_to_team(planted.interview, by=planted.people["researcher"])
    assert RAW in planted.client("colleague").get(planted.note.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["interview_list", "excerpt_list"])
def test_confidential_pages_stay_in_no_cache(planted: Scene, name: str) -> None:
    response = planted.client("researcher").get(reverse(name))
    assert "no-store" in response.headers["Cache-Control"]
