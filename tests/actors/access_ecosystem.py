"""Who gets what at the addresses of ecosystems."""

from typing import Any

from actors import actions
from actors.actions import graph_importing
from actors.models import Participation, Relation
from tests.access import WRITERS, Line, only
from tests.scene import Scene

#: Those of the commons that studies the ecosystem, and the partner who looks after its territory.
EDITORS = (*WRITERS, "partner")


def _slug(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.ecosystem.slug}


def _row(scene: Scene, model: Any) -> dict[str, Any]:
    return {"slug": scene.ecosystem.slug, "pk": model.objects.get(ecosystem=scene.ecosystem).pk}


def _participation(scene: Scene) -> dict[str, Any]:
    return _row(scene, Participation)


def _relation(scene: Scene) -> dict[str, Any]:
    return _row(scene, Relation)


def _furnished(scene: Scene) -> None:
    Participation.objects.create(ecosystem=scene.ecosystem, organisation=scene.organisation, state="met")
    Relation.objects.create(
        ecosystem=scene.ecosystem,
        source=scene.organisation,
        target=scene.other_organisation,
        kind="funds",
        nature="monetary",
        confidence="doubtful",
        source_document="Chronique",
    )


def _emptied(scene: Scene) -> None:
    _furnished(scene)
    for model in (Participation, Relation):
        row = model.objects.get(ecosystem=scene.ecosystem)
        scene.things[model.__name__] = row.pk
        actions.remove(row, by=None)


def _typed_ecosystem(scene: Scene) -> dict[str, Any]:
    return {
        "name": "Un écosystème",
        "theme": "Réemploi",
        "territory": scene.territory.pk,
        "commons": scene.commons.pk,
        "presentation": "",
    }


def _typed_participation(scene: Scene) -> dict[str, Any]:
    return {"organisation": scene.other_organisation.name, "role": "finance"}


def _typed_relation(scene: Scene) -> dict[str, Any]:
    return {
        "source": scene.organisation.name,
        "target": scene.other_organisation.name,
        "kind": "trains",
        "nature": "non_monetary",
        "source_document": "Chronique",
    }


def _moved(scene: Scene) -> dict[str, Any]:
    return {"node": str(scene.organisation.pk), "x": "12", "y": "-40.5"}


def _reworded(scene: Scene) -> None:
    _furnished(scene)
    row = Relation.objects.get(ecosystem=scene.ecosystem)
    scene.things["line"] = row.history.latest().history_id
    actions.edit_relation(row, by=None, period="2021")


def _line_before(scene: Scene) -> dict[str, Any]:
    return {"line": scene.line, "kind": "relation", "fact": "period"}


def _put_back(model: type) -> Any:
    return lambda scene: {"slug": scene.ecosystem.slug, "pk": scene.things[model.__name__]}


def _previewed(scene: Scene) -> None:
    by = scene.people["researcher"]
    scene.things["batch"] = graph_importing.begin([], scene.ecosystem, file_name="kumu.xlsx", by=by)


def _batch(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.ecosystem.slug, "pk": scene.batch.pk}


PUBLIC = [
    Line(name, "GET", 200, kwargs=_slug, prepare=_furnished)
    for name in (
        "ecosystem_graph_svg",
        "ecosystem_graph_json",
        "ecosystem_relations_csv",
        "ecosystem_kumu",
        "ecosystem_graphml",
    )
]
LINES = [
    *PUBLIC,
    Line("ecosystem_graph_svg", "GET", 404, kwargs=_slug, note="vide"),
    Line("ecosystem_new", "GET", 403, only(200, *WRITERS, "foreigner")),
    Line("ecosystem_new", "POST", 403, only(302, *WRITERS) | {"foreigner": 422}, data=_typed_ecosystem),
    Line("ecosystem_edit", "GET", 403, only(200, *WRITERS), kwargs=_slug),
    Line("ecosystem_edit", "POST", 403, only(302, *WRITERS), kwargs=_slug, data=_typed_ecosystem),
    Line("ecosystem_remove", "GET", 403, only(200, *WRITERS), kwargs=_slug),
    Line("ecosystem_remove", "POST", 403, only(422, *WRITERS), kwargs=_slug, note="un entretien s’y réfère"),
    Line("ecosystem_headcounts", "GET", 403, only(200, *WRITERS), kwargs=_slug),
    Line(
        "ecosystem_headcounts",
        "POST",
        403,
        only(302, *WRITERS),
        kwargs=_slug,
        data=lambda scene: {"count_company": "9", "source_company": "Compte rendu"},
    ),
    Line("participation_new", "GET", 403, only(200, *EDITORS), kwargs=_slug),
    Line("participation_new", "POST", 403, only(302, *EDITORS), kwargs=_slug, data=_typed_participation),
    Line("participation_new", "POST", 403, only(422, *EDITORS), kwargs=_slug, note="vide"),
    Line("participation_edit", "GET", 403, only(200, *EDITORS), kwargs=_participation, prepare=_furnished),
    Line(
        "participation_edit",
        "POST",
        403,
        only(302, *EDITORS),
        kwargs=_participation,
        prepare=_furnished,
        data=_typed_participation,
    ),
    Line("participation_remove", "GET", 403, only(200, *EDITORS), kwargs=_participation, prepare=_furnished),
    Line("participation_remove", "POST", 403, only(302, *EDITORS), kwargs=_participation, prepare=_furnished),
    Line("participation_put_back", "POST", 403, only(302, *EDITORS), kwargs=_put_back(Participation), prepare=_emptied),
    Line("ecosystem_put_back", "POST", 403, only(302, *EDITORS), kwargs=_slug, prepare=_reworded, data=_line_before),
    Line("ecosystem_put_back", "POST", 403, only(404, *EDITORS), kwargs=_slug, note="sans ligne"),
    Line("relation_new", "GET", 403, only(200, *EDITORS), kwargs=_slug),
    Line("relation_new", "POST", 403, only(302, *EDITORS), kwargs=_slug, data=_typed_relation),
    Line("relation_new", "POST", 403, only(422, *EDITORS), kwargs=_slug, note="vide"),
    Line("relation_edit", "GET", 403, only(200, *EDITORS), kwargs=_relation, prepare=_furnished),
    Line("relation_edit", "POST", 403, only(302, *EDITORS), kwargs=_relation, prepare=_furnished, data=_typed_relation),
    Line("relation_remove", "GET", 403, only(200, *EDITORS), kwargs=_relation, prepare=_furnished),
    Line("relation_remove", "POST", 403, only(302, *EDITORS), kwargs=_relation, prepare=_furnished),
    Line("relation_put_back", "POST", 403, only(302, *EDITORS), kwargs=_put_back(Relation), prepare=_emptied),
    Line("graph_place", "POST", 403, only(200, *EDITORS), kwargs=_slug, prepare=_furnished, data=_moved),
    Line("graph_place", "POST", 403, only(400, *EDITORS), kwargs=_slug, note="sans nœud"),
    Line("graph_anew", "POST", 403, only(302, *EDITORS), kwargs=_slug, prepare=_furnished),
    Line("graph_import", "GET", 403, only(200, *WRITERS), kwargs=_slug),
    Line("graph_import", "POST", 403, only(422, *WRITERS), kwargs=_slug, note="sans fichier"),
    Line("graph_import_detail", "GET", 403, only(200, *WRITERS), kwargs=_batch, prepare=_previewed),
    Line("graph_import_detail", "POST", 403, only(302, *WRITERS), kwargs=_batch, prepare=_previewed),
    Line("graph_import_undo", "POST", 403, only(302, *WRITERS), kwargs=_batch, prepare=_previewed),
]
