"""The yearly question « toujours exact ? », mailed to the organisation itself."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from actors.actions.directory import check
from actors.models import FactCheck, Organisation
from actors.models.organisation import OrganisationQuerySet
from commons import journal, outbox, tokens
from commons.models import Membership, Role
from commons.verbs import Verb

A_YEAR = timedelta(days=365)


def due() -> OrganisationQuerySet:
    """Not checked for a year, never asked within a year, and whom to ask is known."""
    now = timezone.now()
    asked = FactCheck.objects.filter(sent_at__gt=now - A_YEAR).order_by().values("organisation")
    rows = Organisation.objects.current().exclude(contact_email="").exclude(pk__in=asked)
    return rows.unchecked_since(timezone.localdate(now) - A_YEAR)


def ask_due(a_day: int) -> int:
    """Asks the organisations that are due, ``a_day`` at most since midnight; returns how many. Safe to run twice."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    left = max(0, a_day - FactCheck.objects.filter(sent_at__gte=midnight).count())
    waiting = list(due().order_by(F("checked_on").asc(nulls_first=True), "pk").values_list("pk", flat=True)[:left])
    return sum(ask(pk) is not None for pk in waiting)


@transaction.atomic
def ask(organisation_id: UUID) -> FactCheck | None:
    """One mail, unless another worker has just sent it or there is nobody to answer to."""
    Organisation.objects.select_for_update().filter(pk=organisation_id).first()  # one worker at a time
    organisation = due().filter(pk=organisation_id).first()
    asker = _asker(organisation) if organisation else None
    if organisation is None or asker is None:
        return None
    token, digest = tokens.issue(tokens.Purpose.FACT_CHECK)
    made = FactCheck.objects.create(organisation=organisation, sent_to=organisation.contact_email, token_digest=digest)
    outbox.write(
        "fact_check",
        to=made.sent_to,
        context={
            "organisation": organisation,
            "asker": asker,
            "link": settings.SITE_URL + reverse("fact_check", args=[token]),
            "page": settings.SITE_URL + organisation.get_absolute_url(),
            "until": made.closes_at,
        },
        sender_name=asker.name,
        reply_to=asker.email,
    )
    journal.record(Verb.FACT_CHECK_SENT, organisation, by=None)
    return made


@transaction.atomic
def answer(question: FactCheck) -> bool:
    """The organisation says that all is right; ``False`` when the link no longer serves."""
    taken = FactCheck.objects.open().filter(pk=question.pk).update(answered_at=timezone.now())
    if taken:
        check(question.organisation, by=None)
    return bool(taken)


def _asker(organisation: Organisation) -> User | None:
    """Who asks and reads the replies: the coordination of a commons where it takes part, else of any."""
    coordinators = Membership.objects.filter(role=Role.COORDINATOR, user__is_active=True).select_related("user")
    near = set(organisation.engagements.values_list("commons", flat=True))
    near |= set(organisation.participations.values_list("ecosystem__commons", flat=True))
    found = sorted(coordinators.order_by("since", "pk"), key=lambda member: member.commons_id not in near)
    return found[0].user if found else None
