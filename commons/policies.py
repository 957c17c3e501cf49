"""Who may what in a commons. Each rule is its docstring; other apps build theirs on ``role_in``.

A policy is a pure function of a user and an object. ``is_superuser`` opens nothing here: the administrator of the
site keeps accounts and memberships, not notes or drafts.
"""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef

from accounts.models import User
from commons import second_factor
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


@dataclass(frozen=True)
class Places:
    """Where a person stands: the role in each commons, the titles of those closed until a second factor is given."""

    roles: dict[UUID, Role]
    closed: list[str]
    has_second_factor: bool


def places_of(user: Person) -> Places:
    """Read once per request (kept on the user object)."""
    if not isinstance(user, User):
        return Places({}, [], has_second_factor=False)
    kept: Places | None = user.__dict__.get("_places")
    if kept is None:
        kept = _places(user)
        user.__dict__["_places"] = kept
    return kept


def _places(user: User) -> Places:
    protected = second_factor.is_set_up(OuterRef("user"))
    columns = ("commons", "role", "commons__title", "commons__requires_second_factor", "protected")
    rows = list(Membership.objects.filter(user=user).annotate(protected=protected).values_list(*columns))
    has_one = any(row[-1] for row in rows)
    proved = has_one and user.second_factor_proved is not False
    closed = {row[0]: row[2] for row in rows if row[3] and row[1] in WRITERS and not proved}
    roles = {commons: Role(role) for commons, role, *_rest in rows if commons not in closed}
    return Places(roles, sorted(closed.values()), has_second_factor=has_one)


def roles_of(user: Person) -> dict[UUID, Role]:
    """The role of ``user`` in each commons; none where a second factor is required and was not given."""
    return places_of(user).roles


def role_in(user: Person, commons_id: UUID) -> Role | None:
    return roles_of(user).get(commons_id)


def is_writer(user: Person, commons_id: UUID) -> bool:
    """Researchers and coordinators write: notes, excerpts, chapters."""
    return role_in(user, commons_id) in WRITERS


def is_coordinator(user: Person, commons_id: UUID) -> bool:
    return role_in(user, commons_id) == Role.COORDINATOR


def commons_written_by(user: Person) -> list[UUID]:
    """Where ``user`` is a researcher or a coordinator: what is confidential there is theirs to read and write."""
    return [commons for commons, role in roles_of(user).items() if role in WRITERS]


def writes_somewhere(user: Person) -> bool:
    return bool(commons_written_by(user))


def can_edit_card(user: Person, commons: Commons) -> bool:
    """Researchers and coordinators of the commons edit its card."""
    return is_writer(user, commons.pk)


def can_see_team(user: Person, commons: Commons) -> bool:
    """Any member of the team sees who is in it."""
    return role_in(user, commons.pk) is not None


def can_invite(user: Person, commons: Commons) -> bool:
    """Only the coordination invites, revokes and removes."""
    return is_coordinator(user, commons.pk)


def can_require_second_factor(user: Person, commons: Commons) -> bool:
    """The coordination, once it has a second factor itself."""
    return is_coordinator(user, commons.pk) and places_of(user).has_second_factor


def can_accept(user: Person, invitation: Invitation) -> bool:
    """The person whose address was invited, and no other, takes the place."""
    return isinstance(user, User) and user.email.lower() == invitation.email.lower()


def can_see_job(user: Person, job: Job) -> bool:
    """Whoever started a job follows it."""
    return isinstance(user, User) and job.by_id == user.pk
