from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import User
from commons.models import Commons, JournalEntry, Membership, OutgoingMail

pytestmark = pytest.mark.django_db

ANSWERS = {"commons_title": "Coopérer pour rénover", "email": "Jeanne@exemple.fr", "name": "Jeanne"}


def run(**changes: Any) -> str:
    out = StringIO()
    call_command("first_steps", **ANSWERS | changes, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.pair
def test_an_empty_installation_gets_a_commons_and_its_coordination_and_a_mail(settings: Any) -> None:
    said = run()
    assert Commons.objects.get().slug == "cooperer-pour-renover"
    membership = Membership.objects.get()
    assert (membership.role, membership.user.email) == ("coordinator", "jeanne@exemple.fr")
    assert f"{settings.SITE_URL}/communs/cooperer-pour-renover/" in said
    assert "Un courrier d’essai est parti à jeanne@exemple.fr." in said
    assert [message.to for message in mail.outbox] == [["jeanne@exemple.fr"]]
    assert mail.outbox[0].subject == "Vous coordonnez « Coopérer pour rénover »"


def test_run_twice_it_makes_nothing_twice_and_keeps_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("une phrase assez longue\n"))
    run(password_stdin=True)
    said = run()
    assert "(compte existant)" in said
    assert (Commons.objects.count(), User.objects.count(), Membership.objects.count()) == (1, 1, 1)
    assert JournalEntry.objects.count() == 1
    assert User.objects.get().check_password("une phrase assez longue")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": "jeanne"}, "n’est pas une adresse e-mail"),
        ({"slug": "Pas une adresse"}, "ne peut pas servir d’adresse"),
        ({"commons_title": "…"}, "ne peut pas servir d’adresse"),
        ({"name": ""}, "Il manque --name"),
    ],
)
def test_a_bad_answer_is_refused_in_one_sentence_and_nothing_is_made(
    changes: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match=sentence):
        run(**changes)
    assert not Commons.objects.exists()
    assert not User.objects.exists()


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("court\n"))
    with pytest.raises(CommandError, match="10 caractères"):
        run(password_stdin=True)
    assert not User.objects.exists()


def test_a_mail_that_does_not_leave_is_said_and_kept(settings: Any) -> None:
    settings.OUTBOX_BACKEND = "tests.commons.test_outbox.Down"
    said = run()
    assert "Le courrier d’essai n’est pas parti" in said
    assert OutgoingMail.objects.get().sent_at is None
