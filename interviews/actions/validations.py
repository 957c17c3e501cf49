"""The shared account, read over by the people met: asked, commented, answered, validated."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commons import journal, outbox, richtext, tokens
from commons.verbs import Verb
from interviews.actions.people import changed, lock, refuse_erased
from interviews.actions.terms import coordination
from interviews.models import AccountComment, Consent, Identity, Interview, Interviewee, NoteRevision, Validation
from interviews.notes.accounts import account_of, mark_of, says_the_same, standings

State = Interview.State


class NotAskable(Exception):
    """There is no shared account to read yet, or the person gave no consent that stands."""


class Validated(Exception):
    """The person has said that the text is right: to add to it, they go back on that first."""


@dataclass(frozen=True)
class Asked:
    """A validation, and the link that opens it: shown once, never stored."""

    validation: Validation
    link: str


@transaction.atomic
def ask_validation(person: Interviewee, *, email: str, mailed: bool, by: User) -> Asked:
    """The account as it stands now, frozen for ``person``; asked again for the same text, only the link is new.

    ``email`` is where the codes go; with ``mailed`` the link leaves for it too. Raises ``NotAskable``.
    """
    lock(person.interview_id)
    consent = Consent.objects.filter(interviewee=person).first()
    account = account_of(person.interview_id)
    if account is None or consent is None or not consent.is_given:
        raise NotAskable
    Identity.objects.update_or_create(interviewee=person, defaults={"email": email})
    changed(person.interview)  # an address may be read in a wording
    token, digest = tokens.issue(tokens.Purpose.CONSENT)
    validation, _created = Validation.objects.update_or_create(
        interviewee=person, revision=account, defaults={"token_digest": digest, "asked_by": by}
    )
    began = Interview.objects.filter(pk=person.interview_id, state__in=[State.PLANNED, State.HELD])
    if began.update(state=State.WRITTEN):  # what is given to read is written
        person.interview.state = State.WRITTEN
    settle(person.interview)
    link = settings.SITE_URL + reverse("consent_page", args=[token])
    if mailed:
        _mail_request(validation, link, email=email, by=by)
    journal.record(Verb.VALIDATION_ASKED, person.interview, by=by)
    return Asked(validation, link)


def _mail_request(validation: Validation, link: str, *, email: str, by: User) -> None:
    interview = validation.interviewee.interview
    words = len(richtext.plain_text(validation.revision.body).split())
    context: dict[str, object] = {
        "commons": interview.commons,
        "interview": interview,
        "link": link,
        "minutes": max(5, -(-words // 1000) * 5),
        "sender": by.name,
    }
    team = coordination(interview.commons)
    reply_to = team[0].email if team else by.email
    outbox.write("account_validation", to=email, context=context, sender_name=by.name, reply_to=reply_to)


@transaction.atomic
def comment_account(validation: Validation, *, block: str, kind: str, text: str) -> AccountComment:
    """By the person; sent twice in a minute it is the same one. Raises ``Validated``, and ``ValueError`` when no such
    block stands in the text, nor such an answer."""
    locked = Validation.objects.select_for_update(no_key=True).get(pk=validation.pk)
    refuse_erased(validation.interviewee.interview_id)
    if locked.validated_at is not None:
        raise Validated
    account = validation.revision
    if block and block not in {each.id for each in richtext.blocks(account.body)} | set(map(mark_of, account.answers)):
        raise ValueError("no such block in the account")
    said = {"validation": validation, "block": block, "kind": kind, "text": text.strip()}
    again = AccountComment.objects.filter(made_at__gte=journal.a_minute_ago(), **said).first()
    if again is not None:
        return again
    made = AccountComment.objects.create(**said)
    journal.record(Verb.ACCOUNT_COMMENTED, validation.interviewee.interview, by=None)
    return made


@transaction.atomic
def take_back_comment(comment: AccountComment) -> None:
    """What nobody has answered yet is the person's to take back."""
    AccountComment.objects.filter(pk=comment.pk, answered_at=None).delete()


@transaction.atomic
def answer_comment(comment: AccountComment, *, answer: str, by: User) -> None:
    comment.answer, comment.answered_by, comment.answered_at = answer.strip(), by, timezone.now()
    comment.save(update_fields=["answer", "answered_by", "answered_at"])
    journal.record(Verb.COMMENT_ANSWERED, comment.validation.interviewee.interview, by=by)


@transaction.atomic
def validate_account(validation: Validation) -> None:
    """The person says that the text is right as it stands; the pair is told."""
    interview = validation.interviewee.interview
    lock(interview.pk)
    if not Validation.objects.filter(pk=validation.pk, validated_at=None).update(validated_at=timezone.now()):
        return
    settle(interview)
    journal.record(Verb.ACCOUNT_VALIDATED, interview, by=None)
    for member in interview.interviewers.select_related("user").order_by("user__email"):
        context: dict[str, object] = {"commons": interview.commons, "interview": interview, "member": member.user}
        outbox.write("account_validated", to=member.user.email, context=context)


@transaction.atomic
def go_back_on_validation(validation: Validation) -> None:
    lock(validation.interviewee.interview_id)
    Validation.objects.filter(pk=validation.pk).update(validated_at=None)
    settle(validation.interviewee.interview)


def settle(interview: Interview) -> None:
    """« Validé par la personne » while everyone asked, who has not withdrawn, has validated the text as it stands:
    one at least.

    Where nobody was asked here, what the team said of it stands until the text changes.
    """
    if interview.erased_at is not None or not Validation.objects.filter(interviewee__interview=interview).exists():
        return
    asked = standings(interview)
    valid = bool(asked) and all(each.is_done for each in asked.values())
    state = Interview.objects.values_list("state", flat=True).get(pk=interview.pk)
    if valid and state in (State.PLANNED, State.HELD, State.WRITTEN):
        _become(interview, State.VALIDATED)
    elif not valid and state == State.VALIDATED:
        _become(interview, State.WRITTEN)


def account_saved(saved: NoteRevision, before: NoteRevision | None) -> None:
    """The shared account says something else: nobody has validated that. In the transaction of the save."""
    if saved.note.is_shared and before is not None and not says_the_same(before, saved):
        lock(saved.note.interview_id)  # who is validating the former text finishes first
        Interview.objects.filter(pk=saved.note.interview_id, state=State.VALIDATED).update(state=State.WRITTEN)


def _become(interview: Interview, state: Interview.State) -> None:
    Interview.objects.filter(pk=interview.pk).update(state=state)
    interview.state = state
