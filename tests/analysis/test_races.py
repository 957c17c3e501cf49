"""A passage worded while who was met in its interview changes, on a database that lets two people write."""

import pytest
from django.db import connection

from analysis import actions
from analysis.models import Excerpt
from interviews.actions.people import lock
from interviews.people.naming import Names
from tests import scene
from tests.interviews.test_races import meanwhile

pytestmark = [
    pytest.mark.pair,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]


def test_names_noted_with_a_wording_and_a_consent_that_changes_wait_for_one_another() -> None:
    cast = scene.build()
    excerpt, by = cast.excerpt, cast.people["coordinator"]
    interview = excerpt.interview
    replaced = Names(interview, [("", f"Chez {interview.organisations.get().name}.")]).occurrences()
    assert any(each.to_note for each in replaced)

    def word() -> None:
        actions.word_excerpt(excerpt, public_wording="Là-bas.", memo="", speaker=None, replaced=replaced, by=by)

    with meanwhile(word) as begin:
        lock(interview.pk)
        begin()
        Excerpt.objects.filter(pk=excerpt.pk).update(names_someone=True)
    excerpt.refresh_from_db()
    assert (excerpt.public_wording, excerpt.names_someone) == ("Là-bas.", False)
    assert interview.pseudonyms.count() == 1
