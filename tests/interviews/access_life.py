"""What changes in an interview, its people, its calendar, the imports and the history of its notes."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from commons import tokens
from interviews.models import CalendarFeed, Note, NoteImport, Pseudonym
from tests.access import Line, only
from tests.scene import Scene

NOT_WRITERS = {"stranger": 403, "partner": 403, "expert": 403, "administrator": 403}
SEEN = only(200, "researcher", "coordinator") | {"colleague": 403}
DONE = only(302, "researcher", "coordinator") | {"colleague": 403}


def interview(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.interview.pk}


def kept_name(scene: Scene) -> dict[str, Any]:
    kept = Pseudonym.objects.create(interview=scene.interview, kind="place", name="Ici", replacement="une commune")
    return {"pk": scene.interview.pk, "name": kept.pk}


def person(scene: Scene) -> dict[str, Any]:
    return {"interview": scene.interview.pk, "pk": scene.interviewee.pk}


def place(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.interview.pk, "member": scene.interview.interviewers.get().pk}


def note(scene: Scene) -> dict[str, Any]:
    return {"interview": scene.interview.pk, "pk": scene.note.pk}


def shared(scene: Scene) -> dict[str, Any]:
    return {"interview": scene.interview.pk, "pk": scene.shared_note.pk}


def first(scene: Scene) -> dict[str, Any]:
    return {**note(scene), "number": 1}


def given(scene: Scene) -> dict[str, Any]:
    """An import given by the researcher, into the shared account."""
    found = NoteImport.objects.create(
        note=scene.shared_note,
        by=scene.people["researcher"],
        state=NoteImport.State.SHOWN,
        format="txt",
        body="<p>Dit.</p>",
    )
    return {"interview": scene.interview.pk, "note": scene.shared_note.pk, "pk": found.pk}


def feed(scene: Scene) -> dict[str, Any]:
    token, digest = tokens.issue(tokens.Purpose.CALENDAR)
    CalendarFeed.objects.create(user=scene.people["researcher"], token_digest=digest)
    return {"token": token}


def forged_feed(scene: Scene) -> dict[str, Any]:
    return {"token": feed(scene)["token"] + "a"}


def facts(scene: Scene) -> dict[str, Any]:
    return {
        "organisations": scene.organisation.pk,
        "held_on": "2026-03-12",
        "mode": "on_site",
        "travel": "walk",
        "ecosystem": scene.ecosystem.pk,
        "revision": scene.interview.revision.pk,
    }


def left(scene: Scene) -> None:
    """The place of the researcher is passed: their note stays theirs."""
    scene.interview.interviewers.update(user=scene.people["colleague"])
    Note.objects.create(interview=scene.interview, author=scene.people["colleague"])


def planned(scene: Scene) -> None:
    type(scene.interview).objects.filter(pk=scene.interview.pk).update(state="planned")


NAMED = only(200, "researcher", "coordinator")
LINES = [
    Line("interview_names", "GET", 404, NAMED, interview),
    Line(
        "interview_names",
        "POST",
        404,
        only(302, "researcher", "coordinator"),
        interview,
        lambda scene: {"kind": "place", "name": "Chalette", "replacement": "une commune"},
    ),
    Line(
        "names_replace",
        "POST",
        404,
        only(302, "researcher", "coordinator"),
        interview,
        lambda scene: {"base": scene.shared_note.latest().number},
    ),
    Line("name_forget", "POST", 404, only(302, "researcher", "coordinator"), kept_name),
    Line("interview_retention", "GET", 404, SEEN, interview),
    Line(
        "interview_retention",
        "POST",
        404,
        DONE,
        interview,
        lambda scene: {"retained_until": "2090-01-01", "retention_reason": "Une suite."},
    ),
    Line(
        "retention_edit",
        "GET",
        404,
        only(200, "coordinator") | {"researcher": 403, "colleague": 403},
        lambda scene: {"slug": scene.commons.slug},
    ),
    Line(
        "retention_edit",
        "POST",
        404,
        only(302, "coordinator") | {"researcher": 403, "colleague": 403},
        lambda scene: {"slug": scene.commons.slug},
        lambda scene: {"retention_months": 12},
    ),
    Line("interview_edit", "GET", 404, SEEN, interview),
    Line("interview_edit", "POST", 404, DONE, interview, facts),
    Line("interview_move", "POST", 404, DONE, interview, lambda scene: {"to": "held"}, planned),
    Line("interview_pair", "GET", 404, SEEN, interview),
    Line(
        "interview_pair",
        "POST",
        404,
        DONE,
        interview,
        lambda scene: {f"approach_{scene.interview.interviewers.get().pk}": "ess"},
    ),
    Line("interview_hand_over", "GET", 404, SEEN, place),
    Line(
        "interview_hand_over",
        "POST",
        404,
        DONE,
        place,
        lambda scene: {"second": scene.people["colleague"].pk, "approach": "ess"},
    ),
    Line("interview_cancel", "GET", 404, SEEN, interview),
    Line("interview_cancel", "POST", 404, DONE, interview, lambda scene: {"reason": "Report."}, planned),
    Line("interview_remove", "GET", 404, SEEN, interview),
    Line(
        "interview_remove",
        "POST",
        404,
        only(422, "researcher", "coordinator") | {"colleague": 403},
        interview,
        note="il n’est pas vide",
    ),
    Line("interview_ics", "GET", 404, only(200, "researcher", "colleague", "coordinator"), interview),
    Line("calendar_link", "GET", 200, only(200) | NOT_WRITERS),
    Line("calendar_link", "POST", 200, only(200) | NOT_WRITERS),
    Line("calendar_close", "POST", 302, only(302) | NOT_WRITERS),
    Line("calendar_feed", "GET", 200, {}, feed),
    Line("calendar_feed", "GET", 404, {}, forged_feed, note="lien forgé"),
    Line("interviewee_edit", "GET", 404, SEEN, person),
    Line("interviewee_edit", "POST", 404, DONE, person, lambda scene: {"pseudonym": "Alix", "function": "élue"}),
    Line("interviewee_remove", "GET", 404, SEEN, person),
    Line(
        "interviewee_remove",
        "POST",
        404,
        only(422, "researcher", "coordinator") | {"colleague": 403},
        person,
        note="des verbatims en viennent",
    ),
    Line("note_import", "GET", 404, only(200, "researcher") | {"coordinator": 403}, note, note="note brute"),
    Line("note_import", "GET", 404, SEEN, shared),
    Line(
        "note_import",
        "POST",
        404,
        DONE,
        shared,
        lambda scene: {"file": SimpleUploadedFile("entretien.txt", b"Avec qui travaillez-vous ?\n\nSeul.")},
    ),
    Line("note_import_detail", "GET", 404, only(200, "researcher"), given),
    Line("note_import_detail", "POST", 404, only(302, "researcher"), given),
    Line("note_import_forget", "POST", 404, only(302, "researcher"), given),
    Line("note_history", "GET", 404, only(200, "researcher", "coordinator"), note),
    Line(
        "note_history",
        "GET",
        404,
        only(200, "researcher", "colleague", "coordinator"),
        note,
        prepare=left,
        note="à qui l’a écrite, et au binôme",
    ),
    Line("note_revision", "GET", 404, only(200, "researcher", "coordinator"), first),
    Line("note_restore", "POST", 404, only(302, "researcher") | {"coordinator": 403}, first, lambda scene: {"base": 1}),
]
