from commons.differences import Kind, blocks, words


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in words(before, after)]


def test_words_that_changed_stand_beside_those_that_stayed() -> None:
    assert told("Le chantier ouvre lundi matin.", "Le chantier ferme mardi matin.") == [
        ("same", "Le chantier "),
        ("removed", "ouvre lundi "),
        ("added", "ferme mardi "),
        ("same", "matin."),
    ]


def test_pieces_put_together_are_both_texts() -> None:
    before, after = "un deux  trois quatre cinq", "zéro un trois  cinq six"
    pieces = words(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.REMOVED).split() == after.split()
    assert "".join(piece.text for piece in pieces if piece.kind != Kind.ADDED).split() == before.split()


def test_a_rewritten_block_is_shown_beside_what_it_was_and_unchanged_ones_are_counted() -> None:
    before = "<h2>Titre</h2><p>Un.</p><p>On partage les chantiers le lundi.</p><p>Il ne reste rien de ceci.</p>"
    after = "<h2>Titre</h2><p>Un.</p><p>On partage les chantiers le mardi.</p><p>Vingt chevaux hongrois.</p>"
    changes = [(change.kind, change.count) for change in blocks(before, after)]
    assert changes == [(Kind.SAME, 2), (Kind.CHANGED, 1), (Kind.ADDED, 1), (Kind.REMOVED, 1)]


def test_a_block_that_keeps_its_identifier_is_the_same_block_however_it_was_rewritten() -> None:
    before = '<p id="b-aaaaaaaa">Premier jet.</p>'
    after = '<p id="b-aaaaaaaa">Tout autre chose, sans rapport aucun.</p>'
    assert [change.kind for change in blocks(before, after)] == [Kind.CHANGED]


def test_two_long_texts_are_compared_in_a_moment() -> None:
    before = " ".join(f"mot{number}" for number in range(20_000))
    after = before.replace("mot777 ", "autre ")
    assert [piece.text for piece in words(before, after)][1:3] == ["mot777 ", "autre "]
    assert len(words(before + " trop", after)) == 2
