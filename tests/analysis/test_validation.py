"""The shared account and the quotations, read over by the person met; what the pair sees of it."""

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from analysis import actions as quoting
from analysis import pieces, quotations
from analysis.models import Excerpt
from commons import richtext, tokens
from commons.models import OutgoingMail
from commons.pieces import Audience
from interviews import actions
from interviews.models import AccountComment, Interview, Question, Validation
from interviews.notes.accounts import mark_of
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene

ACCOUNT = "<h2>Coopérer</h2><p>On partage.</p><ul><li>Le hangar.</li></ul><p>Ligne<br>suivante 🏗️.</p>"


@pytest.fixture
def asked(cast: Scene) -> Scene:
    revision = factories.note(cast.interview, cast.people["researcher"], ACCOUNT, shared=True)
    cast.things["validation"] = factories.validation(cast.interviewee, revision)
    return cast


@pytest.fixture
def person(asked: Scene) -> StrictClient:
    made = StrictClient()
    made.get(to(asked, "consent_page"))
    asked.prove(made)
    return made


def to(scene: Scene, name: str = "account_read", **kwargs: Any) -> str:
    return reverse(name, kwargs={"token": scene.consent_token, **kwargs})


def state(scene: Scene) -> str:
    return Interview.objects.get(pk=scene.interview.pk).state


def block(scene: Scene, number: int) -> str:
    return richtext.blocks(scene.validation.revision.body)[number].id


def seen(scene: Scene) -> dict[str, Any]:
    return {"seen": scene.validation.pk}


def said(scene: Scene, **changes: Any) -> dict[str, Any]:
    return {"block": block(scene, 1), "kind": "comment", "text": "Cela a pris deux ans.", **changes}


def test_the_account_is_read_with_the_code_only(asked: Scene, person: StrictClient) -> None:
    stranger = StrictClient().get(to(asked), follow=True).content.decode()
    assert "On partage." not in stranger
    page = person.get(to(asked)).content.decode()
    assert "On partage." in page
    assert "On partage les chantiers." in page, "the quotation proposed"
    hidden = ("Nom Confidentiel", str(asked.interview.pk))
    assert not [word for word in hidden if word in page]
    assert Validation.objects.get().opened_at is not None


