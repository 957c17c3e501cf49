"""Who may what in a commons. Each rule is its docstring; other apps build theirs on ``role_in``.

A policy is a pure function of a user and an object. ``is_superuser`` opens nothing here: the administrator of the
site keeps accounts and memberships, not notes or drafts.
"""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from commons.models import Commons, Invitation, Job, Membership, Role
from commons.models.team import WRITERS

Person = User | AnonymousUser


def require(allowed: bool) -> None:
    """Seen but not allowed is a 403. What may not even be seen is a 404: fetch it through ``visible_to``."""
    if not allowed:
        raise PermissionDenied


def signed_in(user: Person) -> User:
    """``user`` as an account; the visitor of a page behind sign-in always is one."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def roles_of(user: Person) -> dict[UUID, Role]:
    """The role of ``user`` in each commons; read once per request (kept on the user object)."""
    if not isinstance(user, User):
        return {}
    kept: dict[UUID, Role] | None = user.__dict__.get("_roles")
    if kept is None:
        rows = Membership.objects.filter(user=user).values_list("commons_id", "role")
        kept = {commons: Role(role) for commons, role in rows}
        user.__dict__["_roles"] = kept
    return kept


def role_in(user: Person, commons_id: UUID) -> Role | None:
    return roles_of(user).get(commons_id)


def is_writer(user: Person, commons_id: UUID) -> bool:
    """Researchers and coordinators write: notes, excerpts, chapters."""
    return role_in(user, commons_id) in WRITERS


def is_coordinator(user: Person, commons_id: UUID) -> bool:
    return role_in(user, commons_id) == Role.COORDINATOR


def writes_somewhere(user: Person) -> bool:
    return any(role in WRITERS for role in roles_of(user).values())


def can_edit_card(user: Person, commons: Commons) -> bool:
    """Researchers and coordinators of the commons edit its card."""
    return is_writer(user, commons.pk)


def can_see_team(user: Person, commons: Commons) -> bool:
    """Any member of the team sees who is in it."""
    return role_in(user, commons.pk) is not None


def can_invite(user: Person, commons: Commons) -> bool:
    """Only the coordination invites, revokes and removes."""
    return is_coordinator(user, commons.pk)


def can_accept(user: Person, invitation: Invitation) -> bool:
    """The person whose address was invited, and no other, takes the place."""
    return isinstance(user, User) and user.email.lower() == invitation.email.lower()


def can_see_job(user: Person, job: Job) -> bool:
    """Whoever started a job follows it."""
    return isinstance(user, User) and job.by_id == user.pk
