"""The outbox: every mail, allauth's included, is a row written with the decision, and sent by the worker."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from commons import jobs
from commons.models import OutgoingMail
from commons.names import on_one_line

#: A message that could not leave for a day stays in the outbox with its error, and is tried no more.
MAX_TRIES = 12
#: For how long a message belongs to the worker that sends it; far more than the slowest server takes to give up.
CLAIM = timedelta(minutes=10)


class Backend(BaseEmailBackend):
    """Django's mail backend that writes rows; ``settings.OUTBOX_BACKEND`` is what really sends."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            html = next(
                (
                    alternative.content
                    for alternative in getattr(message, "alternatives", [])
                    if alternative.mimetype == "text/html"
                ),
                "",
            )
            mail = OutgoingMail.objects.create(
                sender=message.from_email,
                to=list(message.to),
                reply_to=list(message.reply_to),
                subject=message.subject[:300],
                body=str(message.body),
                html=html,
            )
            jobs.send_on_commit("commons.tasks.send_mail", str(mail.pk))
        return len(email_messages)


def write(name: str, *, to: str, context: dict[str, object], sender_name: str = "", reply_to: str = "") -> None:
    """Write the mail ``name`` of the catalogue ``templates/mail/``: first line the subject, then the text.

    ``sender_name`` is the person on whose behalf it leaves; ``reply_to`` the coordinator's address.
    """
    rendered = render_to_string(f"mail/{name}.txt", {"site_url": settings.SITE_URL, **context}).strip()
    subject, _, body = rendered.partition("\n")
    address = settings.DEFAULT_FROM_EMAIL.rsplit("<", 1)[-1].rstrip(">")
    sender = f"{_quoted(sender_name)} <{address}>" if sender_name else settings.DEFAULT_FROM_EMAIL
    reply = [reply_to] if reply_to else []
    EmailMessage(on_one_line(subject), body.strip() + "\n", sender, [to], reply_to=reply).send()


def forget(addresses: Iterable[str]) -> None:
    """No mail to someone who has no account here is kept, sent or waiting."""
    for address in set(addresses):
        if not User.objects.filter(email__iexact=address).exists():
            OutgoingMail.objects.filter(to=[address]).delete()


def _quoted(name: str) -> str:
    """A display name on one line; left bare, a comma in it would part it into two addresses."""
    plain = on_one_line(name)[:100].replace("\\", "").replace('"', "")
    return f'"{plain}"' if set(plain) & set("()<>[]@,:;.") else plain


def claim(mail_id: str) -> OutgoingMail | None:
    """The message, if it waits and no other worker has it; it is tried again after ``CLAIM`` if this one dies.

    One short write: a mail server that keeps silent must not hold the database, whose only writer it may be.
    """
    taken = OutgoingMail.objects.waiting().filter(pk=mail_id).update(next_try_at=timezone.now() + CLAIM)
    return OutgoingMail.objects.get(pk=mail_id) if taken else None


def deliver(mail: OutgoingMail) -> bool:
    """Try to send one row, outside any transaction.

    Once sent its text is forgotten (it may hold a link), except in the demonstration.
    """
    message = EmailMultiAlternatives(mail.subject, mail.body, mail.sender, mail.to, reply_to=mail.reply_to)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.connection = get_connection(settings.OUTBOX_BACKEND)
    mail.tries += 1
    try:
        message.send()
    except Exception as error:  # any failure of a mail server is worth another try
        mail.error = f"{type(error).__name__}: {error}"[:300]
        minutes = min(2**mail.tries, 120)
        mail.next_try_at = timezone.now() + timedelta(minutes=minutes)
        if mail.tries >= MAX_TRIES:
            mail.next_try_at = timezone.now() + timedelta(days=3650)
        mail.save(update_fields=["tries", "error", "next_try_at"])
        return False
    mail.sent_at, mail.error = timezone.now(), ""
    if not settings.DEMONSTRATION:
        mail.body = mail.html = ""
    mail.save(update_fields=["sent_at", "tries", "error", "body", "html"])
    return True
