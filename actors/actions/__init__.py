"""What happens to organisations and ecosystems."""

from actors.actions.corrections import AlreadyDecided, accept, propose, refuse
from actors.actions.directory import check, create, edit, engage, record_organisation
from actors.actions.ecosystem import (
    edit_ecosystem,
    edit_participation,
    edit_relation,
    put_back,
    record_headcounts,
    record_participation,
    record_relation,
    remove,
    remove_ecosystem,
)
from actors.actions.fact_checks import answer, ask, ask_due
from actors.actions.graph import Arrangement, arrange, arrange_anew, lay_out, pin, unpin
from actors.actions.putting_back import put_row_value_back, put_value_back
from actors.actions.sheets import ask_sheet, make_sheet

__all__ = [
    "AlreadyDecided",
    "Arrangement",
    "accept",
    "answer",
    "arrange",
    "arrange_anew",
    "ask",
    "ask_due",
    "ask_sheet",
    "check",
    "create",
    "edit",
    "edit_ecosystem",
    "edit_participation",
    "edit_relation",
    "engage",
    "lay_out",
    "make_sheet",
    "pin",
    "propose",
    "put_back",
    "put_row_value_back",
    "put_value_back",
    "record_headcounts",
    "record_organisation",
    "record_participation",
    "record_relation",
    "refuse",
    "remove",
    "remove_ecosystem",
    "unpin",
]
