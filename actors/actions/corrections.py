"""What happens to the corrections that anyone proposes: nothing changes before a person decides."""

from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from actors import policies
from actors.actions.directory import edit, record_organisation
from actors.models import Correction, Organisation
from actors.upkeep import corrections
from commons import journal
from commons.policies import Person
from commons.verbs import Verb
from territories.models import Commune, Zone


class AlreadyDecided(Exception):
    """Someone else examined it meanwhile; the exception holds the correction as it stands."""

    def __init__(self, correction: Correction) -> None:
        super().__init__(str(correction.pk))
        self.correction = correction


@transaction.atomic
def propose(correction: Correction, *, by: Person | None) -> Correction:
    """Keeps what someone proposes; the same thing sent twice within a minute is one."""
    correction.author = by if isinstance(by, User) else None
    recent = Correction.objects.filter(
        state=Correction.State.PENDING,
        author=correction.author,
        organisation=correction.organisation,
        ecosystem=correction.ecosystem,
        message=correction.message,
        created_at__gte=journal.a_minute_ago(),
    )
    for found in recent.order_by("created_at"):
        if found.facts == correction.facts:
            return found
    correction.full_clean(exclude=["facts"])  # may be empty: words say it all
    correction.save()
    journal.record(Verb.CORRECTION_PROPOSED, correction, by=by)
    return correction


@transaction.atomic
def accept(correction: Correction, *, kept: Collection[str], reply: str, by: User) -> Correction:
    """Applies the facts ``kept``, by field, as an edit of whoever decides. Raises ``AlreadyDecided``, and
    ``ValidationError`` when the facts cannot be."""
    pending = _locked(correction)
    facts = {name: value for name, value in pending.facts.items() if name in kept}
    if facts:
        pending.organisation = _applied(pending, facts, by=by)
    return _decided(pending, Correction.State.ACCEPTED, reply=reply, by=by)


@transaction.atomic
def refuse(correction: Correction, *, reply: str, by: User) -> Correction:
    """Raises ``AlreadyDecided``."""
    return _decided(_locked(correction), Correction.State.REFUSED, reply=reply, by=by)


def _locked(correction: Correction) -> Correction:
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if found.state != Correction.State.PENDING:
        raise AlreadyDecided(found)
    return found


def _applied(correction: Correction, facts: dict[str, Any], *, by: User) -> Organisation:
    known = facts | {name: read(facts[name]) for name, read in _ROWS.items() if name in facts}
    if correction.organisation is None:
        return _created(known, by=by)
    organisation = correction.organisation.merged_into or correction.organisation
    if known.get("siret") and not organisation.siren:
        known.setdefault("siren", known["siret"][:9])
    organisation._change_reason = _("correction proposée par %(who)s") % {"who": corrections.proposer(correction)}  # type: ignore[attr-defined]  # noqa: SLF001
    return edit(organisation, by=by, **known)


def _commune(code: str | None) -> Commune | None:
    return Commune.objects.filter(pk=code).first() if code else None


#: What is kept by identifiers, and what each is.
_ROWS: dict[str, Callable[[Any], Any]] = {
    "seat": _commune,
    "site": _commune,
    "area_communes": lambda codes: Commune.objects.filter(pk__in=codes).order_by("pk"),
    "area_zones": lambda keys: Zone.objects.filter(pk__in=keys).order_by("pk"),
}


def _created(facts: dict[str, Any], *, by: User) -> Organisation:
    name = facts.pop("name", "")
    if not name:
        raise ValidationError(_("Une organisation a au moins un nom\xa0: cochez-le."))
    if Organisation.objects.filter(name=name).exists():
        raise ValidationError(_("L’annuaire a déjà une organisation de ce nom."))
    if not policies.can_seat_organisation(by, facts.get("seat")):
        raise ValidationError(_("Vous tenez à jour ce qui est de votre territoire\xa0: gardez son siège, coché."))
    facts.setdefault("kind", Organisation.Kind.OTHER)
    return record_organisation(name, by=by, **facts)


def _decided(correction: Correction, state: Correction.State, *, reply: str, by: User) -> Correction:
    """The name and address of whoever has no account are erased: they served to ask, and nothing is left to ask."""
    correction.state, correction.reply = state, reply
    correction.decided_by, correction.decided_at = by, timezone.now()
    correction.author_name = correction.author_email = ""
    correction.save()
    accepted = state == Correction.State.ACCEPTED
    journal.record(Verb.CORRECTION_ACCEPTED if accepted else Verb.CORRECTION_REFUSED, correction, by=by)
    return correction
