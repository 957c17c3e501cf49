"""Two people at the same instant: one coherent result, and a sentence for the other."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from actors import actions
from actors.actions import graph_importing, importing, merging
from actors.exchange import imports
from actors.models import ImportBatch, Organisation, Participation
from commons.models import JournalEntry, Role
from tests import factories

#: In memory, SQLite has one connection: nobody meets anybody there.
SEVERAL_CONNECTIONS = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="deux connexions à la fois : PostgreSQL seulement"
)
pytestmark = [pytest.mark.pair, SEVERAL_CONNECTIONS, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned or raised, all started together, each on a connection of its own."""
    start, answers = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[place] = deed()
        except Exception as raised:
            answers[place] = raised  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def people() -> tuple[User, User]:
    commons = factories.commons()
    return factories.member(Role.RESEARCHER, commons), factories.member(Role.COORDINATOR, commons)


def lines(*names: str) -> list[dict[str, Any]]:
    table = [imports.Reading(number, {"name": name}) for number, name in enumerate(names, 2)]
    return [imports._as_line(reading) for reading in table]


def test_of_two_confirmations_of_one_import_one_writes(people: tuple[User, User]) -> None:
    batch = importing.begin(lines("Un", "Deux"), file_name="a.csv", by=people[0])
    answers = at_once(*(lambda by=by: importing.confirm(ImportBatch.objects.get(pk=batch.pk), by=by) for by in people))
    assert sorted(map(type, answers), key=str) == sorted([bool, importing.NotWaiting], key=str), answers
    assert Organisation.objects.count() == 2
    assert JournalEntry.objects.filter(verb="organisations_imported").count() == 1
    undone = at_once(*(lambda by=by: importing.ask_undo(ImportBatch.objects.get(pk=batch.pk), by=by) for by in people))
    assert sorted(map(type, undone), key=str) == sorted([type(None), importing.NotWaiting], key=str), undone
    assert Organisation.objects.count() == 0
    assert JournalEntry.objects.filter(verb="import_undone").count() == 1


def test_of_two_confirmations_of_one_graph_one_writes(people: tuple[User, User]) -> None:
    ecosystem = factories.ecosystem(people[0].memberships.get().commons)
    facts = {"role": "", "since": "", "until": "", "source": "page"}
    row = {"what": "participation", "number": 2, "name": "Un", "slug": "", "sought": False, "facts": facts}
    row |= {"notes": [], "reasons": [], "kind": "association", "services": ""}
    batch = graph_importing.begin([row], ecosystem, file_name="k.xlsx", by=people[0])
    answers = at_once(
        *(lambda by=by: graph_importing.confirm(ImportBatch.objects.get(pk=batch.pk), {}, by=by) for by in people)
    )
    assert sorted(map(type, answers), key=str) == sorted([bool, importing.NotWaiting], key=str), answers
    assert (Organisation.objects.count(), Participation.objects.count()) == (1, 1)
    undone = at_once(
        *(lambda by=by: graph_importing.ask_undo(ImportBatch.objects.get(pk=batch.pk), by=by) for by in people)
    )
    assert sorted(map(type, undone), key=str) == sorted([int, importing.NotWaiting], key=str), undone
    assert (Organisation.objects.count(), Participation.objects.count()) == (0, 0)


def test_two_imports_of_one_name_at_once_make_one_organisation(people: tuple[User, User]) -> None:
    batches = [importing.begin(lines("Même nom"), file_name="a.csv", by=by) for by in people]
    answers = at_once(*(lambda b=b, by=by: importing.confirm(b, by=by) for b, by in zip(batches, people, strict=True)))
    assert Organisation.objects.count() == 1
    assert True in answers, answers


def test_a_page_merged_while_it_is_edited_stays_merged(people: tuple[User, User]) -> None:
    kept, duplicate = factories.organisation("Gardée"), factories.organisation("Doublon")
    opened = Organisation.objects.get(pk=duplicate.pk)
    answers = at_once(
        lambda: merging.merge(kept, duplicate, taken=[], by=people[0]),
        lambda: actions.edit(opened, by=people[1], services="Écrit ailleurs."),
    )
    said = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(one, ValidationError) for one in said), said
    duplicate.refresh_from_db()
    assert duplicate.merged_into == kept


def test_two_who_edit_different_facts_of_one_page_lose_nothing(people: tuple[User, User]) -> None:
    organisation = factories.organisation("Une fiche")
    pages = [Organisation.objects.get(pk=organisation.pk) for _person in people]
    facts = [{"services": "Répare."}, {"source": "Son site."}]
    at_once(*(lambda n=n: actions.edit(pages[n], by=people[n], **facts[n]) for n in (0, 1)))
    organisation.refresh_from_db()
    assert (organisation.services, organisation.source) == ("Répare.", "Son site.")
    last = organisation.history.latest()
    assert (last.services, last.source) == ("Répare.", "Son site.")


def test_of_two_merges_and_of_two_undoings_one_is_done(people: tuple[User, User]) -> None:
    one, other = factories.organisation("Une"), factories.organisation("Autre")
    made = at_once(
        lambda: merging.merge(one, other, taken=[], by=people[0]),
        lambda: merging.merge(other, one, taken=[], by=people[1]),
    )
    refused = [answer for answer in made if isinstance(answer, ValidationError)]
    assert len(refused) == 1, made
    merge = next(answer for answer in made if not isinstance(answer, Exception))
    undone = at_once(*(lambda by=by: merging.separate(merge, by=by) for by in people))
    assert [type(answer) for answer in undone if isinstance(answer, Exception)] == [ValidationError], undone
    assert Organisation.objects.filter(merged_into=None).count() == 2
