"""What happens to ecosystems: what they are, who takes part, what each does to the others."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from actors.actions.recording import discard, erase, known, record
from actors.models import Ecosystem, Headcount, Organisation, Participation, Relation
from actors.upkeep import uses
from commons import journal
from commons.policies import Person, writes_somewhere
from commons.verbs import Verb

#: Words that already lead somewhere under ``/ecosystemes/``.
TAKEN = {"nouveau"}


@transaction.atomic
def edit_ecosystem(ecosystem: Ecosystem, *, by: Person | None, **facts: Any) -> Ecosystem:
    """Creates or changes it. Raises ``ValidationError`` when it would be a part of itself.

    The address does not follow the name: links to the page go on working.
    """
    if not ecosystem.slug:
        ecosystem.slug = _free_address(str(facts["name"]))
    return record(ecosystem, facts, Verb.ECOSYSTEM_EDITED, by=by)


@transaction.atomic
def remove_ecosystem(ecosystem: Ecosystem, *, by: Person | None) -> None:
    """With its participations, relations, composition and drawing; organisations stay. Raises ``ValidationError``,
    naming what keeps it, when anything on a higher floor refers to it."""
    Ecosystem.objects.select_for_update().get(pk=ecosystem.pk)
    kept_by = uses.above(ecosystem)
    if kept_by:
        raise ValidationError(
            _("Cet écosystème ne peut pas être supprimé. S’y réfèrent encore : %(uses)s."),
            params={"uses": " ; ".join(kept_by)},
        )
    for rows in (ecosystem.relations, ecosystem.participations):
        for row in rows.order_by("pk"):
            discard(row, by=by)
    journal.record(Verb.ECOSYSTEM_REMOVED, ecosystem, by=by)
    ecosystem.delete()


@transaction.atomic
def record_headcounts(ecosystem: Ecosystem, counts: Mapping[str, tuple[int, str]], *, by: Person | None) -> None:
    """The composition in figures, ``{kind: (count, source)}``, in place of the one before."""
    before = {row.kind: (row.count, row.source) for row in ecosystem.headcounts.order_by("pk")}
    if before == counts:
        return
    ecosystem.headcounts.exclude(kind__in=counts).delete()
    for kind, (count, source) in counts.items():
        Headcount.objects.update_or_create(ecosystem=ecosystem, kind=kind, defaults={"count": count, "source": source})
    journal.record(Verb.ECOSYSTEM_EDITED, ecosystem, by=by)


@transaction.atomic
def record_participation(
    ecosystem: Ecosystem,
    *,
    by: Person | None,
    state: str = "",
    organisation: Organisation | None = None,
    sought: str = "",
    **facts: str,
) -> Participation:
    """An organisation's place in the ecosystem, or the kind of actor ``sought`` when nobody is found for it yet.

    ``facts``: role, since, until, source. Without ``state``, the one it has is kept, and a new one says nothing yet.
    """
    keys: dict[str, Any] = {"ecosystem": ecosystem, "organisation": organisation}
    if organisation is None:
        keys["sought"] = sought
    participation = known(Participation, keys)
    return edit_participation(participation, by=by, state=state, organisation=organisation, sought=sought, **facts)


def _state(organisation: Organisation | None, said: str) -> str:
    """``said`` where it may be: whatever names no organisation is sought, whatever names one is not."""
    if organisation is None:
        return Participation.State.SOUGHT
    return Participation.State.TO_APPROACH if said in ("", Participation.State.SOUGHT) else said


@transaction.atomic
def edit_participation(participation: Participation, *, by: Person | None, **facts: Any) -> Participation:
    """Changes the facts named; a new row too."""
    organisation = facts.get("organisation", participation.organisation)
    facts["state"] = _state(organisation, facts.get("state") or participation.state)
    facts["placed_by_team"] = _placed_by_team(participation, organisation, by)
    return record(participation, facts, Verb.PARTICIPATION_EDITED, by=by)


def _placed_by_team(participation: Participation, organisation: Organisation | None, by: Person | None) -> bool:
    """Reading a row over places nobody; putting back whom the team had placed there leaves it placed by the team."""
    kept = Participation.objects.filter(pk=participation.pk).first()
    if kept is not None and kept.organisation == organisation:
        return kept.placed_by_team
    if by is None or writes_somewhere(by):
        return True
    lines = Participation.history.filter(id=participation.pk, organisation=organisation, placed_by_team=True)
    return organisation is not None and lines.exists()


@transaction.atomic
def record_relation(
    ecosystem: Ecosystem,
    *,
    source: Organisation,
    target: Organisation,
    kind: str,
    nature: str,
    source_document: str,
    by: Person | None,
    confidence: str = "",
    period: str = "",
    wording: str = "",
) -> Relation:
    """What ``source`` does to ``target``, as ``source_document`` says it; one relation by kind, wording and period.

    Without ``confidence``, the one it has is kept, and a new one is as its source states it.
    """
    keys = {"ecosystem": ecosystem, "source": source, "target": target, "kind": kind, "period": period}
    facts = {"nature": nature, "confidence": confidence, "source_document": source_document}
    return edit_relation(known(Relation, {**keys, "wording": wording}), by=by, **facts)


@transaction.atomic
def edit_relation(relation: Relation, *, by: Person | None, **facts: Any) -> Relation:
    """Changes the facts named; a new row too."""
    facts["confidence"] = facts.get("confidence") or relation.confidence or Relation.Confidence.STATED
    return record(relation, facts, Verb.RELATION_EDITED, by=by)


@transaction.atomic
def remove(thing: Participation | Relation, *, by: Person | None) -> None:
    """Takes it out of the ecosystem. Its history stays, from which it can be put back."""
    erase(thing, _verbs(type(thing))[1], by=by)


@transaction.atomic
def put_back(
    model: type[Participation] | type[Relation], ecosystem: Ecosystem, pk: UUID, *, by: Person | None
) -> Participation | Relation | None:
    """What was removed, as it was; ``None`` when nothing like it was. Raises ``ValidationError`` when it cannot be
    again: its organisation has taken part anew since, or is gone."""
    removed = model.history.filter(id=pk, ecosystem=ecosystem, history_type="-").order_by("-history_date").first()
    if removed is None or model._default_manager.filter(pk=pk).exists():  # noqa: SLF001
        return None
    thing: Participation | Relation = removed.instance
    if isinstance(thing, Relation) and again(thing):
        raise ValidationError(_("Cette relation a été décrite à nouveau depuis."))
    return record(thing, {}, _verbs(model)[0], by=by)


def again(relation: Relation) -> bool:
    """Whether another relation of its ecosystem says the same."""
    keys = ("ecosystem_id", "source_id", "target_id", "kind", "wording", "period")
    return Relation.objects.filter(**{key: getattr(relation, key) for key in keys}).exclude(pk=relation.pk).exists()


def _verbs(model: type[Participation] | type[Relation]) -> tuple[Verb, Verb]:
    """Of writing it, of removing it."""
    if model is Participation:
        return Verb.PARTICIPATION_EDITED, Verb.PARTICIPATION_REMOVED
    return Verb.RELATION_EDITED, Verb.RELATION_REMOVED


def _free_address(name: str) -> str:
    base = slugify(name)[:70].strip("-") or "ecosysteme"
    taken = TAKEN | set(Ecosystem.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
