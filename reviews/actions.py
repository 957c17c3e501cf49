"""What happens in a relecture: it opens on frozen chapters, people are invited, remark, and get an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from commons import journal, outbox, tokens
from commons.models import Membership, Role
from commons.verbs import Verb
from deliverables.models import Chapter, ChapterRevision, Deliverable
from reviews.models import Decision, MirrorGroup, Reader, Remark, ReviewRound, RoundChapter
from reviews.rendering import mail
from reviews.rendering.quotes import Quoted

#: How long after its end a link still opens the round, to read the answers.
GRACE = timedelta(days=30)
_PARIS = ZoneInfo("Europe/Paris")


class RoundClosed(Exception):
    """A remark arrived after the end, or after its answer; the page gives its text back."""


@dataclass(frozen=True)
class Guest:
    """Someone to invite, as typed by the team."""

    name: str
    email: str


@dataclass(frozen=True)
class Invited:
    """A reader and their link's secret, known only at this moment."""

    reader: Reader
    token: str


def end_of(day: date) -> datetime:
    """23:59 in Paris on ``day``: when a round closes."""
    return datetime.combine(day, time(23, 59), tzinfo=_PARIS)


@transaction.atomic
def open_round(
    deliverable: Deliverable,
    *,
    group: MirrorGroup,
    chapters: Sequence[Chapter],
    questions: list[str],
    closes_on: date,
    by: User | None,
) -> ReviewRound:
    """Freeze the latest revision of each chapter and open them to a mirror group. Sent twice in a minute, it is the
    same round.

    Insertions stay as markup in the frozen text: what they show is decided at each reading, so that a withdrawn
    consent masks its passage at once in a round already open.
    """
    Deliverable.objects.select_for_update(no_key=True).get(pk=deliverable.pk)  # the same form twice: one by one
    opened = ReviewRound(
        group=_known(group),
        deliverable=deliverable,
        questions=questions,
        opens_at=timezone.now(),
        closes_at=end_of(closes_on),
    )
    latest = [chapter.latest() for chapter in sorted(chapters, key=lambda chapter: chapter.position)]
    frozen = [revision for revision in latest if revision is not None]
    again = _opened_already(opened, frozen, by=by)
    if again is not None:
        return again
    opened.group.save()  # a new group exists from its first round on
    opened.save(force_insert=True)
    RoundChapter.objects.bulk_create(
        RoundChapter(round=opened, revision=revision, position=position, html=revision.body)
        for position, revision in enumerate(frozen, start=1)
    )
    journal.record(Verb.ROUND_OPENED, opened, by=by)
    return opened


def _known(group: MirrorGroup) -> MirrorGroup:
    """``group`` as it is stored, else the one of the same commons, kind and name, else this new one."""
    same = MirrorGroup.objects.filter(commons=group.commons_id, kind=group.kind, name=group.name).order_by("pk")
    return MirrorGroup.objects.filter(pk=group.pk).first() or same.first() or group


def _opened_already(asked: ReviewRound, frozen: list[ChapterRevision], *, by: User | None) -> ReviewRound | None:
    """The round that ``by`` has just opened on the same texts, for the same group, with the same words."""
    if by is None:
        return None
    recent = ReviewRound.objects.filter(pk__in=journal.just_done(Verb.ROUND_OPENED, by=by))
    for same in recent.filter(deliverable=asked.deliverable, group=asked.group, closes_at=asked.closes_at):
        read = same.chapters.order_by("position").values_list("revision", flat=True)
        if same.questions == asked.questions and list(read) == [revision.pk for revision in frozen]:
            return same
    return None


