"""Notes are kept until a date, the pair is told, then all that is confidential goes at once."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from analysis.models import Excerpt, QuotationAnswer
from commons import outbox
from commons.models import JournalEntry, OutgoingMail
from commons.verbs import Verb
from interviews import actions
from interviews.actions import retention
from interviews.actions.people import Erased
from interviews.models import Consent, Identity, Interview, NoteImport, NoteRevision, Pseudonym
from interviews.models.interview import months_after
from portal import waiting
from tests import factories, scene
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.pair]
SECRET, WORDING, EMAIL = "SECRETAEFFACER", "On partage les camions.", "jeanne.secretaeffacer@exemple.fr"
TODAY = timezone.localdate()


@pytest.fixture
def old(django_capture_on_commit_callbacks: Any) -> Scene:
    """Held three years ago, the pair told two months ago; a secret in everything that must go."""
    built = scene.build()
    interview, person, researcher = built.interview, built.interviewee, built.people["researcher"]
    factories.note(interview, researcher, f"<p>{SECRET} ici.</p>")
    shared = built.shared_note.latest()
    NoteRevision.objects.filter(pk=shared.pk).update(answers={"q": SECRET}, passages={"b-12345678": [SECRET]})
    person.identity.email = EMAIL
    person.identity.save()
    excerpt = Excerpt.objects.filter(pk=built.excerpt.pk)
    excerpt.update(quote=SECRET, memo=SECRET, public_wording=WORDING)
    said = factories.account_comment(factories.validation(person, shared), text=SECRET)
    NoteImport.objects.create(note=shared.note, by=researcher, format="txt", body=f"<p>{SECRET}</p>")
    Pseudonym.objects.create(interview=interview, kind="person", name=SECRET, replacement="un proche")
    built.consent.recording_place = SECRET
    built.consent.proof_file.save("preuve.pdf", ContentFile(SECRET.encode()))
    outbox.write(
        "account_validation",
        to=EMAIL,
        context={"commons": built.commons, "interview": interview, "link": "x", "minutes": 5, "sender": "x"},
    )
    Interview.objects.filter(pk=interview.pk).update(
        held_on=TODAY - timedelta(days=1100), retention_told_on=TODAY - timedelta(days=60), place=SECRET
    )
    built.things["comment"] = said
    return built


def run(**options: Any) -> str:
    said = StringIO()
    call_command("erase_expired", stdout=said, **options)
    return said.getvalue()


def whole_database() -> str:
    """Every value of every table, as the database holds it."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows.extend(str(row) for row in cursor.fetchall())
    return "\n".join(rows)


def erase(built: Scene, callbacks: Any) -> None:
    with callbacks(execute=True):
        run()
    built.interview.refresh_from_db()


