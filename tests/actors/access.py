"""Who gets what at the addresses of actors."""

from typing import Any

from actors.models import FactCheck
from commons import tokens
from tests.access import WRITERS, Line, only
from tests.actors.access_ecosystem import LINES as ECOSYSTEMS
from tests.actors.access_files import LINES as FILES
from tests.scene import Scene

#: Writers of any commons edit; a partner, what acts in their territory.
EDITORS = (*WRITERS, "foreigner")


def _typed(scene: Scene, **fields: Any) -> dict[str, Any]:
    return {"name": "Agence renommée", "kind": "association", **fields}


LINES = [
    Line("territory_detail", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("territory_detail", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
    Line("territory_actors", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("territory_actors", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
    Line("territory_map", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("territory_map", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
    Line("territory_sheet", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("territory_sheet", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
    Line("territory_sheet_pdf", "GET", 503, kwargs=lambda scene: {"slug": scene.territory.slug}, note="à préparer"),
    Line("territory_sheet_pdf", "GET", 404, kwargs=lambda scene: {"slug": "nulle-part"}, note="inconnu"),
    Line("territory_sheet_state", "GET", 200, kwargs=lambda scene: {"slug": scene.territory.slug}),
    Line("organisation_list", "GET", 200),
    Line("organisation_detail", "GET", 200, kwargs=lambda scene: {"slug": scene.organisation.slug}),
    Line("ecosystem_detail", "GET", 200, kwargs=lambda scene: {"slug": scene.ecosystem.slug}),
    Line(
        "organisation_edit",
        "GET",
        403,
        only(200, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
    ),
    Line(
        "organisation_edit",
        "GET",
        403,
        only(200, *EDITORS),
        kwargs=lambda scene: {"slug": scene.other_organisation.slug},
        note="hors du mandat",
    ),
    Line(
        "organisation_edit",
        "POST",
        403,
        only(302, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        data=_typed,
    ),
    Line(
        "organisation_edit",
        "POST",
        403,
        only(302, *EDITORS),
        kwargs=lambda scene: {"slug": scene.other_organisation.slug},
        data=_typed,
        note="hors du mandat",
    ),
    Line(
        "organisation_edit",
        "POST",
        403,
        only(422, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        data=lambda scene: _typed(scene, siren="123"),
        note="refusée",
    ),
]

LINES += [
    Line(
        "organisation_correct",
        "GET",
        200,
        dict.fromkeys((*EDITORS, "partner"), 302),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
    ),
    Line(
        "organisation_correct",
        "GET",
        200,
        dict.fromkeys(EDITORS, 302),
        kwargs=lambda scene: {"slug": scene.other_organisation.slug},
        note="hors du mandat",
    ),
    Line(
        "organisation_correct",
        "POST",
        302,
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        data=lambda scene: _typed(scene, message="Elle a déménagé."),
    ),
    Line(
        "organisation_correct",
        "POST",
        422,
        dict.fromkeys((*EDITORS, "partner"), 302),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        data=lambda scene: _typed(scene, siren="123"),
        note="refusée",
    ),
    Line("ecosystem_correct", "GET", 200, kwargs=lambda scene: {"slug": scene.ecosystem.slug}),
    Line(
        "ecosystem_correct",
        "POST",
        302,
        kwargs=lambda scene: {"slug": scene.ecosystem.slug},
        data=lambda scene: {"message": "Il manque une banque."},
    ),
    Line(
        "ecosystem_correct",
        "POST",
        422,
        kwargs=lambda scene: {"slug": scene.ecosystem.slug},
        note="vide",
    ),
    Line("correction_propose", "GET", 200),
    Line("correction_propose", "POST", 302, data=lambda scene: {"name": "Absente", "kind": "other"}),
    Line("correction_propose", "POST", 422, note="vide"),
    Line("correction_list", "GET", 200, only(200)),
    Line(
        "correction_detail",
        "GET",
        404,
        only(200, *EDITORS, "partner"),
        kwargs=lambda scene: {"pk": scene.correction.pk},
    ),
    Line(
        "correction_detail",
        "GET",
        404,
        only(200, *EDITORS, "expert"),
        kwargs=lambda scene: {"pk": scene.own_correction.pk},
        note="celle du comité, hors du mandat",
    ),
    Line(
        "correction_detail",
        "POST",
        404,
        only(302, *EDITORS, "partner"),
        kwargs=lambda scene: {"pk": scene.correction.pk},
        data=lambda scene: {"decision": "accepted", "kept": ["services"]},
    ),
    Line(
        "correction_detail",
        "POST",
        404,
        only(422, *EDITORS, "partner"),
        kwargs=lambda scene: {"pk": scene.correction.pk},
        data=lambda scene: {"decision": "refused"},
        note="refusée sans raison",
    ),
    Line(
        "correction_detail",
        "POST",
        404,
        only(302, *EDITORS) | {"expert": 403},
        kwargs=lambda scene: {"pk": scene.own_correction.pk},
        data=lambda scene: {"decision": "refused", "reply": "Non."},
        note="celle du comité, hors du mandat",
    ),
]


def _asked(scene: Scene) -> None:
    """The agency has received the yearly question."""
    token, digest = tokens.issue(tokens.Purpose.FACT_CHECK)
    FactCheck.objects.create(organisation=scene.organisation, sent_to="contact@exemple.fr", token_digest=digest)
    scene.things["fact_check_token"] = token


def _merged(scene: Scene) -> None:
    scene.organisation.merged_into = scene.other_organisation
    scene.organisation.save()


LINES += [
    Line("commune_search", "GET", 200),
    Line("commune_actors", "GET", 200, kwargs=lambda scene: {"code": scene.organisation.seat_id}),
    Line("commune_actors", "GET", 404, kwargs=lambda scene: {"code": "95999"}, note="inconnue"),
    Line("suggest_communes", "GET", 200, data=lambda scene: {"q": "Commune"}),
    Line("suggest_zones", "GET", 200, data=lambda scene: {"q": "Essonne"}),
    Line("suggest_organisations", "GET", 200, data=lambda scene: {"q": "agence"}),
    Line("organisation_similar", "GET", 403, only(200, *EDITORS, "partner"), data=lambda scene: {"name": "Agence"}),
    Line("organisation_create", "GET", 403, only(200, *EDITORS, "partner")),
    Line(
        "organisation_create",
        "POST",
        403,
        only(302, *EDITORS, "partner"),
        data=lambda scene: {"name": "Ressourcerie neuve", "kind": "association", "seat": scene.organisation.seat_id},
    ),
    Line(
        "organisation_create",
        "POST",
        403,
        only(302, *EDITORS) | {"partner": 422},
        data=lambda scene: {"name": "Ressourcerie", "kind": "association", "seat": scene.other_organisation.seat_id},
        note="hors du mandat",
    ),
    Line(
        "organisation_check",
        "POST",
        403,
        only(302, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
    ),
    Line(
        "organisation_check",
        "POST",
        403,
        only(302, *EDITORS),
        kwargs=lambda scene: {"slug": scene.other_organisation.slug},
        note="hors du mandat",
    ),
    Line(
        "organisation_detail",
        "GET",
        301,
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        prepare=_merged,
        note="fusionnée",
    ),
    Line("fact_check", "GET", 200, kwargs=lambda scene: {"token": scene.fact_check_token}, prepare=_asked),
    Line("fact_check", "POST", 302, kwargs=lambda scene: {"token": scene.fact_check_token}, prepare=_asked),
    Line("fact_check", "GET", 404, kwargs=lambda scene: {"token": "faux"}, note="faux lien"),
    Line("fact_check", "POST", 404, kwargs=lambda scene: {"token": "faux"}, note="faux lien"),
    *FILES,
    *ECOSYSTEMS,
]

#: Members of a team, of whatever commons.
MEMBERS = (*EDITORS, "partner", "expert")
LINES += [
    Line(
        "organisation_history",
        "GET",
        403,
        only(200, *MEMBERS),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
    ),
    Line(
        "organisation_put_back",
        "POST",
        403,
        only(404, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        data=lambda scene: {"line": 1, "fact": "slug"},
        note="rien de tel",
    ),
    Line(
        "organisation_put_back",
        "POST",
        403,
        only(302, *EDITORS, "partner"),
        kwargs=lambda scene: {"slug": scene.organisation.slug},
        data=lambda scene: {"line": scene.organisation.history.get().history_id, "fact": "services"},
    ),
    Line(
        "ecosystem_history",
        "GET",
        403,
        only(200, *MEMBERS),
        kwargs=lambda scene: {"slug": scene.ecosystem.slug},
    ),
]
