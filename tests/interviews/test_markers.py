"""Markers planted in everything confidential, looked for in everything that goes out: one scene, one pass."""

import gzip
import io
import logging
import pickle
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from weasyprint import HTML

from analysis.models import Excerpt
from commons import jobs
from interviews import actions
from interviews.actions import importing, pair, retention, states
from interviews.models import Consent, Identity, Interview, NoteImport, NoteRevision, Pseudonym
from tests import factories, scene
from tests.access import Line
from tests.scene import PERSONAS, Scene
from tests.test_access import lines

pytestmark = pytest.mark.django_db
#: All begin alike: a search by what they share would find them, without writing one in the address.
SHARED = "zqmark"
MAY_READ = {"researcher", "coordinator"}
#: Pages that look at no interview: these personas are enough there, for the time it takes.
ELSEWHERE = ("/acteurs", "/territoires", "/ecosystemes", "/cooperation", "/grilles", "/livrables", "/tuiles")
ENOUGH = {"anonymous", "colleague"}
#: On their own pages, whose links are theirs alone, a person met reads what they wrote and where their recording is.
OWN_PAGES, OWN = "/consentement/", {"comment", "recording"}
#: Where the markers stand; they may be nowhere else, and in the first two only encrypted.
ENCRYPTED = {"interviews_identity", "interviews_pseudonym"}
HOLDING = {
    "analysis_excerpt",
    "interviews_accountcomment",
    "interviews_consent",
    "interviews_interview",
    "interviews_noteimport",
    "interviews_noterevision",
}


def mark(name: str) -> str:
    return f"{SHARED}{name}"


