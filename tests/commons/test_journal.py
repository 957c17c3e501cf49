import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from commons import journal
from commons.models import JournalEntry
from commons.verbs import Verb
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.pair
def test_a_line_says_who_did_what_to_what() -> None:
    commons, person = factories.commons(), factories.user()
    journal.record(Verb.CARD_EDITED, commons, by=person)
    line = JournalEntry.objects.get()
    assert (line.verb, line.target, line.by) == (Verb.CARD_EDITED, commons, person)
    assert "a modifié la fiche" in str(line)


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_the_machine_and_a_reader_without_account_sign_no_line(nobody: AnonymousUser | None) -> None:
    journal.record(Verb.REMARK_MADE, factories.commons(), by=nobody)
    assert JournalEntry.objects.get().by is None


def test_a_line_stays_when_its_author_s_account_is_deleted() -> None:
    person = factories.user()
    journal.record(Verb.CARD_EDITED, factories.commons(), by=person)
    person.delete()
    assert JournalEntry.objects.get().by is None


def test_a_line_goes_with_the_transaction_that_wrote_it() -> None:
    with transaction.atomic():
        journal.record(Verb.CARD_EDITED, factories.commons(), by=None)
        transaction.set_rollback(True)
    assert not JournalEntry.objects.exists()
