"""Who gets what at the addresses of imports, exports and duplicates."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from actors.actions import merging
from actors.models import ImportBatch, Merge, NotDuplicate
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


def _pair(scene: Scene) -> dict[str, Any]:
    return {"one": scene.organisation.pk, "other": scene.other_organisation.pk}


def _dismissed(scene: Scene) -> None:
    scene.things["pair"] = NotDuplicate.objects.create(one=scene.organisation, other=scene.other_organisation)


def _merged(scene: Scene) -> None:
    scene.things["merge"] = Merge.objects.create(
        kept=scene.organisation, duplicate=scene.other_organisation, moved={"name": "Agence d’ailleurs"}
    )


def _really_merged(scene: Scene) -> None:
    by = scene.people["coordinator"]
    scene.things["merge"] = merging.merge(scene.organisation, scene.other_organisation, taken=[], by=by)


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
    Line("duplicate_list", "GET", 403, only(200, *EDITORS)),
    Line("duplicate_compare", "GET", 403, only(200, *EDITORS), kwargs=_pair),
    Line(
        "duplicate_compare",
        "POST",
        403,
        only(302, *EDITORS),
        kwargs=_pair,
        data=lambda scene: {"kept": "one", "name": "one", "seat": "one"},
    ),
    Line("duplicate_compare", "POST", 403, only(422, *EDITORS), kwargs=_pair, note="sans choix"),
    Line("duplicate_dismiss", "POST", 403, only(302, *EDITORS), kwargs=_pair),
    Line(
        "duplicate_propose",
        "POST",
        403,
        only(302, *EDITORS),
        kwargs=lambda scene: {"pk": scene.pair.pk},
        prepare=_dismissed,
    ),
    Line("merge_undo", "GET", 403, only(200, *EDITORS), kwargs=lambda scene: {"pk": scene.merge.pk}, prepare=_merged),
    Line(
        "merge_undo",
        "POST",
        403,
        only(302, *EDITORS),
        kwargs=lambda scene: {"pk": scene.merge.pk},
        prepare=_really_merged,
    ),
]
