import pytest

from commons import tokens
from commons.tokens import Purpose


def test_a_link_is_found_by_its_digest_which_does_not_contain_it() -> None:
    token, digest = tokens.issue(Purpose.INVITATION)
    assert tokens.digest_of(Purpose.INVITATION, token) == digest
    assert token not in digest
    assert len(digest) == 64


def test_two_links_are_never_the_same() -> None:
    assert tokens.issue(Purpose.READER)[0] != tokens.issue(Purpose.READER)[0]


@pytest.mark.parametrize("other", [purpose for purpose in Purpose if purpose != Purpose.INVITATION])
def test_a_link_serves_one_purpose(other: Purpose) -> None:
    token, _digest = tokens.issue(Purpose.INVITATION)
    assert tokens.digest_of(other, token) is None


@pytest.mark.parametrize("forged", ["", "x", "a:b", "é:é", "a:b:c", "\x00"])
def test_a_forged_link_has_no_digest(forged: str) -> None:
    assert tokens.digest_of(Purpose.INVITATION, forged) is None


def test_a_link_changed_by_one_character_has_no_digest() -> None:
    token, _digest = tokens.issue(Purpose.INVITATION)
    changed = ("b" if token[0] == "a" else "a") + token[1:]
    assert tokens.digest_of(Purpose.INVITATION, changed) is None


def test_another_site_s_key_opens_nothing(settings: object) -> None:
    token, _digest = tokens.issue(Purpose.INVITATION)
    settings.SECRET_KEY = "une autre clé"
    assert tokens.digest_of(Purpose.INVITATION, token) is None
