"""What happens to a commons and its team."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from commons import journal, outbox, second_factor, tokens
from commons.models import Commons, Invitation, Membership, Role
from commons.models.team import WRITERS
from commons.verbs import Verb

INVITATION_DAYS = 14


class AlreadyInvited(Exception):
    """An invitation of this address still waits for its answer."""


class InvitationOver(Exception):
    """The place offered was taken, withdrawn, or left too long."""


@transaction.atomic
def found_commons(title: str, *, slug: str, coordinator: User) -> Commons:
    """A commons and who coordinates it; what already stands under this address is kept as it is."""
    commons, _created = Commons.objects.get_or_create(slug=slug, defaults={"title": title})
    membership, joined = Membership.objects.get_or_create(
        user=coordinator, commons=commons, defaults={"role": Role.COORDINATOR}
    )
    if joined:
        journal.record(Verb.INVITATION_ACCEPTED, membership, by=coordinator)
    return commons


@transaction.atomic
def edit_card(commons: Commons, *, tags: list[str], by: User) -> None:
    commons.save()
    commons.tags.set(tags)
    journal.record(Verb.CARD_EDITED, commons, by=by)


@transaction.atomic
def invite(commons: Commons, *, email: str, role: Role, by: User) -> Invitation:
    """Offer a place by mail. An expired invitation of the same address gives way to this one.

    Raises ``AlreadyInvited`` when one is pending: a form sent twice mails one link.
    """
    Commons.objects.select_for_update().get(pk=commons.pk)  # two invitations at once: the second one waits
    if commons.invitations.pending().filter(email__iexact=email).exists():
        raise AlreadyInvited
    commons.invitations.filter(email__iexact=email, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
    token, digest = tokens.issue(tokens.Purpose.INVITATION)
    invitation = Invitation.objects.create(
        commons=commons, email=email, role=role, token_digest=digest, invited_by=by, expires_at=_last_moment()
    )
    _mail(invitation, token)
    journal.record(Verb.MEMBER_INVITED, invitation, by=by)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: User) -> None:
    """A new link for the same place: only a digest of the old one was kept, which stops working.

    Raises ``InvitationOver`` for an invitation accepted or revoked.
    """
    kept = _open(invitation)
    token, kept.token_digest = tokens.issue(tokens.Purpose.INVITATION)
    kept.sent_at, kept.expires_at, kept.invited_by = timezone.now(), _last_moment(), by
    kept.save(update_fields=["token_digest", "sent_at", "expires_at", "invited_by"])
    _mail(kept, token)
    journal.record(Verb.MEMBER_INVITED, kept, by=by)


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """Raises ``InvitationOver`` for an invitation accepted or already revoked."""
    kept = _open(invitation)
    kept.revoked_at = timezone.now()
    kept.save(update_fields=["revoked_at"])
    journal.record(Verb.INVITATION_REVOKED, kept, by=by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Raises ``InvitationOver`` when the link was used, revoked or has expired."""
    kept = _open(invitation)
    if not kept.is_usable:
        raise InvitationOver
    membership, _joined = Membership.objects.get_or_create(
        user=by, commons_id=kept.commons_id, defaults={"role": kept.role}
    )
    kept.accepted_at = timezone.now()
    kept.save(update_fields=["accepted_at"])
    journal.record(Verb.INVITATION_ACCEPTED, membership, by=by)
    return membership


@transaction.atomic
def change_role(membership: Membership, *, role: Role, by: User) -> None:
    """Raises ``ValidationError`` when the commons would be left without coordination."""
    if role != Role.COORDINATOR:
        _keep_a_coordinator(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    journal.record(Verb.ROLE_CHANGED, membership, by=by)


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """Raises ``ValidationError`` when the commons would be left without coordination."""
    _keep_a_coordinator(membership)
    journal.record(Verb.MEMBER_REMOVED, membership.commons, by=by)
    membership.delete()


@transaction.atomic
def require_second_factor(commons: Commons, *, required: bool, by: User) -> None:
    """Those who write and have none are told by mail; what is confidential is closed to them from now on."""
    if not Commons.objects.filter(pk=commons.pk, requires_second_factor=not required).update(
        requires_second_factor=required
    ):
        return
    journal.record(Verb.SECOND_FACTOR_REQUIRED if required else Verb.SECOND_FACTOR_NOT_REQUIRED, commons, by=by)
    if not required:
        return
    writers = commons.memberships.filter(role__in=WRITERS, user__is_active=True).select_related("user")
    for member in writers.exclude(second_factor.is_set_up(OuterRef("user"))):
        outbox.write(
            "second_factor_required",
            to=member.user.email,
            context={
                "name": member.user.name,
                "by": by.name,
                "commons": commons.title,
                "address": reverse("mfa_index"),
            },
            sender_name=by.name,
            reply_to=by.email,
        )


@transaction.atomic
def reset_second_factor(user: User) -> int:
    """Takes away every second factor and recovery code of someone who lost them; they are told. Returns how many."""
    removed, _by_kind = Authenticator.objects.filter(user=user).delete()
    if removed:
        journal.record(Verb.SECOND_FACTOR_RESET, user, by=None)
        outbox.write("second_factor_reset", to=user.email, context={"name": user.name, "address": reverse("mfa_index")})
    return removed


def _open(invitation: Invitation) -> Invitation:
    kept = Invitation.objects.select_for_update().filter(pk=invitation.pk, accepted_at=None, revoked_at=None).first()
    if kept is None:
        raise InvitationOver
    return kept


def _last_moment() -> datetime:
    """The last minute of the fortnight's last day, in Paris: the mail names a day, and the whole day counts."""
    day = timezone.localtime() + timedelta(days=INVITATION_DAYS)
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def _mail(invitation: Invitation, token: str) -> None:
    inviter = invitation.invited_by
    outbox.write(
        "invitation",
        to=invitation.email,
        context={
            "inviter": inviter.name,
            "commons": invitation.commons.title,
            "role": invitation.get_role_display(),
            "meaning": Role(invitation.role).meaning,
            "until": timezone.localtime(invitation.expires_at),
            "link": settings.SITE_URL + reverse("invitation_accept", args=[token]),
        },
        sender_name=inviter.name,
        reply_to=inviter.email,
    )


def _keep_a_coordinator(leaving: Membership) -> None:
    """Locks the coordinators: two of them who leave at the same moment must not both succeed."""
    coordinators = Membership.objects.select_for_update().filter(commons_id=leaving.commons_id, role=Role.COORDINATOR)
    if {membership.pk for membership in coordinators} == {leaving.pk}:
        raise ValidationError(
            _("C’est la seule personne qui coordonne ce commun. Confiez d’abord la coordination à quelqu’un d’autre.")
        )
