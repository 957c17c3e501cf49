"""What happens to organisations and to the circles they form."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from actors.actions.recording import known, record
from actors.models import Engagement, Organisation
from commons.models import Commons
from commons.policies import Person
from commons.verbs import Verb


@transaction.atomic
def edit(organisation: Organisation, *, by: Person | None, **facts: Any) -> Organisation:
    """Changes the facts named. The address does not follow the name: links to the page go on working. Who gives
    another day of check is who checked. Raises ``ValidationError``."""
    _refuse_merged(organisation)
    if "checked_on" in facts and "checked_by" not in facts:
        kept = Organisation.objects.filter(pk=organisation.pk).values_list("checked_on", flat=True).first()
        if facts["checked_on"] != kept:
            facts["checked_by"] = by if facts["checked_on"] and isinstance(by, User) else None
    return record(organisation, facts, Verb.ORGANISATION_EDITED, by=by)


@transaction.atomic
def create(name: str, *, by: Person | None, **facts: Any) -> Organisation:
    """A new organisation. Raises ``ValidationError`` when the name is taken."""
    return edit(Organisation(slug=_free_slug(str(facts.get("short_name") or name))), by=by, name=name, **facts)


@transaction.atomic
def record_organisation(name: str, *, by: Person | None, **facts: Any) -> Organisation:
    """The organisation of this name with these facts: created, or completed when it is known."""
    found = Organisation.objects.filter(name=name).first()
    return edit(found, by=by, **facts) if found else create(name, by=by, **facts)


@transaction.atomic
def check(organisation: Organisation, *, by: Person | None) -> Organisation:
    """Says that every fact still holds today. ``by`` nobody: the organisation itself said so. Raises
    ``ValidationError``."""
    _refuse_merged(organisation)
    facts = {"checked_on": timezone.localdate(), "checked_by": by if isinstance(by, User) else None}
    return record(organisation, facts, Verb.ORGANISATION_CHECKED, by=by)


def _refuse_merged(organisation: Organisation) -> None:
    """A page opened before a merge would write on a row that nobody reads any more."""
    kept = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    if kept is not None and kept.merged_into is not None:
        raise ValidationError(
            _("Cette fiche vient d’être fusionnée avec «\xa0%(name)s\xa0»\xa0: rien n’a été enregistré ici."),
            params={"name": kept.merged_into.name},
        )


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


#: Words that an address of the site gives another meaning under ``/acteurs/``; ``tests/actors`` compares.
RESERVED = frozenset({"doublons", "export", "exporter", "import", "imports", "nouvelle", "qui-fait-quoi", "suggestions",
    "toujours-exact"})  # fmt: skip


def _free_slug(name: str) -> str:
    base = slugify(name)[:70].strip("-") or "organisation"
    taken = RESERVED.union(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
