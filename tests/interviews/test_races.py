"""Two people at once on one interview, on a database that lets them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from interviews import actions
from interviews.actions import grid_use, pair
from interviews.models import GridRevision, Interview, Interviewer, Validation
from tests import factories, scene

pytestmark = [
    pytest.mark.pair,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]


@contextmanager
def meanwhile(act: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """A transaction, and what begins ``act`` by someone else within it."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    other = Thread(target=run)

    def begin() -> None:
        other.start()
        other.join(0.5)

    with transaction.atomic():
        yield begin
    other.join(10)
    assert not other.is_alive()


def test_a_text_changed_while_the_former_one_is_validated_is_not_valid() -> None:
    cast = scene.build()
    coordinator = cast.people["coordinator"]
    actions.ask_validation(cast.interviewee, email="personne@exemple.fr", mailed=False, by=coordinator)

    def change() -> None:
        actions.save_note(cast.shared_note, body="<p>Tout autre chose.</p>", base=1, by=coordinator)

    with meanwhile(change) as begin:
        actions.validate_account(Validation.objects.get())
        begin()
    assert cast.shared_note.latest().number == 2
    assert Interview.objects.get(pk=cast.interview.pk).state == Interview.State.WRITTEN


def test_changing_the_grid_while_a_note_is_saved_waits_for_it() -> None:
    cast = scene.build()
    coordinator = cast.people["coordinator"]
    other = GridRevision.objects.create(grid=cast.interview.revision.grid, number=2, frozen_at=timezone.now())

    def change() -> None:
        grid_use.use_revision(cast.interview, other, by=coordinator, confirmed=True)

    with meanwhile(change) as begin:  # as a save that moves the interview on does
        list(cast.interview.notes.select_for_update().order_by("pk"))
        begin()
        Interview.objects.select_for_update().get(pk=cast.interview.pk)
    assert Interview.objects.get(pk=cast.interview.pk).revision == other


def test_a_place_is_passed_to_one_person() -> None:
    cast = scene.build()
    researcher, colleague = cast.people["researcher"], cast.people["colleague"]
    place = Interviewer.objects.select_related("interview", "user").get(interview=cast.interview, user=researcher)
    late = Interviewer.objects.select_related("interview", "user").get(pk=place.pk)
    pair.hand_over(place, to=colleague, approach="efc", by=researcher)
    third = factories.member("researcher", cast.commons, "Tierce")
    with pytest.raises(ValidationError, match="vient d’être passée à Collègue"):
        pair.hand_over(late, to=third, approach="efc", by=researcher)
    assert Interviewer.objects.get(pk=place.pk).user == colleague
