"""What pyxform, the reference implementation, says of a form."""

import re
from typing import Any

from django.utils.translation import gettext as _
from pyxform.constants import SUPPORTED_SHEET_NAMES
from pyxform.errors import PyXFormError
from pyxform.xls2xform import ConvertResult, convert

from commons.tables import Unreadable
from interviews.xlsform.sheets import Form

_ROW = re.compile(r"\[?row(?: number)? ?:? ?(\d+)", re.IGNORECASE)
_SHEET = re.compile(r"'(survey|choices|settings|external_choices|entities)' sheet")
_QUOTED = re.compile(r"['\[]([^'\[\]]+)['\]]")


def accept(form: Form) -> ConvertResult:
    """The XForm that pyxform makes of it. Raises ``Unreadable``: its message, in a French frame, with sheet and row."""
    try:
        return convert(_as_dict(form), form_name="data")
    except PyXFormError as refusal:
        message = " ".join(str(refusal).split())
    except RecursionError as error:
        raise Unreadable(_("Ce formulaire emboîte trop de groupes les uns dans les autres.")) from error
    except Exception as error:  # it was made for forms, and this may be anything
        raise Unreadable(_("Ce classeur n’est pas un XLSForm que pyxform comprenne.")) from error
    sheet, row = _place(message, form)
    where = _("Feuille « %(sheet)s », ligne %(row)d") if row else _("Feuille « %(sheet)s »")
    raise Unreadable(
        _("%(where)s : ce n’est pas un XLSForm valide. Le vérificateur pyxform dit : « %(message)s »")
        % {"where": where % {"sheet": sheet, "row": row}, "message": message[:600]}
    )


def _as_dict(form: Form) -> dict[str, Any]:
    """Empty lines are there, so that the numbers of its messages are those of the spreadsheet."""
    made: dict[str, Any] = {"sheet_names": [*form.sheets, *form.others], "fallback_form_name": "data"}
    for name, sheet in form.sheets.items():
        if name not in SUPPORTED_SHEET_NAMES:
            continue
        rows: list[dict[str, str]] = []
        for line in sheet.lines:
            rows += [{} for _hollow in range(line.number - 2 - len(rows))]
            rows.append({header: text.replace("\xa0", " ") for header, text in line.cells.items()})
        made[name] = rows
        made[f"{name}_header"] = [dict.fromkeys(sheet.headers)]
    return made


def _place(message: str, form: Form) -> tuple[str, int]:
    """The sheet, and the line or 0; a message without a number names what it is about."""
    named = _SHEET.search(message)
    sheet = named[1] if named else "survey"
    if found := _ROW.search(message):
        return sheet, int(found[1])
    for quoted in _QUOTED.findall(message):
        for line in form.lines(sheet):
            if quoted in (line.cells.get("type"), line.cells.get("name")):
                return sheet, line.number
    return sheet, 0
