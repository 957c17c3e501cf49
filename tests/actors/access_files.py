"""Who gets what at the addresses of imports, exports and duplicates."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from actors.models import ImportBatch, Organisation
from tests.access import WRITERS, Line, only
from tests.scene import Scene

#: Researchers and coordinators of any commons; never a partner.
EDITORS = (*WRITERS, "foreigner")


def _file(text: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("acteurs.csv", text.encode())}


def _batch(state: str) -> Any:
    def prepare(scene: Scene) -> None:
        line = {"number": 2, "facts": {"name": "Nouvelle"}, "guessed": False, "reasons": [], "notes": [], "choice": ""}
        shown = {"fate": "create", "target": "", "near": [], "like": [], "clash": ""}
        diff = {"kind": [None, "other"], "name": [None, "Nouvelle"]}
        scene.things["batch"] = ImportBatch.objects.create(
            kind="organisations", state=state, file_name="acteurs.csv", lines=[line | shown | {"diff": diff}]
        )

    return prepare


def _of_batch(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.batch.pk}


LINES = [
    Line("organisations_csv", "GET", 200),
    Line("organisations_xlsx", "GET", 200),
    Line("organisations_geojson", "GET", 200),
    Line("import_list", "GET", 403, only(200, *EDITORS)),
    Line("import_list", "POST", 403, only(302, *EDITORS), data=lambda scene: _file("nom\nNouvelle\n")),
    Line("import_list", "POST", 403, only(422, *EDITORS), data=lambda scene: _file("sigle\nX\n"), note="sans nom"),
    Line("import_template", "GET", 403, only(200, *EDITORS), kwargs=lambda scene: {"kind": "csv"}),
    Line("import_template", "GET", 403, only(200, *EDITORS), kwargs=lambda scene: {"kind": "xlsx"}, note="classeur"),
    Line("import_detail", "GET", 403, only(200, *EDITORS), kwargs=_of_batch, prepare=_batch("previewed")),
    Line("import_choose", "POST", 403, only(302, *EDITORS), kwargs=_of_batch, prepare=_batch("previewed")),
    Line("import_confirm", "POST", 403, only(302, *EDITORS), kwargs=_of_batch, prepare=_batch("previewed")),
    Line("import_undo", "POST", 403, only(302, *EDITORS), kwargs=_of_batch, prepare=_batch("applied")),
    Line("import_give_up", "POST", 403, only(302, *EDITORS), kwargs=_of_batch, prepare=_batch("previewed")),
]
