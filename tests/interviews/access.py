from typing import Any

from tests.access import WRITERS, Line, only
from tests.interviews import access_grid_files, access_grids, access_life, access_offline
from tests.scene import Scene

NOT_WRITERS = {"stranger": 403, "partner": 403, "expert": 403, "administrator": 403}


def interview(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.interview.pk}


def person(scene: Scene) -> dict[str, Any]:
    return {"interview": scene.interview.pk, "pk": scene.interviewee.pk}


def note(scene: Scene) -> dict[str, Any]:
    return {"interview": scene.interview.pk, "pk": scene.note.pk}


def shared(scene: Scene) -> dict[str, Any]:
    return {"interview": scene.interview.pk, "pk": scene.shared_note.pk}


def token(scene: Scene) -> dict[str, Any]:
    return {"token": scene.consent_token}


def forged(scene: Scene) -> dict[str, Any]:
    return {"token": scene.consent_token[:-1] + ("a" if scene.consent_token[-1] != "a" else "b")}


def new_text(scene: Scene) -> dict[str, Any]:
    return {"body": "<p>Autre texte.</p>", "base": 1}


def agreed(scene: Scene) -> dict[str, Any]:
    return {"take": "agreed"}


def new_interview(scene: Scene) -> dict[str, Any]:
    return {"organisations": [scene.organisation.pk], "held_on": "2026-03-01"}


def consent(scene: Scene) -> dict[str, Any]:
    return {
        "level": "pseudonymised",
        "given_on": "2026-03-12",
        "terms": scene.consent.terms_id,
        "proof_note": "À l’oral.",
    }


def own_consent(scene: Scene) -> dict[str, Any]:
    return {"level": "notes_only"}


def of_commons(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.commons.slug}


def terms(scene: Scene) -> dict[str, Any]:
    return {"slug": scene.commons.slug, "version": scene.consent.terms.version}


def with_proof(scene: Scene) -> None:
    from django.core.files.base import ContentFile

    scene.consent.proof_file.save("signature.pdf", ContentFile(b"%PDF"))


def opened(scene: Scene) -> None:
    scene.interview.opened_to_team = True
    scene.interview.save()


PAIR = only(302, "researcher", "coordinator") | {"colleague": 403}
LINES = [
    *access_grids.LINES,
    *access_grid_files.LINES,
    *access_life.LINES,
    *access_offline.LINES,
    Line("interview_list", "GET", 200, only(200) | NOT_WRITERS),
    Line("interview_create", "GET", 200, only(200) | NOT_WRITERS),
    Line(
        "interview_create",
        "POST",
        302,
        only(302) | NOT_WRITERS,
        data=new_interview,
        note="chacun dans le commun où il écrit",
    ),
    Line("interview_detail", "GET", 404, only(200, "researcher", "colleague", "coordinator"), interview),
    Line("interview_share", "POST", 404, only(302, "researcher") | {"colleague": 403, "coordinator": 403}, interview),
    Line("interviewee_add", "GET", 404, only(200, "researcher", "coordinator") | {"colleague": 403}, interview),
    Line(
        "interviewee_add",
        "POST",
        404,
        PAIR,
        interview,
        lambda scene: {"pseudonym": "Dominique", "function": "élue", "name": ""},
    ),
    Line("notes_side_by_side", "GET", 404, only(200, "researcher", "coordinator"), interview),
    Line("notes_side_by_side", "POST", 404, only(302, "researcher", "coordinator"), interview, agreed),
    Line(
        "notes_side_by_side",
        "POST",
        404,
        only(302, "researcher", "coordinator") | {"colleague": 403},
        interview,
        agreed,
        prepare=opened,
        note="notes ouvertes à l’équipe",
    ),
    Line("note_edit", "GET", 404, only(200, "researcher", "coordinator"), note, note="note brute"),
    Line("note_edit", "POST", 404, only(302, "researcher") | {"coordinator": 403}, note, new_text, note="note brute"),
    Line(
        "note_edit",
        "GET",
        404,
        only(200, "researcher", "colleague", "coordinator"),
        note,
        prepare=opened,
        note="note ouverte à l’équipe",
    ),
    Line("note_edit", "GET", 404, only(200, "researcher", "colleague", "coordinator"), shared, note="compte rendu"),
    Line("note_edit", "POST", 404, PAIR, shared, new_text, note="compte rendu"),
    Line("consent_record", "GET", 404, only(200, "researcher", "coordinator") | {"colleague": 403}, person),
    Line("consent_record", "POST", 404, PAIR, person, consent),
    Line("consent_link", "POST", 404, only(200, "researcher", "coordinator") | {"colleague": 403}, person),
    Line("consent_withdraw", "POST", 404, PAIR, person, lambda scene: {"confirmed": "on"}),
    Line("consent_proof", "GET", 404, only(200, "researcher", "coordinator"), person, prepare=with_proof),
    Line("consent_proof", "GET", 404, only(404), person, note="sans document"),
    Line("consent_page", "GET", 200, {}, token),
    Line("consent_page", "GET", 404, {}, forged, note="lien forgé"),
    Line("consent_page", "POST", 302, {}, token, lambda scene: {"confirmed": "on"}),
    Line("consent_change", "POST", 302, {}, token, own_consent),
    Line("consent_change", "POST", 404, {}, forged, own_consent, note="lien forgé"),
    Line("consent_code", "GET", 200, {"interviewee": 302}, token),
    Line("consent_code", "POST", 422, {"interviewee": 302}, token, lambda scene: {"code": "000000"}),
    Line("consent_code", "GET", 404, {}, forged, note="lien forgé"),
    Line("consent_code_send", "POST", 302, {}, token),
    Line("consent_code_send", "POST", 404, {}, forged, note="lien forgé"),
    Line("recording_destroy", "POST", 404, PAIR, person),
    Line("validation_ask", "GET", 404, only(200, "researcher", "coordinator") | {"colleague": 403}, person),
    Line("validation_ask", "POST", 404, PAIR, person, lambda scene: {"email": "a@exemple.fr", "means": "mail"}),
    Line("terms_current", "GET", 404, only(302, *WRITERS), of_commons),
    Line("terms_detail", "GET", 404, only(200, *WRITERS) | {"interviewee": 200}, terms),
    Line("terms_pdf", "GET", 404, only(503, *WRITERS) | {"interviewee": 503}, terms),
    Line("terms_edit", "GET", 404, only(200, "coordinator") | {"researcher": 403, "colleague": 403}, of_commons),
    Line(
        "terms_edit",
        "POST",
        404,
        only(302, "coordinator") | {"researcher": 403, "colleague": 403},
        of_commons,
        lambda scene: {"body": "<p>Une autre notice.</p>"},
    ),
    Line("consent_page", "POST", 404, {}, forged, lambda scene: {"confirmed": "on"}, note="lien forgé"),
]
