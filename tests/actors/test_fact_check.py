"""The yearly question « toujours exact ? »: whom, when, and one click for yes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from actors import actions
from actors.models import FactCheck, Organisation
from actors.tasks import ask_if_still_true
from commons import outbox, tokens
from commons.models import JournalEntry, OutgoingMail, Role
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

LONG_AGO = timezone.localdate() - timedelta(days=400)


@pytest.fixture(autouse=True)
def coordinator(settings: Any) -> Any:
    settings.DEMONSTRATION = False
    settings.FACT_CHECKS_A_DAY = 20
    return factories.member(Role.COORDINATOR, factories.commons(), "Maïwenn Le Goff")


def listed(name: str = "ALEC", **fields: Any) -> Organisation:
    return factories.organisation(name, **{"contact_email": "contact@alec.example", "checked_on": LONG_AGO, **fields})


def asked(organisation: Organisation, **fields: Any) -> tuple[FactCheck, str]:
    token, digest = tokens.issue(tokens.Purpose.FACT_CHECK)
    made = FactCheck.objects.create(
        organisation=organisation, sent_to="contact@alec.example", token_digest=digest, **fields
    )
    return made, f"/acteurs/toujours-exact/{token}/"


def test_the_question_goes_to_those_not_checked_for_a_year_whom_one_can_write_to() -> None:
    due = [listed("Ancienne"), listed("Jamais vérifiée", checked_on=None)]
    listed("Récente", checked_on=timezone.localdate() - timedelta(days=300))
    listed("Sans adresse", contact_email="")
    listed("Doublon", merged_into=due[0])
    assert ask_if_still_true() == 2
    assert set(FactCheck.objects.values_list("organisation__name", flat=True)) == {"Ancienne", "Jamais vérifiée"}


def test_nobody_is_asked_twice_within_a_year_and_everybody_again_after() -> None:
    organisation = listed()
    assert ask_if_still_true() == 1
    assert ask_if_still_true() == 0
    assert actions.ask(organisation.pk) is None
    FactCheck.objects.update(sent_at=timezone.now() - timedelta(days=366))
    assert ask_if_still_true() == 1


def test_a_day_has_its_number_of_mails_however_often_the_task_runs(settings: Any) -> None:
    settings.FACT_CHECKS_A_DAY = 3
    for number in range(5):
        listed(f"Organisation {number}")
    assert [ask_if_still_true(), ask_if_still_true()] == [3, 0]
    FactCheck.objects.update(sent_at=timezone.now() - timedelta(days=1, hours=1))
    assert ask_if_still_true() == 2


def test_a_demonstration_writes_to_nobody(settings: Any) -> None:
    settings.DEMONSTRATION = True
    listed()
    assert ask_if_still_true() == 0
    assert not OutgoingMail.objects.exists()


def test_without_anybody_to_answer_to_nothing_leaves(coordinator: Any) -> None:
    coordinator.memberships.all().delete()
    listed()
    assert ask_if_still_true() == 0
    assert not FactCheck.objects.exists()


def test_the_mail_says_who_why_how_long_until_when_and_nothing_else(coordinator: Any) -> None:
    organisation = listed("Agence locale, Ouest")
    actions.ask(organisation.pk)
    outbox.deliver(OutgoingMail.objects.get())
    message = mail.outbox[0]
    assert message.to == ["contact@alec.example"]
    assert message.from_email.startswith("Maïwenn Le Goff <")
    assert message.reply_to == [coordinator.email]
    assert message.subject == "La fiche publique de Agence locale, Ouest est-elle toujours exacte\u202f?"
    words = " ".join(str(message.body).replace("\u202f", " ").replace("\xa0", " ").split())
    for said in (
        "une minute et un clic",
        "parce que cette adresse est le contact public",
        "Maïwenn Le Goff",
        "jusqu’au",
    ):
        assert said in words, said
    assert "/acteurs/toujours-exact/" in words
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.target, entry.by) == ("fact_check_sent", organisation, None)


def test_opening_the_link_writes_nothing_and_one_click_says_yes(client: Any) -> None:
    organisation = listed(checked_by=factories.user())
    question, address = asked(organisation)
    for _ in range(2):
        assert "Oui, tout est exact" in client.get(address).content.decode()
        client.head(address)
    organisation.refresh_from_db()
    assert organisation.checked_on == LONG_AGO
    assert not JournalEntry.objects.exists()
    response = client.post(address, follow=True)
    assert "Votre réponse du" in response.content.decode()
    organisation.refresh_from_db()
    question.refresh_from_db()
    assert (organisation.checked_on, organisation.checked_by) == (timezone.localdate(), None)
    assert question.answered_at is not None
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.target, entry.by) == ("organisation_checked", organisation, None)
    assert organisation.history.latest().history_user is None
    assert "par l’organisation elle-même" in client.get(organisation.get_absolute_url()).content.decode()


def test_a_link_serves_once(client: Any) -> None:
    organisation = listed()
    _question, address = asked(organisation)
    client.post(address)
    Organisation.objects.update(checked_on=LONG_AGO)
    response = client.post(address, follow=True)
    assert "Ce lien a servi" in response.content.decode()
    assert "Oui, tout est exact" not in response.content.decode()
    organisation.refresh_from_db()
    assert organisation.checked_on == LONG_AGO


def test_a_link_too_old_or_of_a_merged_page_says_so_and_writes_nothing(client: Any) -> None:
    organisation = listed()
    _question, address = asked(organisation, sent_at=timezone.now() - timedelta(days=91))
    merged = listed("Doublon", merged_into=organisation)
    _other, of_merged = asked(merged)
    assert "ne sert plus depuis le" in client.post(address, follow=True).content.decode()
    assert "réunie avec une autre" in client.post(of_merged, follow=True).content.decode()
    assert not JournalEntry.objects.exists()


def test_what_has_changed_leads_to_a_correction(client: Any) -> None:
    organisation = listed()
    _question, address = asked(organisation)
    assert f'href="/acteurs/{organisation.slug}/corriger/"' in client.get(address).content.decode()


@pytest.mark.parametrize(
    "token",
    ["x", "a:b:c", "%00", pytest.param(tokens.issue(tokens.Purpose.READER)[0], id="of-a-reader")],
)
def test_a_link_that_is_not_ours_opens_nothing(client: Any, token: str) -> None:
    for send in (client.get, client.post):
        assert send(f"/acteurs/toujours-exact/{token}/").status_code == 404
