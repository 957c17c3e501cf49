"""What consent lets into a text: the QuerySet, the property and the piece say the same for every state."""

from datetime import date
from itertools import product
from typing import Any

import pytest

from analysis import pieces
from analysis.models import Excerpt
from commons.pieces import Audience
from interviews import actions
from interviews.models import Consent
from tests import factories
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.pair]
#: What a person may have said, and whether it lets a passage through.
STATES: dict[str, dict[str, Any] | None] = {
    "nothing": None,
    "notes_only": {"level": Consent.Level.NOTES_ONLY},
    "pseudonymised": {"level": Consent.Level.PSEUDONYMISED},
    "attributed": {"level": Consent.Level.ATTRIBUTED},
    "withdrawn": {"level": Consent.Level.PSEUDONYMISED, "withdrawn_on": date(2026, 5, 1)},
    "withdrawn_attributed": {"level": Consent.Level.ATTRIBUTED, "withdrawn_on": date(2026, 5, 1)},
}
ALLOWING = {"pseudonymised", "attributed"}


def excerpt_with(*states: str, named: bool, wording: str = "On partage.") -> Excerpt:
    """An excerpt of an interview with one person for each state; the first one speaks when ``named``."""
    commons = factories.commons()
    author = factories.user()
    interview = factories.interview(factories.ecosystem(commons), author)
    people = []
    for state in states:
        people.append(factories.interviewee(interview))
        given = STATES[state]
        if given is not None:
            factories.consent(people[-1], **given)
    speaker = people[0] if named else None
    return factories.excerpt(factories.note(interview, author), speaker=speaker, public_wording=wording)


def agrees(excerpt: Excerpt) -> bool:
    queried = Excerpt.objects.publishable().filter(pk=excerpt.pk).exists()
    loaded = Excerpt.objects.with_evidence().get(pk=excerpt.pk)
    assert loaded.is_publishable is queried
    piece = pieces.excerpt(str(excerpt.pk), Audience.EDITION)
    assert piece is not None
    assert (not piece.problem) is queried
    assert ("On partage." in piece.html) is queried
    return queried


@pytest.mark.parametrize("other", STATES)
@pytest.mark.parametrize("state", STATES)
def test_a_named_speaker_alone_decides(state: str, other: str) -> None:
    assert agrees(excerpt_with(state, other, named=True)) is (state in ALLOWING)


@pytest.mark.parametrize(("one", "two"), list(product(STATES, repeat=2)))
def test_without_a_speaker_everyone_must_allow(one: str, two: str) -> None:
    assert agrees(excerpt_with(one, two, named=False)) is ({one, two} <= ALLOWING)


def test_nobody_met_allows_nothing() -> None:
    assert not agrees(excerpt_with(named=False))


@pytest.mark.parametrize("named", [True, False])
def test_a_passage_without_public_wording_stays_in(named: bool) -> None:
    assert not agrees(excerpt_with("attributed", named=named, wording=""))


@pytest.mark.parametrize("audience", list(Audience))
def test_a_withdrawal_masks_the_piece_at_once(cast: Scene, audience: Audience) -> None:
    before = pieces.excerpt(str(cast.excerpt.pk), audience)
    assert before is not None
    assert "On partage les chantiers." in before.html
    assert before.problem == ""
    actions.withdraw_consent(cast.consent, by=None)
    after = pieces.excerpt(str(cast.excerpt.pk), audience)
    assert after is not None
    assert "On partage les chantiers." not in after.html
    assert after.problem == "consentement retiré"
    assert after.excerpts == [cast.excerpt.pk]
    told = "Verbatim masqué : consentement retiré" if audience is Audience.DRAFT else "Passage retiré à la demande"
    assert told in after.html


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("level", list(Consent.Level))
def test_no_piece_holds_the_raw_quote_the_memo_or_a_name(cast: Scene, audience: Audience, level: str) -> None:
    Consent.objects.update(level=level)
    Excerpt.objects.update(quote="MARQUEURNOTE", memo="MARQUEURMEMO", public_wording="Formulé <b>ainsi</b>.")
    piece = pieces.excerpt(str(cast.excerpt.pk), audience)
    assert piece is not None
    assert not any(mark in piece.html for mark in ("MARQUEUR", "Nom Confidentiel"))
    assert "<b>" not in piece.html


def test_a_piece_says_who_speaks_where_and_when_and_that_it_is_fictional(cast: Scene) -> None:
    cast.interview.fictional = True
    cast.interview.save()
    piece = pieces.excerpt(str(cast.excerpt.pk), Audience.EDITION)
    assert piece is not None
    for words in (cast.interviewee.pseudonym, "conseillère", "Terrain", "mars 2026", "entretien fictif"):
        assert words in piece.html


@pytest.mark.parametrize("key", ["", "x", "é", "00000000-0000-0000-0000-000000000000", "0" * 500])
def test_an_unknown_key_is_no_piece(key: str) -> None:
    assert pieces.excerpt(key, Audience.EDITION) is None