@transaction.atomic
def invite(review_round: ReviewRound, guests: Sequence[Guest], *, by: User) -> list[Invited]:
    """Give each guest a link and mail it. Whoever already has one in this round is left as they are."""
    ReviewRound.objects.select_for_update().get(pk=review_round.pk)  # two invitations at once: one after the other
    known = set(review_round.readers.filter(revoked_at=None).values_list("email", flat=True))
    made: list[Invited] = []
    for guest in guests:
        if guest.email in known:
            continue
        known.add(guest.email)
        token, digest = tokens.issue(tokens.Purpose.READER)
        address = EmailAddress.objects.filter(email__iexact=guest.email, verified=True).first()
        reader = Reader.objects.create(
            round=review_round,
            user=address.user if address else None,
            name=guest.name,
            email=guest.email,
            token_digest=digest,
            expires_at=review_round.closes_at + GRACE,
        )
        journal.record(Verb.READER_INVITED, reader, by=by)
        made.append(Invited(reader, token))
    for invited in made:
        _mail(invited, by=by)
    return made


@transaction.atomic
def renew_link(reader: Reader, *, by: User) -> Invited:
    """A new link for the same reader, mailed; the old one opens nothing any more."""
    token, digest = tokens.issue(tokens.Purpose.READER)
    reader.token_digest, reader.invited_at = digest, timezone.now()
    reader.save(update_fields=["token_digest", "invited_at"])
    journal.record(Verb.READER_INVITED, reader, by=by)
    invited = Invited(reader, token)
    _mail(invited, by=by)
    return invited


@transaction.atomic
def revoke(reader: Reader, *, by: User) -> None:
    """Close a link and the sessions it opened. The remarks already made stay, and stay to be answered."""
    if reader.revoked_at is None:
        reader.revoked_at = timezone.now()
        reader.save(update_fields=["revoked_at"])
        journal.record(Verb.READER_REVOKED, reader, by=by)


def _mail(invited: Invited, *, by: User) -> None:
    reader = invited.reader
    coordinators = Membership.objects.filter(commons=reader.round.group.commons_id, role=Role.COORDINATOR)
    coordinator = coordinators.select_related("user").order_by("since").first()
    if reader.email:
        outbox.write(
            "review_invitation",
            to=reader.email,
            context=mail.invitation(reader, invited.token, sender=by.name),
            sender_name=by.name,
            reply_to=coordinator.user.email if coordinator else by.email,
        )


@transaction.atomic
def make_remark(
    chapter: RoundChapter, *, reader: Reader, quoted: Quoted, text: str, kind: str = "", by: User | None = None
) -> Remark:
    """Keep a remark on a block or a passage. Sent twice (a network that failed on the way back), it is made once.

    Raises ``RoundClosed`` when the round closed while it was being typed.
    """
    Reader.objects.select_for_update().get(pk=reader.pk)
    if not (chapter.round.is_open and reader.is_usable):
        raise RoundClosed
    anchor = quoted.anchor
    remark, is_new = Remark.objects.get_or_create(
        chapter=chapter,
        reader=reader,
        block=anchor.block,
        quote=anchor.quote,
        text=text,
        defaults={"prefix": anchor.prefix, "suffix": anchor.suffix, "kind": kind},
    )
    if is_new:
        journal.record(Verb.REMARK_MADE, remark, by=by)
    return remark


@transaction.atomic
def change_remark(remark: Remark, *, text: str, kind: str, by: User | None = None) -> None:
    """Its author rewords it. Raises ``RoundClosed`` when it has been answered or the round closed meanwhile."""
    current = _still_theirs(remark)
    current.text, current.kind = text, kind
    current.save(update_fields=["text", "kind"])
    journal.record(Verb.REMARK_MADE, current, by=by)


@transaction.atomic
def withdraw_remark(remark: Remark) -> None:
    """Its author takes it back before anyone answered: nothing is left of it, hence no line about it."""
    _still_theirs(remark).delete()


def _still_theirs(remark: Remark) -> Remark:
    current = Remark.objects.select_for_update().get(pk=remark.pk)
    if current.answer is not None or not remark.chapter.round.is_open:
        raise RoundClosed
    return current


@transaction.atomic
def answer(remark: Remark, *, disposition: str, reason: str, by: User) -> Decision:
    """Say what is done with a remark, and why; answering again replaces the answer."""
    decision, _ = Decision.objects.update_or_create(
        remark=remark,
        defaults={"disposition": disposition, "reason": reason, "by": by, "at": timezone.now()},
    )
    journal.record(Verb.REMARK_ANSWERED, remark, by=by)
    return decision
