"""Six digits mailed to a person met: whoever holds their link and reads their mail is them."""

import secrets
from datetime import timedelta
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from commons import outbox
from interviews.actions.terms import coordination
from interviews.models import Interviewee, MailedCode

#: Between two codes to one person: the first one may still be on its way.
PAUSE = timedelta(minutes=1)


class Answer(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    #: Too old, tried too often, or never asked for.
    OVER = "over"


class TooSoon(Exception):
    """A code has just left."""


class NoAddress(Exception):
    """Nobody noted where to write to this person."""


@transaction.atomic
def send_code(person: Interviewee) -> None:
    """A new code, mailed; the former one no longer works. Raises ``NoAddress``, ``TooSoon``."""
    identity = person.known_identity
    if identity is None or not identity.email:
        raise NoAddress
    now = timezone.now()
    made, created = MailedCode.objects.select_for_update().get_or_create(interviewee=person)
    if not created and now < made.sent_at + PAUSE:
        raise TooSoon
    code = f"{secrets.randbelow(1_000_000):06}"
    made.digest, made.sent_at, made.tries = _digest(person, code), now, 0
    made.save()
    commons = person.interview.commons
    team = coordination(commons)
    minutes = int(MailedCode.LIVES.total_seconds() // 60)
    context: dict[str, object] = {"code": f"{code[:3]} {code[3:]}", "minutes": minutes, "commons": commons}
    outbox.write("personal_code", to=identity.email, context=context, reply_to=team[0].email if team else "")


@transaction.atomic
def try_code(person: Interviewee, typed: str) -> Answer:
    """Each try counts; a right one is the last."""
    sent = MailedCode.objects.select_for_update().filter(interviewee=person).first()
    if sent is None or not sent.is_live:
        return Answer.OVER
    if constant_time_compare(sent.digest, _digest(person, typed)):
        sent.delete()
        return Answer.RIGHT
    sent.tries += 1
    sent.save(update_fields=["tries"])
    return Answer.WRONG if sent.is_live else Answer.OVER


def _digest(person: Interviewee, code: str) -> str:
    """Keyed: six digits alone would be found back from a plain digest in a blink."""
    return salted_hmac("interviews.codes", f"{person.pk}:{code}", algorithm="sha256").hexdigest()
