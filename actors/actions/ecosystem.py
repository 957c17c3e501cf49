"""What happens to ecosystems: who takes part, what each does to the others."""

from typing import Any

from django.db import transaction

from actors.actions.recording import known, record
from actors.models import Ecosystem, Organisation, Participation, Relation
from commons.policies import Person
from commons.verbs import Verb


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
    return record(
        known(Participation, keys), {"state": state, "sought": sought, **facts}, Verb.PARTICIPATION_EDITED, by=by
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
    return record(known(Relation, keys), facts, Verb.RELATION_EDITED, by=by)