def test_everything_confidential_goes_and_what_consent_allows_stays(
    old: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    proof = old.consent.proof_file.name
    assert SECRET in whole_database()
    revisions = NoteRevision.objects.filter(note__interview=old.interview).count()
    erase(old, django_capture_on_commit_callbacks)
    left = whole_database()
    assert SECRET not in left
    assert EMAIL not in left
    assert not Identity.objects.filter(interviewee__interview=old.interview).exists()
    assert not default_storage.exists(proof)
    assert NoteRevision.objects.filter(note__interview=old.interview).count() == revisions
    assert Excerpt.objects.get(pk=old.excerpt.pk).public_wording == WORDING
    assert JournalEntry.objects.filter(verb=Verb.NOTES_ERASED, target_id=str(old.interview.pk)).count() == 1


def test_run_twice_it_changes_nothing_more(old: Scene) -> None:
    assert "effacées : 1" in run()
    before = whole_database()
    assert "effacées : 0" in run()
    assert whole_database() == before


@pytest.mark.parametrize("level", ["notes_only", "withdrawn", None])
def test_a_wording_that_consent_does_not_allow_goes_too(old: Scene, level: str | None) -> None:
    QuotationAnswer.objects.create(excerpt=old.excerpt, interviewee=old.interviewee, accepted=True, wording=WORDING)
    if level is None:
        old.consent.delete()
    elif level == "withdrawn":
        Consent.objects.update(withdrawn_on=TODAY)
    else:
        Consent.objects.update(level=level)
    run()
    assert WORDING not in whole_database()


def test_stopped_in_the_middle_nothing_is_erased(old: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    before = whole_database()
    monkeypatch.setattr("interviews.actions.retention._of", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        retention.erase(retention.due()[0])
    assert whole_database() == before


def test_the_chain_still_walks_from_the_excerpt_to_the_territory(old: Scene) -> None:
    run()
    for persona in ("researcher", "colleague", "coordinator"):
        page = old.client(persona).get(reverse("excerpt_detail", args=[old.excerpt.pk])).content.decode()
        assert WORDING in page
        assert "(effacée)" in page
        assert reverse("interview_detail", args=[old.interview.pk]) in page
        assert old.territory.get_absolute_url() in page


def test_every_page_of_an_erased_interview_still_opens(old: Scene) -> None:
    revision = old.shared_note.latest()
    old.note.latest()
    run()
    client = old.client("researcher")
    pk, person = old.interview.pk, old.interviewee.pk
    assert "Notes effacées le" in client.get(reverse("interview_detail", args=[pk])).content.decode()
    opened = {
        "note_edit": [pk, old.shared_note.pk],
        "note_history": [pk, old.shared_note.pk],
        "note_revision": [pk, old.shared_note.pk, 1],
        "notes_side_by_side": [pk],
        "interview_validation": [pk],
        "consent_record": [pk, person],
        "interview_edit": [pk],
        "interview_grid": [pk],
        "interview_list": [],
        "excerpt_list": [],
        "home": [],
    }
    for name, args in opened.items():
        assert client.get(reverse(name, args=args)).status_code == 200, name
    closed = {
        "interviewee_edit": [pk, person],
        "interviewee_add": [pk],
        "excerpt_edit": [old.excerpt.pk],
        "interview_retention": [pk],
    }
    for name, args in closed.items():
        assert client.get(reverse(name, args=args)).status_code == 403, name
    assert client.get(reverse("excerpt_take", args=[revision.pk])).status_code == 302
    assert client.post(old.note.get_absolute_url(), {"body": "<p>x</p>", "base": 1}).status_code == 403
    met = old.client("interviewee")
    page = met.get(reverse("consent_page", args=[old.consent_token])).content.decode()
    assert "ont été effacées" in page
    assert met.get(reverse("account_read", args=[old.consent_token])).status_code == 410


def test_nothing_confidential_comes_back_once_erased(old: Scene) -> None:
    run()
    researcher = old.people["researcher"]
    with pytest.raises(Erased):
        actions.save_note(old.note, body=f"<p>{SECRET}</p>", base=2, by=researcher)
    with pytest.raises(Erased):
        actions.add_interviewee(old.interview, pseudonym="A", function="b", identity={"name": SECRET}, by=researcher)
    with pytest.raises(Erased):
        actions.comment_account(old.comment.validation, block="", kind="comment", text=SECRET)


def test_a_withdrawal_still_masks_what_stayed(old: Scene) -> None:
    run()
    client = old.client("interviewee")
    assert client.post(reverse("consent_page", args=[old.consent_token]), {"confirmed": "on"}).status_code == 302
    assert not Excerpt.objects.publishable().filter(pk=old.excerpt.pk).exists()


def test_a_name_that_may_no_longer_be_said_is_masked_though_nothing_is_left_to_compare_it_with(old: Scene) -> None:
    actions.change_consent(old.consent, level=Consent.Level.ATTRIBUTED, recording=False)
    Excerpt.objects.filter(pk=old.excerpt.pk).update(public_wording="Jeanne Secret l’a dit.")
    run()
    assert Excerpt.objects.publishable().filter(pk=old.excerpt.pk).exists()
    consent = Consent.objects.get(pk=old.consent.pk)
    actions.change_consent(consent, level=Consent.Level.PSEUDONYMISED, recording=False)
    assert not Excerpt.objects.publishable().filter(pk=old.excerpt.pk).exists()
    actions.change_consent(consent, level=Consent.Level.ATTRIBUTED, recording=False)
    assert Excerpt.objects.publishable().filter(pk=old.excerpt.pk).exists()


def test_the_pair_is_told_once_and_erasure_waits_thirty_days(old: Scene) -> None:
    Interview.objects.update(retention_told_on=None)
    OutgoingMail.objects.all().delete()
    assert "prévenus : 1. Entretiens dont les notes sont effacées : 0" in run()
    assert "prévenus : 0. Entretiens dont les notes sont effacées : 0" in run()
    mail = OutgoingMail.objects.get()
    assert mail.to == [old.people["researcher"].email]
    assert "seront effacées le" in mail.subject
    assert SECRET not in mail.body
    line = next(line for line in waiting.for_user(old.people["researcher"]) if "effacées le" in line.text)
    assert line.url == reverse("interview_retention", args=[old.interview.pk])
    Interview.objects.update(retention_told_on=TODAY - timedelta(days=29))
    assert not retention.due()
    Interview.objects.update(retention_told_on=TODAY - timedelta(days=30))
    assert retention.due() == [old.interview]


def test_check_says_what_would_go_and_writes_nothing(old: Scene) -> None:
    before = whole_database()
    said = run(check=True)
    assert "2 notes en 3 versions, 1 identité, 1 preuve d’accord, 1 commentaire, 1 texte importé" in said
    assert "À effacer aujourd’hui : 1. Dans les trente jours : 0." in said
    assert whole_database() == before


def test_another_date_and_its_reason_are_said_on_the_page(old: Scene) -> None:
    client = old.client("researcher")
    address = reverse("interview_retention", args=[old.interview.pk])
    later = TODAY + timedelta(days=400)
    refused = client.post(address, {"retained_until": later.isoformat(), "retention_reason": ""})
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.content.decode()
    soon = (TODAY + timedelta(days=3)).isoformat()
    assert client.post(address, {"retained_until": soon, "retention_reason": "Vite."}).status_code == 422
    said = {"retained_until": later.isoformat(), "retention_reason": "Une suite est prévue."}
    assert client.post(address, said).status_code == 302
    assert "Une suite est prévue." in client.get(old.interview.get_absolute_url()).content.decode()
    assert not retention.due()
    assert not retention.near()
    client.post(address, {"retained_until": "", "retention_reason": ""})
    run()
    assert Interview.objects.get(pk=old.interview.pk).erased_at is None  # the pair is told again first
    assert Interview.objects.get(pk=old.interview.pk).retention_told_on == TODAY


def test_the_coordination_says_for_how_long(old: Scene) -> None:
    client = old.client("coordinator")
    address = reverse("retention_edit", args=[old.commons.slug])
    assert client.post(address, {"retention_months": 0}).status_code == 422
    assert client.post(address, {"retention_months": 60}).status_code == 302
    assert not retention.due()


def test_a_proof_left_by_a_crash_is_swept(old: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = default_storage.save("consents/2023/perdu.pdf", ContentFile(b"x"))
    assert retention.sweep_proofs() == 0  # perhaps being sent
    monkeypatch.setattr(retention, "SETTLED", timedelta(seconds=-1))
    assert retention.sweep_proofs() == 1
    assert not default_storage.exists(lost)
    assert default_storage.exists(old.consent.proof_file.name)


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 15), 24, date(2026, 12, 15)),
        (date(2024, 3, 1), 10, date(2025, 1, 1)),
    ],
)
def test_months_end_where_the_month_does(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after
