"""Three invented interviews: one whose people may be quoted, one for working notes only, one to come. No one ever
said these words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from actors.models import Ecosystem, Organisation
from analysis import actions as analysis_actions
from analysis.models import Excerpt
from commons import richtext, tokens
from commons.anchoring import fold_spaces
from interviews import actions
from interviews.models import AccountComment, Consent, Interview, Interviewee, Note, NoteRevision, Terms
from portal.demonstration import accounts, grid, texts

LINK = "/consentement/"


@dataclass(frozen=True)
class Fieldwork:
    """What the chapters need of the inquiry: its excerpts, and the consent link to show."""

    excerpts: dict[str, Excerpt]
    consent_link: accounts.Account


def build(ecosystem: Ecosystem, organisations: dict[str, Organisation], people: dict[str, User]) -> Fieldwork:
    """Builds both interviews once; later runs only find them again."""
    if not Interview.objects.filter(ecosystem=ecosystem, fictional=True).exists():
        notice = actions.standing_terms(ecosystem.commons)
        Terms.objects.filter(pk=notice.pk).update(since=timezone.localdate() - timedelta(days=60))
        _quotable(ecosystem, organisations, people)
        _notes_only(ecosystem, organisations, people)
    _planned(ecosystem, organisations, people)
    grid.revise(grid.build(ecosystem.commons), by=people["ess"])
    excerpts = {
        excerpt.public_wording[:8]: excerpt
        for excerpt in Excerpt.objects.filter(revision__note__interview__ecosystem=ecosystem)
    }
    wordings = {"time": texts.EXCERPT_TIME, "hours": texts.EXCERPT_HOURS, "barn": texts.EXCERPT_BARN}
    consent = Consent.objects.get(interviewee__interview__ecosystem=ecosystem, interviewee__pseudonym="Camille")
    link = accounts.kept_link(LINK, tokens.Purpose.CONSENT, consent.token_digest)
    if not link:
        link = f"{LINK}{actions.make_consent_link(consent, by=people['efc'])}/"
    shown = accounts.Account("Personne rencontrée (sans compte)", link=link, link_label="Voir son consentement")
    return Fieldwork({key: excerpts[wording[:8]] for key, (_words, wording) in wordings.items()}, shown)


def _open(
    ecosystem: Ecosystem, organisation: Organisation, people: dict[str, User], days_ago: int, **fields: Any
) -> Interview:
    return actions.open_interview(
        ecosystem.commons,
        ecosystem=ecosystem,
        organisations=[organisation],
        revision=grid.build(ecosystem.commons),
        held_on=timezone.localdate() - timedelta(days=days_ago),
        pair=[(people["efc"], "efc"), (people["ess"], "ess")],
        fictional=True,
        by=people["efc"],
        **fields,
    )


def _write(
    interview: Interview,
    author: User | None,
    body: str,
    *,
    by: User,
    placed: Mapping[str, str] | None = None,
    answers: Mapping[str, Any] | None = None,
) -> NoteRevision:
    """``placed``: the first words of a passage → the key of the question it is put under."""
    note = Note.objects.get(interview=interview, author=author)
    text = richtext.clean(body)
    passages = {
        block.id: [key]
        for words, key in (placed or {}).items()
        for block in richtext.blocks(text)
        if fold_spaces(block.text).startswith(words)
    }
    revision = actions.save_note(note, body=text, base=0, passages=passages, answers=dict(answers or {}), by=by)
    assert revision is not None, "the demonstration's notes are not empty"  # noqa: S101
    return revision


def _consent(person: Interviewee, level: Consent.Level, *, by: User) -> None:
    actions.record_consent(
        person,
        level=level,
        terms=actions.standing_terms(person.interview.commons),
        given_on=person.interview.held_on,
        proof_note="Accord donné à l’oral en début d’entretien, noté par le binôme (fictif).",
        by=by,
    )


def _take(revision: NoteRevision, wording: tuple[str, str], speaker: Interviewee, *, by: User) -> None:
    """The paragraph that holds these words, taken whole, with its publishable wording."""
    words, public = wording
    block = next(block for block in richtext.blocks(revision.body) if words in block.text)
    passage = analysis_actions.locate(revision, quote=block.text, block=block.id)
    analysis_actions.take_excerpt(revision, passage=passage, speaker=speaker, public_wording=public, by=by)


def _quotable(ecosystem: Ecosystem, organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    efc, ess = people["efc"], people["ess"]
    interview = _open(ecosystem, organisations["alec-ouest-essonne"], people, 40, mode="on_site", travel="public")
    camille = actions.add_interviewee(
        interview,
        pseudonym="Camille",
        function="conseillère en rénovation",
        identity={"name": "Hélène Marchetti (fictive)", "email": "camille@demonstration.example"},
        by=efc,
    )
    dominique = actions.add_interviewee(
        interview,
        pseudonym="Dominique",
        function="élue municipale",
        identity={"name": "Béatrice Jouanneau (fictive)"},
        by=efc,
    )
    _consent(camille, Consent.Level.PSEUDONYMISED, by=efc)
    _consent(dominique, Consent.Level.PSEUDONYMISED, by=ess)
    written = _write(interview, efc, texts.NOTE_EFC, by=efc, placed=texts.PLACED_EFC, answers=texts.ANSWERS_EFC)
    seen = _write(interview, ess, texts.NOTE_ESS, by=ess, placed=texts.PLACED_ESS, answers=texts.ANSWERS_ESS)
    _write(interview, None, texts.SHARED, by=ess)
    _take(written, texts.EXCERPT_TIME, camille, by=efc)
    _take(written, texts.EXCERPT_HOURS, camille, by=efc)
    _take(seen, texts.EXCERPT_BARN, dominique, by=ess)
    _read_over(camille, by=efc)


def _read_over(camille: Interviewee, *, by: User) -> None:
    """A validation in course: one remark answered, one that waits, one quotation accepted, nothing validated yet."""
    asked = actions.ask_validation(camille, email=camille.identity.email, mailed=False, by=by).validation
    blocks = [block.id for block in richtext.blocks(asked.revision.body) if block.tag == "p" and block.id]
    answered = actions.comment_account(
        asked,
        block=blocks[0],
        kind=AccountComment.Kind.COMMENT,
        text="Oui, le hangar compte beaucoup. Dites aussi que ce prêt n’est écrit nulle part.",
    )
    actions.answer_comment(answered, answer="Merci, nous l’ajoutons à la prochaine version.", by=by)
    actions.comment_account(
        asked,
        block=blocks[-1],
        kind=AccountComment.Kind.CORRECTION,
        text="Je ne parlerais pas de don : la commune y gagne aussi, elle a moins de déchets à traiter.",
    )
    excerpt = Excerpt.objects.get(speaker=camille, public_wording=texts.EXCERPT_TIME[1])
    analysis_actions.answer_quotation(excerpt, person=camille, accepted=True)


def _notes_only(ecosystem: Ecosystem, organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """An interview whose consent stops at working notes: nothing of it can be cited, and the pages say why."""
    interview = _open(ecosystem, organisations["commune-de-pussay"], people, 12, mode="remote", travel="none")
    person = actions.add_interviewee(
        interview,
        pseudonym="Alix",
        function="agent municipal",
        identity={"name": "Romain Castaldi (fictif)"},
        by=people["ess"],
    )
    _consent(person, Consent.Level.NOTES_ONLY, by=people["ess"])


def _planned(ecosystem: Ecosystem, organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """An interview to come, opened in a minute: its page says what is still to be told."""
    if Interview.objects.filter(commons=ecosystem.commons, fictional=True, starts_at=time(14, 0)).exists():
        return
    actions.open_interview(
        ecosystem.commons,
        organisations=[organisations["alec-ouest-essonne"]],
        held_on=timezone.localdate() + timedelta(days=6),
        starts_at=time(14, 0),
        pair=[(people["efc"], "efc")],
        fictional=True,
        by=people["efc"],
    )