@dataclass
class Planted:
    scene: Scene
    names: set[str]

    def found_in(self, text: str, but: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
        lowered = text.lower()
        return [name for name in sorted(self.names - but) if mark(name) in lowered] if SHARED in lowered else []


@pytest.fixture
def planted() -> Planted:
    built = scene.build()
    interview, person, researcher = built.interview, built.interviewee, built.people["researcher"]
    fields = {name: mark(name) for name in ("name", "phone", "more")}
    Identity.objects.filter(pk=person.pk).delete()
    Identity.objects.create(interviewee=person, email=f"{mark('email')}@exemple.fr", **fields)
    noted = factories.note(interview, researcher, f"<p>On dit {mark('raw')} ici.</p>")
    NoteRevision.objects.filter(pk=noted.pk).update(answers={"q": mark("answer")})
    Excerpt.objects.filter(pk=built.excerpt.pk).update(quote=mark("quote"), memo=mark("memo"))
    Pseudonym.objects.create(interview=interview, kind="place", name=mark("pseudonym"), replacement="une commune")
    Interview.objects.filter(pk=interview.pk).update(place=mark("place"), state=Interview.State.PLANNED)
    consent = built.consent
    consent.proof_note, consent.recording_place = mark("proof"), mark("recording")
    consent.proof_file.save("preuve.txt", ContentFile(mark("file").encode()))
    validation = factories.validation(person, built.shared_note.latest())
    factories.account_comment(validation, text=mark("comment"))
    found = NoteImport.objects.create(
        note=built.note, by=researcher, state="shown", format="txt", body=f"<p>{mark('import')}</p>"
    )
    jobs.start(importing.READ, target=found, by=researcher)
    built.things["note_revision"] = noted
    names = {"name", "phone", "more", "email", "raw", "answer", "quote", "memo", "pseudonym", "place", "proof"}
    return Planted(built, names | {"recording", "file", "comment", "import"})


def addresses(built: Scene) -> list[str]:
    """Every address of the access table that is read, each once."""
    found: dict[str, str] = {}  # address → name
    for line in lines():
        if line.method == "GET" and (address := _address(built, line, known=line.name in found.values())):
            found.setdefault(address, line.name)
    lists = ("organisation_list", "interview_list", "excerpt_list", "home")
    searched = [f"{reverse(name)}?q={SHARED}&recherche={SHARED}" for name in lists]
    return [*found, *searched]


def _address(built: Scene, line: Line, *, known: bool) -> str:
    """Prepared only where it leads nowhere otherwise: what one line prepares would be in the way of another."""
    try:
        with transaction.atomic():
            return reverse(line.name, kwargs=line.kwargs(built))
    except Exception:  # whatever the scene lacks, or has already
        if known:
            return ""
        line.prepare(built)
        return reverse(line.name, kwargs=line.kwargs(built))


def said(response: HttpResponse) -> str:
    """Headers and body, whatever it is packed in."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
    return f"{response.headers}\n{unpacked(body)}"


def unpacked(body: bytes) -> str:
    """The words of a page, of a document or a workbook, of what is packed inside them, of a PDF and its properties."""
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join([*archive.namelist(), *(unpacked(archive.read(name)) for name in archive.namelist())])
    if body.startswith(b"\x1f\x8b"):
        return unpacked(gzip.decompress(body))
    if not body.startswith(b"%PDF"):
        return body.decode(errors="ignore")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(body)
        file.flush()
        # A word cut at the end of a line is looked for whole.
        words = _printed("pdftotext", "-raw", file.name, "-").replace("-\n", "").replace("\n", "")
        facts = [_printed("pdfinfo", file.name), _printed("pdfinfo", "-meta", file.name)]
        return "\n".join([body.decode(errors="ignore"), words, *facts])


def _printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=False, text=True).stdout


def kept_elsewhere() -> Iterator[tuple[str, str]]:
    """The tables where no marker may stand in clear: jobs, the journal, mails (but to whom they go), and all others."""
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names()) - HOLDING:
            columns = [each.name for each in connection.introspection.get_table_description(cursor, table)]
            names = ", ".join(f'"{name}"' for name in columns if (table, name) != ("commons_outgoingmail", "to"))
            cursor.execute(f'SELECT {names} FROM "{table}"')
            yield table, "\n".join(map(str, cursor.fetchall()))


def writes_mails(built: Scene) -> None:
    interview, person = built.interview, built.interviewee
    researcher, colleague = built.people["researcher"], built.people["colleague"]
    factories.interview(built.ecosystem, researcher)
    actions.ask_validation(person, email=person.identity.email, mailed=True, by=researcher)
    actions.send_code(person)
    actions.validate_account(person.validations.latest_first()[0])
    pair.hand_over(interview.interviewers.get(), to=colleague, approach="ess", by=built.people["coordinator"])
    pair.hand_over(interview.interviewers.get(), to=researcher, approach="efc", by=built.people["coordinator"])
    Interview.objects.filter(pk=interview.pk).update(state=Interview.State.PLANNED)
    states.cancel(interview, reason="Reporté.", by=built.people["coordinator"])
    Interview.objects.update(held_on=timezone.localdate().replace(year=2020, day=1))
    retention.remind()


def test_no_marker_goes_out_to_whoever_may_not_read_it(planted: Planted, caplog: pytest.LogCaptureFixture) -> None:
    built = planted.scene
    caplog.set_level(logging.DEBUG)
    pages = addresses(built)
    assert len(pages) > 100
    for persona in sorted(set(PERSONAS) - MAY_READ):
        client: Client = built.client(persona)
        client.raise_request_exception = False
        for page in pages:
            if page.startswith(ELSEWHERE) and persona not in ENOUGH:
                continue
            found = planted.found_in(said(client.get(page)), OWN if page.startswith(OWN_PAGES) else set())
            assert not found, (persona, page, found)
    writes_mails(built)
    actions.withdraw_consent(Consent.objects.get(pk=built.consent.pk), by=None)
    assert not {table: planted.found_in(text) for table, text in kept_elsewhere() if planted.found_in(text)}
    assert not planted.found_in(caplog.text)
    assert not planted.found_in(str([each.get_decoded() for each in Session.objects.all()]))
    for cache in caches.all():
        values = [pickle.loads(kept) for kept in getattr(cache, "_cache", {}).values()]
        assert not planted.found_in(str(values))


def test_a_marker_is_found_in_whatever_it_is_packed_in() -> None:
    """A leak planted in a PDF, in its properties, in a workbook, and in an archive of them."""
    assert shutil.which("pdftotext"), "pdftotext manque : apt-get install poppler-utils"
    printed = HTML(string=f"<title>{mark('name')}</title><p>Un mot, {mark('raw')}.</p>").write_pdf()
    sheet, workbook, whole = Workbook(), io.BytesIO(), io.BytesIO()
    sheet.active.append([mark("quote")])
    sheet.save(workbook)
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{mark('file')}.pdf", printed)
        archive.writestr("deux.xlsx", workbook.getvalue())
    for body in (whole.getvalue(), gzip.compress(whole.getvalue())):
        assert SHARED.encode() not in body.replace(mark("file").encode(), b"")
        response = HttpResponse(body)
        assert [name for name in ("name", "raw", "quote", "file") if mark(name) in said(response)] == [
            "name",
            "raw",
            "quote",
            "file",
        ]


def _holds(page: str) -> bool:
    return page.startswith(("/entretiens", "/analyse"))


def test_each_marker_is_really_there(planted: Planted) -> None:
    """Read by those who may: else the pass above proves nothing."""
    built = planted.scene
    text = "".join(said(built.client("researcher").get(page)) for page in addresses(built) if _holds(page))
    hidden = set(planted.names) - set(planted.found_in(text))
    assert hidden <= {"pseudonym", "import", "answer"}


@pytest.mark.parametrize("persona", ["anonymous", "stranger", "partner", "colleague", "foreigner"])
def test_a_form_refused_or_forbidden_tells_nothing(planted: Planted, persona: str) -> None:
    client = planted.scene.client(persona)
    for line in lines():
        if line.method == "POST" and line.name.startswith(("interview", "note", "consent", "excerpt", "validation")):
            response = client.post(reverse(line.name, kwargs=line.kwargs(planted.scene)), {})
            assert not planted.found_in(said(response)), (persona, line.name)


def test_an_error_tells_nothing(
    planted: Planted, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    client = planted.scene.client("researcher")
    client.raise_request_exception = False
    monkeypatch.setattr("interviews.views.notes._page", fail)
    monkeypatch.setattr("analysis.views.excerpts.richtext.highlight", fail)
    for page in (planted.scene.note.get_absolute_url(), reverse("excerpt_take", args=[planted.scene.note_revision.pk])):
        response = client.get(page)
        assert response.status_code == 500
        assert not planted.found_in(said(response))
    assert "RuntimeError" in caplog.text
    assert not planted.found_in(caplog.text)