@pytest.mark.pair
def test_a_comment_stands_beside_its_block_and_is_answered(asked: Scene, person: StrictClient) -> None:
    sent = person.post(to(asked), said(asked))
    comment = AccountComment.objects.get()
    assert sent.url.endswith(f"#c-{comment.pk}")
    team = asked.client("researcher", StrictClient)
    followed = reverse("interview_validation", args=[asked.interview.pk])
    assert "Cela a pris deux ans." in team.get(followed).content.decode()
    team.post(reverse("comment_answer", args=[asked.interview.pk, comment.pk]), {"answer": "Merci, ajouté."})
    page = person.get(to(asked)).content.decode()
    assert page.index("On partage.") < page.index("Cela a pris deux ans.") < page.index("Le hangar.")
    assert "Merci, ajouté." in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  "}, "Écrivez ce que vous voulez dire"),
        ({"kind": "cri"}, "cri"),
        ({"block": "b-00000000"}, "n’est pas dans le texte"),
        ({"text": "x" * 4001}, "4"),
    ],
)
def test_a_doubtful_comment_is_refused_and_kept_in_its_form(
    asked: Scene, person: StrictClient, changes: dict[str, str], sentence: str
) -> None:
    answer = person.post(to(asked), said(asked, **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert said(asked, **changes)["text"].strip() in answer.content.decode()
    assert not AccountComment.objects.exists()


def test_a_comment_sent_twice_is_one_and_is_taken_back_until_answered(asked: Scene, person: StrictClient) -> None:
    for _ in range(2):
        person.post(to(asked), said(asked))
    comment = AccountComment.objects.get()
    other = factories.interviewee(asked.interview)
    foreign = factories.account_comment(factories.validation(other, asked.validation.revision))
    assert person.post(to(asked, "comment_take_back", pk=foreign.pk)).status_code == 404
    actions.answer_comment(comment, answer="Oui.", by=asked.people["researcher"])
    person.post(to(asked, "comment_take_back", pk=comment.pk))
    assert AccountComment.objects.filter(pk=comment.pk).exists()
    AccountComment.objects.filter(pk=comment.pk).update(answered_at=None)
    person.post(to(asked, "comment_take_back", pk=comment.pk))
    assert not AccountComment.objects.filter(pk=comment.pk).exists()


@pytest.mark.pair
def test_validated_by_everyone_asked_the_interview_is_validated_until_the_text_changes(
    asked: Scene, person: StrictClient
) -> None:
    other = factories.interviewee(asked.interview)
    factories.consent(other)
    second = factories.validation(other, asked.validation.revision)
    person.post(to(asked, "account_validate"), seen(asked))
    assert state(asked) != Interview.State.VALIDATED
    actions.validate_account(second)
    assert state(asked) == Interview.State.VALIDATED
    researcher = asked.people["researcher"]
    assert OutgoingMail.objects.filter(to=[researcher.email]).count() == 2
    note = asked.shared_note
    latest = note.latest()
    actions.save_note(note, body=latest.body, base=latest.number, by=researcher)
    assert state(asked) == Interview.State.VALIDATED, "the text is the same"
    latest = note.latest()
    actions.save_note(note, body=f"{latest.body}<p>Une suite.</p>", base=latest.number, by=researcher)
    assert state(asked) == Interview.State.WRITTEN
    assert "L’équipe a changé ce texte" in person.get(to(asked)).content.decode()
    page = asked.client("researcher").get(asked.interview.get_absolute_url()).content.decode()
    assert "texte changé" in page
    actions.ask_validation(asked.interviewee, email="a@exemple.fr", mailed=True, by=researcher)
    fresh = person.get(to(asked)).content.decode()
    assert "Une suite." in fresh
    assert "Je valide ce texte" in fresh


def test_who_withdrew_is_waited_for_no_longer(asked: Scene, person: StrictClient) -> None:
    other = factories.interviewee(asked.interview)
    consent = factories.consent(other)
    factories.validation(other, asked.validation.revision)
    person.post(to(asked, "account_validate"), seen(asked))
    actions.withdraw_consent(consent, by=None)
    assert state(asked) == Interview.State.VALIDATED


def page_of(scene: Scene) -> str:
    address = reverse("interview_detail", args=[scene.interview.pk])
    return scene.client("researcher").get(address).content.decode()


def test_an_interview_is_not_validated_by_one_who_has_withdrawn(asked: Scene, person: StrictClient) -> None:
    factories.interviewee(asked.interview, pseudonym="Dominique")
    person.post(to(asked, "account_validate"), seen(asked))
    assert state(asked) == "validated"
    actions.withdraw_consent(asked.consent, by=None)
    assert state(asked) == "written"


def test_the_page_says_how_many_of_those_met_accepted_the_account(asked: Scene, person: StrictClient) -> None:
    person.post(to(asked, "account_validate"), seen(asked))
    assert "La personne rencontrée a relu et accepté le compte rendu." in page_of(asked)
    factories.interviewee(asked.interview, pseudonym="Dominique")
    assert "1 des 2 personnes rencontrées a relu et accepté le compte rendu." in page_of(asked)


def test_a_validation_is_gone_back_on_before_more_is_said(asked: Scene, person: StrictClient) -> None:
    person.post(to(asked, "account_validate"), seen(asked))
    refused = person.post(to(asked), said(asked))
    assert refused.status_code == 422
    assert "Revenez d’abord sur votre validation" in refused.content.decode()
    person.post(to(asked, "account_reopen"))
    assert state(asked) == Interview.State.WRITTEN
    assert person.post(to(asked), said(asked)).status_code == 302


@pytest.mark.pair
def test_a_refused_quotation_is_unpublishable_at_once_until_accepted(asked: Scene, person: StrictClient) -> None:
    answer = to(asked, "quotation_answer", pk=asked.excerpt.pk)
    for given, publishable in (("no", False), ("yes", True)):
        mark = quotations.proposed_to(asked.interviewee)[0].mark
        person.post(answer, {"answer": given, "mark": mark})
        assert Excerpt.objects.publishable().filter(pk=asked.excerpt.pk).exists() is publishable
        loaded = Excerpt.objects.with_evidence().get(pk=asked.excerpt.pk)
        assert loaded.is_publishable is publishable
        piece = pieces.excerpt(str(asked.excerpt.pk), Audience.ROUND)
        assert piece is not None
        assert ("On partage les chantiers." in piece.html) is publishable
    team = asked.client("researcher", StrictClient)
    assert "acceptée" in team.get(reverse("interview_validation", args=[asked.interview.pk])).content.decode()


def test_a_wording_changed_since_it_was_read_asks_again(asked: Scene, person: StrictClient) -> None:
    quoting.answer_quotation(asked.excerpt, person=asked.interviewee, accepted=False)
    read = quotations.proposed_to(asked.interviewee)[0].mark
    Excerpt.objects.update(public_wording="Chacun partage.")
    page = person.post(
        to(asked, "quotation_answer", pk=asked.excerpt.pk), {"answer": "yes", "mark": read}, follow=True
    ).content.decode()
    assert "La formulation vient de changer" in page
    assert "Elle reste écartée tant que vous ne l’acceptez pas" in page
    assert Excerpt.objects.get(pk=asked.excerpt.pk).declined


def test_only_their_own_words_are_proposed_and_only_if_they_may_be_quoted(asked: Scene, person: StrictClient) -> None:
    other = factories.interviewee(asked.interview)
    factories.consent(other)
    theirs = factories.excerpt(asked.note_revision, speaker=other, public_wording="Mots d’une autre.")
    assert "Mots d’une autre." not in person.get(to(asked)).content.decode()
    mark = quotations.proposed_to(other)[0].mark
    answer = person.post(to(asked, "quotation_answer", pk=theirs.pk), {"answer": "no", "mark": mark})
    assert answer.status_code == 404
    with pytest.raises(ValueError, match="not said to be"):
        quoting.answer_quotation(theirs, person=asked.interviewee, accepted=False)
    actions.change_consent(asked.consent, level="notes_only", recording=False)
    assert quotations.proposed_to(type(asked.interviewee).objects.get(pk=asked.interviewee.pk)) == []


def test_after_a_withdrawal_the_account_is_closed(asked: Scene, person: StrictClient) -> None:
    actions.withdraw_consent(asked.consent, by=None)
    answer = person.get(to(asked))
    assert answer.status_code == 410
    assert "On partage." not in answer.content.decode()
    assert "Vous avez retiré votre accord" in answer.content.decode()


def test_a_validation_is_not_asked_without_a_text_or_a_standing_consent(cast: Scene) -> None:
    researcher = cast.client("researcher", StrictClient)
    cast.consent.withdrawn_on = timezone.localdate()
    cast.consent.save()
    address = reverse("validation_ask", args=[cast.interview.pk, cast.interviewee.pk])
    refused = researcher.post(address, {"email": "a@exemple.fr", "means": "hand"})
    assert refused.status_code == 422
    assert "un accord de la personne qui n’est pas retiré" in refused.content.decode()
    assert not Validation.objects.exists()


def test_the_link_to_hand_over_is_shown_once_and_mailed_to_nobody(cast: Scene) -> None:
    researcher = cast.client("researcher", StrictClient)
    address = reverse("validation_ask", args=[cast.interview.pk, cast.interviewee.pk])
    page = researcher.post(address, {"email": "a@exemple.fr", "means": "hand"}).content.decode()
    assert "/consentement/" in page
    assert not OutgoingMail.objects.exists()
    cast.interviewee.identity.refresh_from_db()
    assert cast.interviewee.identity.email == "a@exemple.fr"


@pytest.fixture
def answered(asked: Scene) -> Scene:
    """A closed question of the grid, answered in the account."""
    section = asked.interview.revision.sections.order_by("position").first()
    question = Question.objects.create(
        section=section, key="salaries", text="Combien de salariés ?", kind=Question.Kind.NUMBER, position=90
    )
    asked.things["question"] = question
    note = asked.shared_note
    latest = note.latest()
    actions.save_note(
        note, body=latest.body, base=latest.number, by=asked.people["researcher"], answers={"salaries": 12}
    )
    asked.things["validation"] = factories.validation(asked.interviewee, note.latest())
    return asked


def test_closed_answers_are_read_commented_and_frozen_like_the_text(answered: Scene, person: StrictClient) -> None:
    page = person.get(to(answered)).content.decode()
    assert "Vos réponses aux questions fermées" in page
    assert page.index("Combien de salariés") < page.index("<br>12")
    mark = mark_of("salaries")
    sent = person.post(to(answered), said(answered, block=mark, kind="correction", text="Nous sommes quatorze."))
    assert sent.status_code == 302
    assert person.post(to(answered), said(answered, block="q-00000000")).status_code == 422
    page = person.get(to(answered)).content.decode()
    assert page.index("Combien de salariés") < page.index("Nous sommes quatorze.") < page.index("Sur l’ensemble")
    followed = reverse("interview_validation", args=[answered.interview.pk])
    team = answered.client("researcher", StrictClient).get(followed).content.decode()
    assert team.index("Combien de salariés") < team.index("Nous sommes quatorze.")

    person.post(to(answered, "account_validate"), seen(answered))
    assert state(answered) == Interview.State.VALIDATED
    note, latest = answered.shared_note, answered.shared_note.latest()
    actions.save_note(
        note, body=latest.body, base=latest.number, by=answered.people["researcher"], answers={"salaries": 14}
    )
    assert state(answered) == Interview.State.WRITTEN, "nobody validated fourteen"
    page = person.get(to(answered)).content.decode()
    assert "<br>12" in page
    assert "L’équipe a changé ce texte" in page


def test_only_the_text_that_was_read_is_validated(asked: Scene, person: StrictClient) -> None:
    note, latest = asked.shared_note, asked.shared_note.latest()
    actions.save_note(note, body="<p>Tout autre.</p>", base=latest.number, by=asked.people["researcher"])
    factories.validation(asked.interviewee, note.latest())
    page = person.post(to(asked, "account_validate"), seen(asked), follow=True).content.decode()
    assert "relisez-le, puis validez-le" in page
    assert not Validation.objects.exclude(validated_at=None).exists()


def test_a_text_changed_after_it_was_validated_is_the_next_step_of_the_team(asked: Scene, person: StrictClient) -> None:
    person.post(to(asked, "account_validate"), seen(asked))
    note, latest = asked.shared_note, asked.shared_note.latest()
    team = asked.client("researcher")
    again = "Redemander la validation à"
    assert again not in team.get(asked.interview.get_absolute_url()).content.decode()
    actions.save_note(note, body="<p>Tout autre.</p>", base=latest.number, by=asked.people["researcher"])
    page = team.get(asked.interview.get_absolute_url()).content.decode()
    assert again in page
    assert reverse("validation_ask", args=[asked.interview.pk, asked.interviewee.pk]) in page
    actions.save_note(note, body=latest.body, base=note.latest().number, by=asked.people["researcher"])
    page = team.get(asked.interview.get_absolute_url()).content.decode()
    assert again not in page, "it says what they validated"


def test_a_link_opens_its_own_account_only(asked: Scene, person: StrictClient) -> None:
    """The proof given for one interview, and its session, open nothing of another."""
    elsewhere = factories.interview(asked.ecosystem, asked.people["researcher"])
    other = factories.interviewee(elsewhere)
    token, digest = tokens.issue(tokens.Purpose.CONSENT)
    factories.consent(other, token_digest=digest)
    text = factories.note(elsewhere, asked.people["researcher"], "<p>Ailleurs, on dit.</p>", shared=True)
    validation = factories.validation(other, text)
    theirs = reverse("account_read", args=[token])
    assert "Ailleurs, on dit." not in person.get(theirs, follow=True).content.decode()
    refused = person.post(reverse("account_validate", args=[token]), {"seen": validation.pk})
    assert refused.url == reverse("consent_code", args=[token])
    comment = factories.account_comment(validation)
    assert person.post(to(asked, "comment_take_back", pk=comment.pk)).status_code == 404
    quoted = factories.excerpt(factories.note(elsewhere, asked.people["researcher"]), speaker=other)
    answer = person.post(to(asked, "quotation_answer", pk=quoted.pk), {"answer": "yes", "mark": "x"})
    assert answer.status_code == 404


def test_a_forwarded_link_shows_neither_the_text_nor_who_is_asked(asked: Scene) -> None:
    stranger = StrictClient()
    for name in ("consent_page", "account_read", "consent_code"):
        page = stranger.get(to(asked, name), follow=True).content.decode()
        assert not [word for word in ("On partage", "Nom Confidentiel", "06 00") if word in page], name


@pytest.mark.parametrize("name", ["account_validate", "account_reopen"])
def test_after_a_withdrawal_a_form_sent_again_does_nothing(asked: Scene, person: StrictClient, name: str) -> None:
    actions.withdraw_consent(asked.consent, by=None)
    for address, sent in ((to(asked, name), seen(asked)), (to(asked), said(asked))):
        assert person.post(address, sent).status_code == 410
    mark = {"answer": "yes", "mark": "x"}
    assert person.post(to(asked, "quotation_answer", pk=asked.excerpt.pk), mark).status_code == 410
    assert not Validation.objects.exclude(validated_at=None).exists()
    assert not AccountComment.objects.exists()


def test_what_a_person_writes_is_shown_as_text_to_everyone(asked: Scene, person: StrictClient) -> None:
    attack = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    person.post(to(asked), said(asked, text=attack))
    comment = AccountComment.objects.get()
    actions.answer_comment(comment, answer=attack, by=asked.people["researcher"])
    followed = reverse("interview_validation", args=[asked.interview.pk])
    for page in (person.get(to(asked)), asked.client("researcher", StrictClient).get(followed)):
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()
        assert "&lt;script&gt;alert" in page.content.decode()


def test_a_mail_keeps_its_lines_whatever_the_titles_and_names(asked: Scene) -> None:
    """A line end typed in a title, a name or a pseudonym makes no header, and no second recipient."""
    evil = "Nom\r\nBcc: tiers@exemple.fr\nSubject: autre"
    researcher = asked.people["researcher"]
    type(researcher).objects.filter(pk=researcher.pk).update(name=evil)
    type(asked.commons).objects.filter(pk=asked.commons.pk).update(title=evil)
    type(asked.interviewee).objects.filter(pk=asked.interviewee.pk).update(pseudonym=evil)
    researcher.refresh_from_db()
    person = type(asked.interviewee).objects.get(pk=asked.interviewee.pk)
    actions.ask_validation(person, email="a@exemple.fr", mailed=True, by=researcher)
    actions.send_code(person)
    actions.validate_account(person.validations.latest_first()[0])
    for mail in OutgoingMail.objects.all():
        sent = EmailMessage(mail.subject, mail.body, mail.sender, mail.to, reply_to=mail.reply_to).message()
        assert sent["Bcc"] is None
        assert len(sent.get_all("Subject")) == 1
        assert "tiers@exemple.fr" not in str(sent["To"])
        assert not [word for word in ("On partage", "Nom Confidentiel", "06 00") if word in mail.body]
    assert OutgoingMail.objects.count() == 3
