"""Who may what with grids as files: the researchers and coordinators of their commons, and nobody else."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from interviews.xlsform import workbook
from tests.access import WRITERS, Line, only
from tests.interviews import xlsforms
from tests.scene import Scene

NOT_WRITERS = {"stranger": 403, "partner": 403, "expert": 403, "administrator": 403}


def revision(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.interview.revision_id}


def form(scene: Scene) -> dict[str, Any]:
    file = SimpleUploadedFile("guide.xlsx", xlsforms.field_guide(), content_type=workbook.CONTENT_TYPE)
    return {"commons": scene.ecosystem.commons_id, "file": file}


LINES = [
    Line("grid_import", "GET", 200, only(200) | NOT_WRITERS),
    Line("grid_import", "POST", 200, only(200) | NOT_WRITERS | {"foreigner": 422}, data=form),
    Line("grid_import_confirm", "POST", 400, only(400) | NOT_WRITERS, note="aperçu forgé"),
    Line("grid_xlsx", "GET", 404, only(200, *WRITERS), revision),
    Line("field_sheet_docx", "GET", 404, only(200, *WRITERS), revision),
    Line("field_sheet_pdf", "GET", 404, only(503, *WRITERS), revision),
]
