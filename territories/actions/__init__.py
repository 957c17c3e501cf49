"""What happens to territories."""

from territories.actions import preparing
from territories.actions.composition import compose, drawn, propose_kinds_again, redraw_territories_with
from territories.actions.editing import create, decide_kind, edit, remove
from territories.actions.mandates import mandate
from territories.actions.measuring import record_indicator, record_indicators, remove_indicator
from territories.actions.preparing import settle
from territories.actions.studying import study

__all__ = [
    "compose",
    "create",
    "decide_kind",
    "drawn",
    "edit",
    "mandate",
    "preparing",
    "propose_kinds_again",
    "record_indicator",
    "record_indicators",
    "redraw_territories_with",
    "remove",
    "remove_indicator",
    "settle",
    "study",
]
