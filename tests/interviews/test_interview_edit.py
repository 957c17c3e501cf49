"""The facts of an interview, its states, its pair and its end."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commons.models import Commons, JournalEntry, OutgoingMail, Role
from interviews import actions
from interviews.actions import interviews as editing
from interviews.actions import states as moving
from interviews.life import states, steps
from interviews.models import Interview, Note
from tests import factories
from tests.conftest import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def commons() -> Commons:
    return factories.commons(title="Le commun")


@pytest.fixture
def writer(commons: Commons) -> User:
    return factories.member(Role.RESEARCHER, commons, "Chercheuse")


@pytest.fixture
def colleague(commons: Commons) -> User:
    return factories.member(Role.RESEARCHER, commons, "Collègue")


@pytest.fixture
def client(writer: User) -> StrictClient:
    made = StrictClient()
    made.force_login(writer)
    return made


@pytest.fixture
def planned(commons: Commons, writer: User) -> Interview:
    return actions.open_interview(
        commons,
        organisations=[factories.organisation("Agence du terrain")],
        held_on=timezone.localdate() + timedelta(days=3),
        pair=[(writer, "efc")],
        by=writer,
    )


def facts(interview: Interview, **changes: Any) -> dict[str, Any]:
    return {
        "organisations": "Agence du terrain",
        "held_on": interview.held_on.isoformat(),
        "mode": "on_site",
        "travel": "public",
        "ecosystem": interview.ecosystem_id or "",
        "revision": interview.revision_id or "",
        **changes,
    }


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("at", "pk").values_list("verb", flat=True))


# Facts ----------------------------------------------------------------------------------------------------


def test_each_fact_is_said_later_and_a_day_that_moves_is_told_to_the_rest_of_the_pair(
    client: StrictClient, planned: Interview, commons: Commons, writer: User, colleague: User
) -> None:
    planned.interviewers.create(user=colleague, approach="ess")
    ecosystem, revision = factories.ecosystem(commons), factories.grid_revision(commons)
    moved = planned.held_on + timedelta(days=1)
    response = client.post(
        reverse("interview_edit", args=[planned.pk]),
        facts(
            planned,
            held_on=moved.isoformat(),
            starts_at="14:30",
            place="12 rue Secrète",
            distance_km="12",
            ecosystem=ecosystem.pk,
            revision=revision.pk,
        ),
    )
    assert response.status_code == 302, response.content.decode()
    before, planned = planned, Interview.objects.get()
    assert (planned.ecosystem, planned.revision, planned.distance_km) == (ecosystem, revision, 12)
    assert planned.calendar_sequence == before.calendar_sequence + 1
    revision.refresh_from_db()
    assert revision.frozen_at
    mail = OutgoingMail.objects.get()
    assert mail.to == [colleague.email]
    assert "14:30" in mail.body
    assert "Secrète" not in mail.body + mail.subject
    assert "Agence" not in mail.body + mail.subject
    assert "interview_edited" in verbs()


@pytest.mark.pair
def test_what_was_quoted_keeps_an_ecosystem_and_what_was_answered_its_grid(
    client: StrictClient, commons: Commons, writer: User
) -> None:
    interview = factories.interview(factories.ecosystem(commons), writer, state="held")
    interview.organisations.set([factories.organisation("Agence du terrain")])
    other = factories.ecosystem(commons)
    address = reverse("interview_edit", args=[interview.pk])
    assert client.post(address, facts(interview, ecosystem="")).status_code == 302  # nothing was quoted yet
    interview.save()
    revision = factories.note(interview, writer)
    factories.excerpt(revision)
    type(revision).objects.update(answers={"cooperer": "oui"})
    response = client.post(address, facts(interview, ecosystem="", revision=factories.grid_revision(commons).pk))
    assert response.status_code == 422
    body = response.content.decode()
    assert "il garde un écosystème" in body
    assert "elle ne change plus" in body
    assert Interview.objects.get().ecosystem is not None
    assert client.post(address, facts(interview, ecosystem=other.pk)).status_code == 302


def test_an_ecosystem_of_another_commons_and_travel_at_a_distance_are_refused(
    client: StrictClient, planned: Interview
) -> None:
    address = reverse("interview_edit", args=[planned.pk])
    foreign = factories.ecosystem(factories.commons())
    assert client.post(address, facts(planned, ecosystem=foreign.pk)).status_code == 422
    response = client.post(address, facts(planned, mode="remote", distance_km="3"))
    assert response.status_code == 422
    assert "ni déplacement ni kilomètres" in response.content.decode()
    assert client.post(address, facts(planned, travel="plane")).status_code == 422


# States ---------------------------------------------------------------------------------------------------


@pytest.mark.pair
def test_notes_written_once_the_day_has_come_say_that_it_was_held(planned: Interview, writer: User) -> None:
    note = Note.objects.get(interview=planned, author=writer)
    actions.save_note(note, body="<p>Préparé.</p>", base=0, by=writer)
    assert Interview.objects.get().state == "planned"
    Note.objects.get(interview=planned, author=None)
    Interview.objects.update(held_on=timezone.localdate() - timedelta(days=1))
    shared = Note.objects.get(interview=planned, author=None)
    actions.save_note(shared, body="<p>Dit.</p>", base=0, by=writer)
    assert Interview.objects.get().state == "held"
    assert "interview_moved_on" in verbs()


def test_each_step_waits_for_what_it_says_and_goes_back(client: StrictClient, planned: Interview, writer: User) -> None:
    def move(to: str) -> str:
        client.post(reverse("interview_move", args=[planned.pk]), {"to": to})
        return str(Interview.objects.get().state)

    assert move("held") == "planned"  # the day has not come
    Interview.objects.update(held_on=timezone.localdate())
    assert move("held") == "held"
    assert move("written") == "held"  # nothing is written in the shared account
    factories.note(planned, writer, shared=True)
    assert move("written") == "written"
    assert move("validated") == "written"  # only the person met says so
    assert move("held") == "held"
    assert move("planned") == "planned"
    assert move("n’importe quoi") == "planned"


@pytest.mark.pair
def test_an_interview_is_withdrawn_when_everyone_met_has_withdrawn_and_comes_back_with_a_new_agreement(
    commons: Commons, writer: User
) -> None:
    interview = factories.interview(factories.ecosystem(commons), writer, state="held")
    first, second = (factories.consent(factories.interviewee(interview)) for _ in range(2))
    actions.withdraw_consent(first, by=writer)
    assert Interview.objects.get().state == "held"
    actions.withdraw_consent(second, by=None)
    assert Interview.objects.get().state == "withdrawn"
    assert states.moves(Interview.objects.get()) == []
    actions.record_consent(
        second.interviewee,
        level="pseudonymised",
        terms=actions.standing_terms(commons),
        given_on=timezone.localdate(),
        proof_note="À l’oral.",
        by=writer,
    )
    assert Interview.objects.get().state == "held"


def test_cancelling_says_why_to_the_pair_and_may_be_undone(
    client: StrictClient, planned: Interview, colleague: User
) -> None:
    planned.interviewers.create(user=colleague, approach="ess")
    address = reverse("interview_cancel", args=[planned.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    for _twice in range(2):
        assert client.post(address, {"reason": "Grève des trains."}).status_code == 302
    found = Interview.objects.get()
    assert (found.state, found.cancel_reason, found.calendar_sequence) == ("cancelled", "Grève des trains.", 1)
    assert OutgoingMail.objects.get().to == [colleague.email]
    assert "Grève" not in OutgoingMail.objects.get().body  # its page says it, behind sign-in
    assert "Grève des trains." in client.get(found.get_absolute_url()).content.decode()
    client.post(reverse("interview_move", args=[planned.pk]), {"to": "planned"})
    found.refresh_from_db()
    assert (found.state, found.cancel_reason) == ("planned", "")


@pytest.mark.pair
def test_only_what_is_empty_is_deleted(client: StrictClient, planned: Interview, writer: User) -> None:
    address = reverse("interview_remove", args=[planned.pk])
    person = factories.interviewee(planned)
    assert client.post(address).status_code == 422
    person.delete()
    factories.note(planned, writer)
    with pytest.raises(editing.NotEmpty):
        editing.remove_interview(planned, by=writer)
    planned.notes.get(author=writer).revisions.all().delete()
    assert client.post(address).status_code == 302
    assert not Interview.objects.exists()


# The pair -------------------------------------------------------------------------------------------------


def test_a_colleague_completes_the_pair_with_an_empty_note_and_a_mail(
    client: StrictClient, planned: Interview, colleague: User
) -> None:
    place = planned.interviewers.get()
    typed = {f"approach_{place.pk}": "both", "second": colleague.pk}
    address = reverse("interview_pair", args=[planned.pk])
    assert "Dites quelle approche" in client.post(address, typed).content.decode()
    assert client.post(address, {**typed, "second_approach": "ess"}).status_code == 302
    pair = {(member.user, member.approach) for member in planned.interviewers.all()}
    assert pair == {(place.user, "both"), (colleague, "ess")}
    assert Note.objects.get(interview=planned, author=colleague).latest() is None
    assert OutgoingMail.objects.get().to == [colleague.email]


@pytest.mark.pair
def test_a_place_passed_leaves_its_notes_to_who_wrote_them(
    client: StrictClient, planned: Interview, writer: User, colleague: User, as_user: Any
) -> None:
    note = factories.note(planned, writer, "<p>Marqueur.</p>").note
    place = planned.interviewers.get()
    address = reverse("interview_hand_over", args=[planned.pk, place.pk])
    assert client.post(address, {"second": factories.user().pk, "approach": "ess"}).status_code == 422
    for _twice in range(2):
        assert client.post(address, {"second": colleague.pk, "approach": "ess"}).status_code == 302
    assert [(member.user, member.approach) for member in planned.interviewers.all()] == [(colleague, "ess")]
    assert OutgoingMail.objects.get().to == [colleague.email]
    assert verbs().count("interview_handed_over") == 1
    assert Note.objects.get(interview=planned, author=colleague).latest() is None
    assert "Marqueur" in client.get(note.get_absolute_url()).content.decode()  # its author
    assert "Marqueur" in as_user(colleague).get(note.get_absolute_url()).content.decode()  # the pair
    theirs = factories.note(planned, colleague, "<p>À elle.</p>").note
    assert client.get(theirs.get_absolute_url()).status_code == 404  # no longer of the pair


# What is missing ------------------------------------------------------------------------------------------


def test_what_an_interview_lacks_follows_its_state(planned: Interview, writer: User) -> None:
    def lacks() -> list[str]:
        return [step.lacks for step in steps.of(steps.at_hand(Interview.objects.all()).get(), writer)]

    assert lacks() == [
        "l’écosystème", "la grille", "une deuxième personne", "l’heure", "l’adresse", "la personne rencontrée",
    ]  # fmt: skip
    Interview.objects.update(held_on=timezone.localdate() - timedelta(days=2), state="held")
    assert lacks()[3:5] == ["vos notes", "le compte rendu partagé"]
    factories.interviewee(planned, pseudonym="Camille")
    assert lacks()[-1] == "l’accord de Camille"
    factories.note(planned, writer, shared=True)
    moving.move_on(Interview.objects.get(), to="written", by=writer)
    assert lacks()[-1] == "la validation par la personne"
    for state in ("held", "planned"):
        moving.move_on(planned, to=state, by=writer)
    moving.cancel(planned, reason="Report.", by=writer)
    assert lacks() == []
