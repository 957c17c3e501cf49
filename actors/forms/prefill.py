"""What the public directory of companies proposes, line by line, beside what is typed."""

from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext as _
from stdnum.fr import siren, siret

from actors.facts import label
from actors.forms.communes import written
from actors.models import Organisation
from actors.upkeep import companies
from commons import remote
from territories import codes


@dataclass(frozen=True)
class Proposal:
    """One fact: what the form holds, what the directory says. ``ticked`` when the form holds nothing."""

    name: str
    label: str
    typed: str
    found: str

    @property
    def ticked(self) -> bool:
        return not self.typed


@dataclass(frozen=True)
class Answer:
    """What to tell the person: a sentence, and what could be taken over."""

    sentence: str
    proposals: list[Proposal]


def typed_values(form: BaseForm, data: QueryDict) -> dict[str, Any]:
    """What was typed, field by field, unread: a form shown again with it refuses nothing yet."""
    return {
        name: field.widget.value_from_datadict(data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def taken_over(data: QueryDict) -> dict[str, str]:
    """The proposals ticked. They are typed words like any other: the form will check them."""
    return {name: data.get(f"found-{name}", "") for name in data.getlist("take") if f"found-{name}" in data}


def look_up(typed: dict[str, Any]) -> Answer:
    """Asks the directory for the number typed, SIRET first."""
    number = next((n for n in (_digits(typed.get("siret")), _digits(typed.get("siren"))) if n), "")
    if not (siren.is_valid(number) or siret.is_valid(number)):
        return Answer(_("Tapez d’abord un SIREN ou un SIRET entier : c’est par lui que l’on cherche."), [])
    try:
        company = companies.find(number)
    except remote.Unreachable:
        return Answer(
            _("L’annuaire des entreprises ne répond pas pour le moment. Continuez à la main : rien n’est perdu."), []
        )
    if company is None:
        return Answer(
            _("L’annuaire des entreprises ne connaît pas ce numéro. Vérifiez-le, ou continuez à la main."), []
        )
    return _answer(company, typed)


def _answer(company: companies.Company, typed: dict[str, Any]) -> Answer:
    found = {
        "name": company.name,
        "short_name": company.short_name,
        "legal_form": company.legal_form,
        "siren": company.siren,
        "siret": company.siret,
        "seat": _commune(company.commune),
    }
    held = {name: " ".join(str(typed.get(name) or "").split()) for name in found}
    proposals = [
        Proposal(name, label(Organisation, name), held[name], value)
        for name, value in found.items()
        if value and value != (_digits(held[name]) if name in {"siren", "siret"} else held[name])
    ]
    if company.closed:
        return Answer(_("Attention : l’annuaire des entreprises dit cet établissement fermé ou radié."), proposals)
    if not proposals:
        return Answer(_("L’annuaire des entreprises dit la même chose que vous : rien à reprendre."), [])
    return Answer(_("Cochez ce que vous reprenez. Rien n’est enregistré avant que vous n’enregistriez."), proposals)


def _commune(code: str) -> str:
    communes = codes.resolve([code]).communes
    return written(communes[0]) if communes else ""


def _digits(value: Any) -> str:
    return "".join(str(value or "").split())
