"""Files in, files out: the door of this package."""

from typing import IO

from interviews.xlsform import acceptance, kobo, sheets, understanding, workbook, writing
from interviews.xlsform.plans import GridPlan, Remark
from interviews.xlsform.sheets import Form


def read(file: IO[bytes], name: str) -> Form:
    """A form that pyxform accepts. Raises ``commons.tables.Unreadable`` with a French sentence."""
    form = kobo.standard(sheets.read(file, name))
    acceptance.accept(form)
    return form


def understood(form: Form) -> tuple[GridPlan, list[Remark]]:
    """The grid it would be, and the report. What was written here and not changed since leaves nothing in ``extra``."""
    plan, remarks = understanding.understand(form)
    ours = writing.bare(plan)
    return (ours if writing.alike(writing.written(ours, version=""), form) else plan), remarks


def same(one: GridPlan, other: GridPlan) -> bool:
    return writing.alike(writing.written(one, version=""), writing.written(other, version=""))


def xlsx(plan: GridPlan, *, version: str) -> tuple[bytes, list[str]]:
    """The workbook, and what could not be given back."""
    form, lost = writing.write(plan, version=version)
    return workbook.xlsx(form), lost
