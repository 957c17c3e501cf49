"""A written-up interview, from a file to a note: read, shown, put at its end."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from commons import pandoc, richtext
from commons.models import Job, JournalEntry, Role
from commons.tables import Unreadable
from interviews import actions
from interviews.actions import importing
from interviews.models import Interview, Note, NoteImport, Question
from interviews.notes import documents, headings
from tests import factories
from tests.conftest import StrictClient

WRITTEN = """# Contexte

Rencontre à la mairie.

**1. Avec qui travaillez vous ?**

Avec deux artisans.

Le lundi surtout.

# Remarques

Rien.
"""


def made(kind: str, text: str = WRITTEN) -> bytes:
    return pandoc.convert(text.encode(), source="markdown", to=kind)


def archive(**members: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), data)
    return kept.getvalue()


# Reading a file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["docx", "odt", "md"])
def test_words_titles_and_lists_are_read_from_each_format(kind: str) -> None:
    data = made(kind) if kind != "md" else WRITTEN.encode()
    found = documents.read(data, kind)
    texts = [(block.tag, block.text) for block in richtext.blocks(found.body)]
    assert texts[0] == ("h2", "Contexte")
    assert ("p", "Avec deux artisans.") in texts
    assert "<strong>1. Avec qui" in found.body


def test_plain_text_is_taken_to_the_letter_whatever_its_code_page() -> None:
    found = documents.read("Été <script>alert(1)</script>\r\nsuite\r\n\r\nFin".encode("cp1252"), "txt")
    texts = [block.text for block in richtext.blocks(found.body)]
    assert texts == ["Été <script>alert(1)</script>\nsuite", "Fin"]
    assert "<script" not in found.body


def test_what_runs_and_what_hides_in_a_file_does_not_come_along(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Marqueur", encoding="utf-8")
    hostile = f"<script>alert(1)</script>\n\n[lien](javascript:alert(1)) ![image]({secret})"
    hostile += f"\n\n`\\input{{{secret}}}`{{=latex}}"
    found = documents.read(hostile.encode(), "md")
    assert "<script" not in found.body
    assert "javascript:" not in found.body.replace("&lt;", "")
    assert "Marqueur" not in found.body
    assert found.warnings == ["1 image est laissée de côté."]
    docx = made("docx", '<p onclick="x()">Dit.</p>\n\n[a](http://exemple.fr "t")')
    assert "onclick" not in documents.read(docx, "docx").body


def test_the_title_of_a_document_and_its_footnotes_are_kept() -> None:
    source = "---\ntitle: Entretien du lundi\n---\n\nDit.[^1]\n\n[^1]: À vérifier.\n"
    found = documents.read(made("docx", source), "docx")
    assert richtext.blocks(found.body)[0].text == "Entretien du lundi"
    assert "À vérifier." in richtext.plain_text(found.body)
    assert "href" not in found.body


@pytest.mark.parametrize(
    ("data", "kind", "sentence"),
    [
        (b"PK\x03\x04 abime", "docx", "ne se lit pas"),
        (b"", "docx", "ne se lit pas"),
        (b"   ", "txt", "ne contient pas de texte"),
        (b"%PDF-1.7", "txt", "n’est pas du texte"),
        (b"{\\rtf1}", "md", "n’est pas du texte"),
        (archive(content_xml=b"<a/>"), "docx", "n’est pas un document .docx"),
        (archive(word__document_xml=b"<a/>", word__vbaProject_bin=b"x"), "docx", "macros"),
        (archive(word__document_xml=b"<a", **{"[Content_Types]_xml": b"<"}), "docx", "ne se lit pas"),
        (archive(word__document_xml=b" " * (documents.MOST_UNPACKED + 1)), "docx", "trop grand"),
    ],
    ids=["tronqué", "vide", "blanc", "pdf", "rtf", "autre", "macros", "xml", "bombe"],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(data: bytes, kind: str, sentence: str) -> None:
    with pytest.raises((Unreadable, pandoc.Unconvertible)) as refused:
        documents.read(data, kind)
    assert sentence in str(refused.value)


def test_a_bomb_that_lies_about_its_size_is_cut_where_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive(word__document_xml=b" " * 5_000_000)
    size = (5_000_000).to_bytes(4, "little")
    lying = bomb.replace(size, (100).to_bytes(4, "little"))
    assert lying != bomb
    with pytest.raises((Unreadable, pandoc.Unconvertible)):
        documents.read(lying, "docx")


def test_a_document_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "LONGEST", 0.001)
    with pytest.raises(pandoc.Unconvertible, match="trop lourd"):
        documents.read(WRITTEN.encode(), "md")


def test_a_name_says_the_format() -> None:
    assert documents.format_of("Entretien.DOCX") == "docx"
    for name in ("a.doc", "a.pdf", "sans", "a.docx.exe", "a.docm"):
        with pytest.raises(Unreadable):
            documents.format_of(name)


# Placing its headings -------------------------------------------------------------------------------------


def asked(*texts: str) -> list[Question]:
    return [Question(key=f"q{number}", text=text) for number, text in enumerate(texts)]


def test_headings_bold_lines_and_repeated_questions_are_placed_under_what_they_resemble() -> None:
    questions = asked("Avec qui travaillez-vous ?", "Comment l’argent circule-t-il dans vos projets ?", "Et demain ?")
    body = richtext.clean(
        "<h2>1) Avec qui travaillez vous ?</h2><p>Artisans.</p><p><strong>Comment l’argent circule</strong></p>"
        "<p>Peu.</p><p>Et demain&nbsp;?</p><p>On verra.</p><h3>Divers</h3><p>Rien.</p>"
    )
    found = headings.of(body, questions)
    assert [(one.text.split()[0], one.proposed) for one in found] == [
        ("1)", "q0"), ("Comment", "q1"), ("Et", "q2"), ("Divers", ""),
    ]  # fmt: skip
    placed = headings.passages(found, {found[0].block: "q1", found[3].block: ""})
    assert placed == {found[0].under[0]: ["q1"]}


# From the file to the note --------------------------------------------------------------------------------


@pytest.fixture
def writer(db: None) -> User:
    return factories.member(Role.RESEARCHER, factories.commons(), "Chercheuse")


@pytest.fixture
def note(writer: User) -> Note:
    interview = factories.interview(factories.ecosystem(writer.memberships.get().commons), writer)
    return factories.note(interview, writer, "<p>Déjà là.</p>").note


@pytest.fixture
def client(writer: User) -> StrictClient:
    client = StrictClient()
    client.force_login(writer)
    return client


def give(client: StrictClient, note: Note, data: bytes, name: str = "Dupont.docx") -> Any:
    address = reverse("note_import", args=[note.interview_id, note.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


@pytest.mark.pair
def test_a_text_is_shown_placed_and_put_at_the_end_of_the_note_once(
    client: StrictClient, note: Note, writer: User
) -> None:
    preview = give(client, note, made("docx")).headers["Location"]
    page = client.get(preview).content.decode()
    assert "Avec deux artisans" in page
    assert note.latest().number == 1  # nothing is written yet
    found = NoteImport.objects.get()
    first, question, last = headings.of(found.body, importing.questions_of(note))
    assert (first.proposed, question.proposed, last.proposed) == ("", "cooperer", "")
    actions.save_note(note, body="<p>Déjà là, et plus.</p>", base=1, by=writer)  # in another tab, meanwhile
    for _twice in range(2):
        assert client.post(preview, {question.block: "cooperer"}).headers["Location"] == note.get_absolute_url()
    latest = note.latest()
    assert latest.number == 3
    texts = [block.text for block in richtext.blocks(latest.body)]
    assert texts[:2] == ["Déjà là, et plus.", "Contexte"]
    assert latest.passages == {block: ["cooperer"] for block in question.under}
    found.refresh_from_db()
    assert (found.state, found.body, bool(found.file)) == ("applied", "", False)
    assert JournalEntry.objects.filter(verb="note_imported").count() == 1


def test_a_choice_that_is_no_question_of_the_grid_is_refused(client: StrictClient, note: Note) -> None:
    preview = give(client, note, WRITTEN.encode(), "a.md").headers["Location"]
    block = headings.of(NoteImport.objects.get().body, [])[0].block
    assert client.post(preview, {block: "ailleurs"}).status_code == 422
    assert note.latest().number == 1


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.docm"])
def test_a_bad_file_is_a_sentence_beside_the_field_and_nothing_is_kept(
    client: StrictClient, note: Note, name: str
) -> None:
    response = give(client, note, b"PK rien", name)
    assert response.status_code == 422
    assert "field-error" in response.content.decode()
    assert not NoteImport.objects.exists()


def test_a_file_too_heavy_is_refused_with_its_size(client: StrictClient, note: Note, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    response = give(client, note, b"x" * 200, "a.txt")
    assert response.status_code == 422
    assert "la limite est de" in response.content.decode()


def test_a_heavy_document_is_read_by_the_worker_and_its_file_erased(
    client: StrictClient, note: Note, run_jobs: Any, django_capture_on_commit_callbacks: Any
) -> None:
    long = "\n\n".join(f"Paragraphe {number} du compte rendu, assez long." for number in range(8000))
    with django_capture_on_commit_callbacks(execute=True):
        preview = give(client, note, long.encode(), "a.txt").headers["Location"]
    found = NoteImport.objects.get()
    path = Path(found.file.path)
    assert path.exists()
    assert "Dupont" not in str(path)
    assert "En attente" in client.get(preview).content.decode()
    assert client.post(preview).status_code == 302  # too early: nothing is put
    assert note.latest().number == 1
    assert run_jobs() == 1
    assert Job.objects.get().state == "done"
    found.refresh_from_db()
    assert (found.state, bool(found.file), path.exists()) == ("shown", False, False)
    client.post(preview)
    assert note.latest().number == 2


def test_a_light_document_that_is_slow_to_read_is_left_to_the_worker(
    client: StrictClient, note: Note, run_jobs: Any, django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("interviews.actions.importing.AT_ONCE", 0.001)
    with django_capture_on_commit_callbacks(execute=True):
        give(client, note, made("docx"))
    assert NoteImport.objects.get().state == "reading"
    assert run_jobs() == 1
    assert NoteImport.objects.get().state == "shown"


def test_what_the_worker_cannot_read_says_why_and_leaves_no_file(
    client: StrictClient, note: Note, run_jobs: Any, django_capture_on_commit_callbacks: Any
) -> None:
    heavy = archive(word__document_xml=b"<a>" + b" " * 400_000)
    with django_capture_on_commit_callbacks(execute=True):
        preview = give(client, note, heavy).headers["Location"]
    path = Path(NoteImport.objects.get().file.path)
    run_jobs()
    assert "ne se lit pas" in client.get(preview).content.decode()
    assert not path.exists()
    client.post(f"{preview}oublier/")
    assert not NoteImport.objects.exists()


def test_a_text_that_nobody_confirmed_is_forgotten_after_a_week(client: StrictClient, note: Note) -> None:
    give(client, note, WRITTEN.encode(), "a.md")
    assert importing.sweep() == 0
    NoteImport.objects.update(created_at=timezone.now() - importing.KEPT_FOR)
    assert importing.sweep() == 1
    assert not NoteImport.objects.exists()


def test_no_other_reader_of_the_note_opens_what_was_given(client: StrictClient, note: Note, as_user: Any) -> None:
    preview = give(client, note, WRITTEN.encode(), "a.md").headers["Location"]
    coordinator = factories.member(Role.COORDINATOR, note.interview.commons)
    assert as_user(coordinator).get(preview).status_code == 404


# What the interview takes ---------------------------------------------------------------------------------

CLOSED = {
    "cancelled": "prévoyez-le à nouveau",
    "withdrawn": "ont retiré leur accord",
    "validated": "à valider à nouveau",
}


@pytest.mark.parametrize("state", CLOSED)
def test_an_interview_that_is_over_or_validated_takes_no_file(client: StrictClient, note: Note, state: str) -> None:
    Interview.objects.update(state=state)
    address = reverse("note_import", args=[note.interview_id, note.pk])
    page = client.get(address).content.decode()
    assert CLOSED[state] in page
    assert "enctype" not in page
    refused = give(client, note, WRITTEN.encode(), "a.md")
    assert refused.status_code == 422
    assert CLOSED[state] in refused.content.decode()
    assert not NoteImport.objects.exists()


@pytest.mark.parametrize("state", CLOSED)
def test_one_that_is_closed_between_the_preview_and_the_confirmation_keeps_the_text_and_takes_nothing(
    client: StrictClient, note: Note, state: str
) -> None:
    preview = give(client, note, WRITTEN.encode(), "a.md").headers["Location"]
    was = Interview.objects.get(pk=note.interview_id).state
    Interview.objects.update(state=state)
    refused = client.post(preview, {}, follow=True)
    assert CLOSED[state] in refused.content.decode()
    assert "Ajouter ce texte" not in refused.content.decode()
    assert note.latest().number == 1
    Interview.objects.update(state=was)
    assert client.post(preview, {}).headers["Location"] == note.get_absolute_url()
    assert note.latest().number == 2


def test_one_whose_notes_are_erased_between_the_preview_and_the_confirmation_takes_nothing(
    client: StrictClient, note: Note
) -> None:
    preview = give(client, note, WRITTEN.encode(), "a.md").headers["Location"]
    found = NoteImport.objects.get()
    Interview.objects.update(erased_at=timezone.now())
    assert client.post(preview, {}).status_code == 403
    with pytest.raises(PermissionDenied):
        importing.apply(found, choices={}, by=found.by)
    assert note.latest().number == 1


def test_a_text_read_while_its_interview_was_cancelled_waits_without_being_put(
    client: StrictClient,
    note: Note,
    run_jobs: Any,
    django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(documents, "LIGHT", 10)
    with django_capture_on_commit_callbacks(execute=True):
        preview = give(client, note, WRITTEN.encode(), "a.md").headers["Location"]
    Interview.objects.update(state="cancelled")
    assert run_jobs() == 1
    assert CLOSED["cancelled"] in client.get(preview).content.decode()
    assert CLOSED["cancelled"] in client.post(preview, {}, follow=True).content.decode()
    assert note.latest().number == 1
