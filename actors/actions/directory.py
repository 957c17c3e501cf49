"""What happens to organisations and to the circles they form."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from actors.actions.recording import known, record
from actors.models import Engagement, Organisation
from commons.models import Commons
from commons.policies import Person
from commons.verbs import Verb


@transaction.atomic
def edit(organisation: Organisation, *, by: Person | None, **facts: Any) -> Organisation:
    """Changes the facts named. The address does not follow the name: links to the page go on working."""
    return record(organisation, facts, Verb.ORGANISATION_EDITED, by=by)


@transaction.atomic
def record_organisation(name: str, *, by: Person | None, **facts: Any) -> Organisation:
    """The organisation of this name with these facts: created, or completed when it is known."""
    found = Organisation.objects.filter(name=name).first()
    organisation = found or Organisation(name=name, slug=_free_slug(str(facts.get("short_name") or name)))
    return edit(organisation, by=by, **facts)


@transaction.atomic
def engage(
    organisation: Organisation,
    *,
    commons: Commons,
    circle: str,
    by: Person | None,
    role: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Engagement:
    """The organisation's place in a circle of the commons."""
    keys = {"organisation": organisation, "commons": commons, "circle": circle}
    facts = {"role": role, "since": since, "until": until}
    return record(known(Engagement, keys), facts, Verb.ENGAGEMENT_EDITED, by=by)


def _free_slug(name: str) -> str:
    base = slugify(name)[:70].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
