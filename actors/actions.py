"""What happens to organisations and ecosystems. Recording the same fact again changes nothing and leaves no trace."""

from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.text import slugify

from actors.models import Ecosystem, Engagement, Organisation, Participation, Relation
from commons import journal
from commons.models import Commons
from commons.policies import Person
from commons.verbs import Verb

Thing = TypeVar("Thing", bound=models.Model)


@transaction.atomic
def edit(organisation: Organisation, *, by: Person | None, **facts: Any) -> Organisation:
    """Changes the facts named. The address does not follow the name: links to the page go on working."""
    return _record(organisation, facts, Verb.ORGANISATION_EDITED, by=by)


@transaction.atomic
def record_organisation(name: str, *, by: Person | None, **facts: Any) -> Organisation:
    """The organisation of this name with these facts: created, or completed when it is known."""
    known = Organisation.objects.filter(name=name).first()
    organisation = known or Organisation(name=name, slug=_free_slug(str(facts.get("short_name") or name)))
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
    return _record(_known(Engagement, keys), facts, Verb.ENGAGEMENT_EDITED, by=by)


@transaction.atomic
def record_participation(
    ecosystem: Ecosystem,
    *,
    state: str,
    by: Person | None,
    organisation: Organisation | None = None,
    sought: str = "",
    **facts: str,
) -> Participation:
    """An organisation's place in the ecosystem, or the kind of actor ``sought`` when nobody is found for it yet.

    ``facts``: role, since, until, source.
    """
    keys: dict[str, Any] = {"ecosystem": ecosystem, "organisation": organisation}
    if organisation is None:
        keys["sought"] = sought
    return _record(
        _known(Participation, keys), {"state": state, "sought": sought, **facts}, Verb.PARTICIPATION_EDITED, by=by
    )


@transaction.atomic
def record_relation(
    ecosystem: Ecosystem,
    *,
    source: Organisation,
    target: Organisation,
    kind: str,
    nature: str,
    confidence: str,
    source_document: str,
    by: Person | None,
    period: str = "",
) -> Relation:
    """What ``source`` does to ``target``, as ``source_document`` says it; one relation by kind and period."""
    keys = {"ecosystem": ecosystem, "source": source, "target": target, "kind": kind, "period": period}
    facts = {"nature": nature, "confidence": confidence, "source_document": source_document}
    return _record(_known(Relation, keys), facts, Verb.RELATION_EDITED, by=by)


def _rows(model: type[Thing]) -> models.Manager[Thing]:
    return model._default_manager  # noqa: SLF001  (the documented way to name any model's manager)


def _known(model: type[Thing], keys: dict[str, Any]) -> Thing:
    return _rows(model).filter(**keys).order_by("pk").first() or model(**keys)


def _record(thing: Thing, facts: dict[str, Any], verb: Verb, *, by: Person | None) -> Thing:
    """Raises ``ValidationError`` when the facts cannot be."""
    # Read again: a form may already have put what was typed on the object.
    kept = _rows(type(thing)).filter(pk=thing.pk).first()
    if kept is None or any(getattr(kept, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(thing, name, value)
        thing.full_clean()
        thing.save()
        journal.record(verb, thing, by=by)
    return thing


def _free_slug(name: str) -> str:
    base = slugify(name)[:70].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
