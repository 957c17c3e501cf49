"""The person's own page: the mailed code, changing, taking back, and what is kept of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from commons import tokens
from commons.models import OutgoingMail
from deliverables import impact
from deliverables.models import Deliverable
from interviews import actions
from interviews.models import Consent, ConsentChange, Interview, MailedCode
from interviews.people import visits
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene

EMAIL = "camille@exemple.fr"


@pytest.fixture
def known(cast: Scene) -> Scene:
    """The address of the person is known: a code is asked before anything changes."""
    cast.interviewee.identity.email = EMAIL
    cast.interviewee.identity.save()
    return cast


def to(scene: Scene, name: str = "consent_page", **kwargs: Any) -> str:
    return reverse(name, kwargs={"token": scene.consent_token, **kwargs})


def mailed_code() -> str:
    body = OutgoingMail.objects.filter(to=[EMAIL]).latest("created_at").body
    found = re.search(r"(\d{3}) (\d{3})", body)
    assert found
    return found[1] + found[2]


def with_code(scene: Scene) -> StrictClient:
    person = StrictClient()
    person.post(to(scene, "consent_code_send"))
    assert person.post(to(scene, "consent_code"), {"code": mailed_code()}).status_code == 302
    return person


def test_nothing_changes_without_the_mailed_code(known: Scene) -> None:
    person = StrictClient()
    page = person.get(to(known)).content.decode()
    assert "Recevoir le code" in page
    assert "Retirer mon accord" not in page
    for address, sent in ((to(known), {"confirmed": "on"}), (to(known, "consent_change"), {"level": "notes_only"})):
        assert person.post(address, sent).url == to(known, "consent_code")
    consent = Consent.objects.get(pk=known.consent.pk)
    assert (consent.is_given, consent.level) == (True, "pseudonymised")


@pytest.mark.pair
def test_with_the_code_the_person_permits_less_and_it_acts_at_once(known: Scene) -> None:
    person = with_code(known)
    assert "Retirer mon accord" in person.get(to(known)).content.decode()
    factories.chapter(known.deliverable, known.people["researcher"], body="<p>x</p>")
    assert person.post(to(known, "consent_change"), {"level": "notes_only"}).status_code == 302
    known.excerpt.refresh_from_db()
    assert not type(known.excerpt).objects.publishable().filter(pk=known.excerpt.pk).exists()
    change = ConsentChange.objects.get()
    assert (change.level, change.by, change.given) == ("notes_only", None, True)
    told = OutgoingMail.objects.get(to=[known.people["coordinator"].email])
    assert not any(word in told.subject + told.body for word in (known.interviewee.pseudonym, "Nom Confidentiel"))
    assert "par vous" in person.get(to(known)).content.decode()


def test_what_the_person_changes_is_dated_from_that_day_and_what_is_the_same_is_not(known: Scene) -> None:
    given = timezone.localdate() - timedelta(days=40)
    Consent.objects.filter(pk=known.consent.pk).update(given_on=given)
    person = with_code(known)
    for level, expected in (("pseudonymised", given), ("notes_only", timezone.localdate())):
        person.post(to(known, "consent_change"), {"level": level})
        assert Consent.objects.get(pk=known.consent.pk).given_on == expected
        assert f"<dd>{date_format(expected, 'j F Y')}</dd>" in person.get(to(known)).content.decode()


def test_taking_back_the_right_to_be_named_hides_the_wording_that_names(known: Scene) -> None:
    known.consent.level = Consent.Level.ATTRIBUTED
    known.consent.save()
    known.excerpt.public_wording = "Confidentiel partage ses chantiers."
    known.excerpt.save()
    with_code(known).post(to(known, "consent_change"), {"level": "pseudonymised"})
    known.excerpt.refresh_from_db()
    assert known.excerpt.names_someone


def test_editions_that_show_what_is_no_longer_permitted_are_pointed_out(known: Scene) -> None:
    from deliverables import actions as writing

    body = f"<p>Un texte.</p><p>[[verbatim:{known.excerpt.pk}]]</p>"
    writing.save_chapter(known.chapter, title="Titre", body=body, base=1, by=known.people["researcher"])
    mine = Deliverable.objects.filter(pk=known.deliverable.pk)
    assert not impact.in_deliverables(mine)
    with_code(known).post(to(known, "consent_change"), {"level": "notes_only"})
    assert impact.in_deliverables(mine).chapters == [known.chapter]


def test_what_is_the_same_changes_nothing(known: Scene) -> None:
    person = with_code(known)
    page = person.post(to(known, "consent_change"), {"level": "pseudonymised"}, follow=True)
    assert "Rien n’a changé" in page.content.decode()
    assert not ConsentChange.objects.exists()


@pytest.mark.parametrize(("sent", "sentence"), [({}, "Choisissez ce que vous permettez"), ({"level": "tout"}, "tout")])
def test_a_doubtful_choice_is_refused(cast: Scene, sent: dict[str, str], sentence: str) -> None:
    answer = StrictClient().post(to(cast, "consent_change"), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.pair
def test_a_code_is_tried_five_times_then_is_over(known: Scene) -> None:
    person = StrictClient()
    person.post(to(known, "consent_code_send"))
    right = mailed_code()
    wrong = "000000" if right != "000000" else "111111"
    pages = [person.post(to(known, "consent_code"), {"code": wrong}).content.decode() for _ in range(5)]
    assert ["ne vaut plus" in page for page in pages] == [False, False, False, False, True]
    assert "ne vaut plus" in person.post(to(known, "consent_code"), {"code": right}).content.decode()


def test_a_code_lives_ten_minutes_and_serves_once(known: Scene) -> None:
    person = with_code(known)
    assert not MailedCode.objects.exists()
    actions.send_code(known.interviewee)
    MailedCode.objects.update(sent_at=timezone.now() - timedelta(minutes=10, seconds=1))
    assert actions.try_code(known.interviewee, mailed_code()) is actions.Answer.OVER
    assert person.get(to(known, "consent_code")).status_code == 302


def test_only_a_digest_of_the_code_is_stored(known: Scene) -> None:
    actions.send_code(known.interviewee)
    assert mailed_code() not in MailedCode.objects.get().digest
    with pytest.raises(actions.TooSoon):
        actions.send_code(known.interviewee)


def test_asking_for_a_code_tells_nobody_whether_an_address_is_known(cast: Scene) -> None:
    pages = []
    for email in ("", EMAIL):
        cast.interviewee.identity.email = email
        cast.interviewee.identity.save()
        pages.append(StrictClient().post(to(cast, "consent_code_send"), follow=True).content.decode())
    assert OutgoingMail.objects.count() == 1
    one, two = (re.sub(r'value="[^"]+"|nonce="[^"]+"', "", page) for page in pages)
    assert one == two
    assert EMAIL not in two


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "1234567", "١٢٣٤٥٦"])
def test_what_is_no_code_is_refused_beside_its_field(known: Scene, typed: str) -> None:
    person = StrictClient()
    person.post(to(known, "consent_code_send"))
    answer = person.post(to(known, "consent_code"), {"code": typed})
    assert answer.status_code == 422
    assert "six chiffres" in answer.content.decode()
    assert MailedCode.objects.get().tries == 0


def test_too_many_codes_are_refused(known: Scene) -> None:
    person = StrictClient()
    statuses = []
    for _ in range(7):
        MailedCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
        statuses.append(person.post(to(known, "consent_code_send")).status_code)
    assert statuses == [302] * 6 + [429]


def test_a_new_link_closes_what_the_former_opened(known: Scene) -> None:
    person = with_code(known)
    actions.make_consent_link(known.consent, by=known.people["researcher"])
    assert person.get(to(known)).status_code == 404
    assert person.post(to(known), {"confirmed": "on"}).status_code == 404


def test_the_proof_runs_out_and_gives_back_what_was_typed(known: Scene) -> None:
    person = with_code(known)
    session = person.session
    session["personal_links"] = dict.fromkeys(session["personal_links"], 1.0)
    session.save()
    answer = person.post(to(known, "consent_change"), {"level": "notes_only", "more": "Un long texte tapé avec soin."})
    assert answer.status_code == 403
    assert "Un long texte tapé avec soin." in answer.content.decode()


def test_after_a_withdrawal_the_page_says_what_happened_and_takes_a_new_agreement(known: Scene) -> None:
    person = with_code(known)
    person.post(to(known), {"confirmed": "on"})
    page = person.get(to(known)).content.decode()
    assert "Votre accord est retiré depuis" in page
    assert "Donner un nouvel accord" in page
    person.post(to(known, "consent_change"), {"level": "notes_only"})
    consent = Consent.objects.get(pk=known.consent.pk)
    assert (consent.is_given, consent.level, consent.given_on) == (True, "notes_only", timezone.localdate())
    given = ConsentChange.objects.order_by("at").values_list("given", flat=True)
    assert list(given) == [False, True]


def test_a_withdrawal_of_everyone_withdraws_the_interview(known: Scene) -> None:
    with_code(known).post(to(known), {"confirmed": "on"})
    assert Interview.objects.get(pk=known.interview.pk).state == Interview.State.WITHDRAWN


def test_personal_pages_stay_nowhere(known: Scene) -> None:
    person = StrictClient()
    for name in ("consent_page", "consent_code", "account_read"):
        answer = person.get(to(known, name))
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_recording_no_longer_accepted_is_to_be_destroyed_today(known: Scene) -> None:
    later = timezone.localdate() + timedelta(days=90)
    Consent.objects.update(recording=True, recording_place="dictaphone du binôme", recording_delete_on=later)
    person = with_code(known)
    assert "dictaphone du binôme" in person.get(to(known)).content.decode()
    person.post(to(known, "consent_change"), {"level": "pseudonymised"})
    assert Consent.objects.get().recording_delete_on == timezone.localdate()
    team = known.client("researcher")
    team.post(reverse("recording_destroy", args=[known.interview.pk, known.interviewee.pk]))
    assert "détruit le" in person.get(to(known)).content.decode()
    assert ConsentChange.objects.filter(recording_destroyed=True, by=known.people["researcher"]).exists()


def test_a_mailed_link_opens_the_same_page(known: Scene) -> None:
    asked = actions.ask_validation(known.interviewee, email=EMAIL, mailed=True, by=known.people["researcher"])
    mail = OutgoingMail.objects.get(to=[EMAIL])
    assert asked.link in mail.body
    hidden = (known.interviewee.pseudonym, "Nom Confidentiel", "chantiers", "conseillère")
    assert not any(word in mail.subject + mail.body for word in hidden)
    found = visits.consent_of(asked.link.rstrip("/").rsplit("/", 1)[1])
    assert found
    assert found[0] == known.consent
    actions.make_consent_link(known.consent, by=known.people["researcher"])
    assert visits.consent_of(asked.link.rstrip("/").rsplit("/", 1)[1]) is None, "renewed: no former link works"
    assert visits.consent_of(tokens.issue(tokens.Purpose.CONSENT)[0]) is None
