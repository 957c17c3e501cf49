from datetime import timedelta
from email.utils import getaddresses
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from commons import outbox, tasks
from commons.models import OutgoingMail

pytestmark = pytest.mark.django_db


class Watching(BaseEmailBackend):
    """A mail server so slow that another worker takes the same message meanwhile."""

    seen: list[bool] = []

    def send_messages(self, messages: Any) -> int:
        self.seen.append(connection.in_atomic_block)
        tasks.send_mail(str(OutgoingMail.objects.get().pk))
        tasks.send_waiting_mails()
        return 1


class Down(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("le serveur ne répond pas")


def written(**fields: Any) -> OutgoingMail:
    return OutgoingMail.objects.create(
        **{
            "sender": "Communs <communs@exemple.fr>",
            "to": ["nora@exemple.fr"],
            "subject": "Objet",
            "body": "Un lien secret",
            **fields,
        }
    )


def write(name: str = "Jeanne", **context: str) -> OutgoingMail:
    given = dict.fromkeys(("commons", "role", "meaning", "link"), "…") | {"inviter": name, "until": timezone.now()}
    outbox.write(
        "invitation",
        to="nora@exemple.fr",
        context=given | context,
        sender_name=name,
        reply_to="jeanne@exemple.fr",
    )
    return OutgoingMail.objects.latest("created_at")


def test_a_mail_becomes_a_row_and_a_task_sent_after_the_transaction(
    sent: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = write()
        assert not sent
    assert sent == [("commons.tasks.send_mail", [str(row.pk)])]
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
@pytest.mark.pair
def test_nothing_is_written_nor_sent_when_the_transaction_rolls_back(sent: list[Any]) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    assert not sent


def test_what_others_send_through_django_goes_through_the_outbox_with_its_html() -> None:
    send_mail("Objet", "Texte", "a@exemple.fr", ["b@exemple.fr"], html_message="<p>Texte</p>")
    row = OutgoingMail.objects.get()
    assert (row.to, row.subject, row.body, row.html) == (["b@exemple.fr"], "Objet", "Texte", "<p>Texte</p>")
    assert outbox.deliver(row)
    message = mail.outbox[0]
    assert isinstance(message, EmailMultiAlternatives)
    assert message.alternatives[0].content == "<p>Texte</p>"


@pytest.mark.pair
def test_a_mail_sent_once_is_not_sent_again(settings: Any) -> None:
    row = written()
    tasks.send_mail(str(row.pk))
    tasks.send_mail(str(row.pk))
    tasks.send_waiting_mails()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.pair
def test_a_slow_mail_server_holds_no_transaction_and_no_other_worker_sends_the_message(settings: Any) -> None:
    settings.OUTBOX_BACKEND = "tests.commons.test_outbox.Watching"
    Watching.seen.clear()
    row = written()
    tasks.send_mail(str(row.pk))
    assert Watching.seen == [False]
    row.refresh_from_db()
    assert (row.tries, bool(row.sent_at)) == (1, True)


def test_a_message_whose_worker_died_is_sent_by_another_later() -> None:
    row = written()
    assert outbox.claim(str(row.pk))
    assert outbox.claim(str(row.pk)) is None
    OutgoingMail.objects.update(next_try_at=timezone.now())
    tasks.send_waiting_mails()
    assert len(mail.outbox) == 1


def test_its_text_is_forgotten_once_sent(settings: Any) -> None:
    settings.DEMONSTRATION = False
    row = written(html="<p>Un lien secret</p>")
    outbox.deliver(row)
    row.refresh_from_db()
    assert row.sent_at
    assert (row.body, row.html) == ("", "")


def test_its_text_is_kept_in_the_demonstration(settings: Any) -> None:
    settings.DEMONSTRATION = True
    row = written()
    outbox.deliver(row)
    row.refresh_from_db()
    assert row.body == "Un lien secret"


@pytest.mark.pair
def test_a_mail_that_does_not_leave_waits_longer_and_longer_then_leaves(settings: Any) -> None:
    settings.DEMONSTRATION = False
    settings.OUTBOX_BACKEND = "tests.commons.test_outbox.Down"
    row = written()
    waits = []
    for _attempt in range(3):
        before = timezone.now()
        assert not outbox.deliver(row)
        row.refresh_from_db()
        waits.append(round((row.next_try_at - before) / timedelta(minutes=1)))
    assert waits == [2, 4, 8]
    assert row.error == "ConnectionRefusedError: le serveur ne répond pas"
    assert row.body == "Un lien secret"
    assert not OutgoingMail.objects.waiting().exists()
    OutgoingMail.objects.update(next_try_at=timezone.now())
    settings.OUTBOX_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.send_waiting_mails()
    row.refresh_from_db()
    assert (row.tries, row.error, len(mail.outbox)) == (4, "", 1)


def test_after_a_day_of_refusals_a_mail_is_tried_no_more_and_says_why(settings: Any) -> None:
    settings.OUTBOX_BACKEND = "tests.commons.test_outbox.Down"
    row = written(tries=outbox.MAX_TRIES - 1)
    outbox.deliver(row)
    row.refresh_from_db()
    assert row.next_try_at > timezone.now() + timedelta(days=300)
    assert row.error


def test_a_message_that_cannot_even_be_written_does_not_stop_the_others(settings: Any) -> None:
    written(subject="Objet\nBcc: tous@exemple.fr")
    good = written()
    tasks.send_waiting_mails()
    good.refresh_from_db()
    assert good.sent_at
    assert [message.subject for message in mail.outbox] == ["Objet"]


@pytest.mark.parametrize("name", ["Dupont, Jeanne", "Jeanne\nBcc: tous@exemple.fr", 'Jeanne "la patronne"', "Zoé É."])
def test_no_name_breaks_the_sender(name: str) -> None:
    row = write(name)
    outbox.deliver(row)
    [(shown, address)] = getaddresses([mail.outbox[0].from_email])
    assert address == "ne-pas-repondre@localhost"
    assert shown.startswith(name[:3])
    mail.outbox[0].message().as_bytes()


def test_the_text_says_apostrophes_and_quotes_as_typed() -> None:
    row = write(commons='L\'atelier & la "cité"')
    assert 'L\'atelier & la "cité"' in row.subject
    assert 'L\'atelier & la "cité"' in row.body


@pytest.mark.parametrize("end", ["\r", "\r\n", "\u2028", "\x85", "\x0b"])
def test_no_line_end_in_a_title_breaks_the_subject(end: str) -> None:
    row = write(f"Jeanne{end}Bcc: tous@exemple.fr", commons=f"Une{end}suite")
    assert outbox.deliver(row)
    row.refresh_from_db()
    assert len(row.subject.splitlines()) == 1
    assert not row.error
