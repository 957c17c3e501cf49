"""The sentences of the policies and the rows of the QuerySets say the same, for every persona."""

import pytest
from django.contrib.auth.models import AnonymousUser

from interviews import policies
from interviews.models import Interview, Note
from tests import scene
from tests.scene import PERSONAS

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


@pytest.mark.parametrize("opened", [False, True])
def test_policies_and_querysets_agree(opened: bool) -> None:
    built = scene.build()
    Interview.objects.update(opened_to_team=opened)
    interview = Interview.objects.get()
    readers, writers, shared_writers = set(), set(), set()
    for persona in PERSONAS:
        user = built.people.get(persona, AnonymousUser())
        raw = Interview.objects.raw_visible_to(user).filter(pk=interview.pk).exists()
        assert policies.can_read_raw(user, interview) is raw, persona
        for note in Note.objects.all():
            seen = Note.objects.visible_to(user).filter(pk=note.pk).exists()
            assert policies.can_read_note(user, note) is seen, (persona, note)
        readers |= {persona} if raw else set()
        writers |= {persona} if policies.can_write_note(user, built.note) else set()
        shared_writers |= {persona} if policies.can_write_note(user, built.shared_note) else set()
    assert readers == {"researcher", "coordinator"} | ({"colleague"} if opened else set())
    assert writers == {"researcher"}
    assert shared_writers == {"researcher", "coordinator"}


def test_leaving_the_team_closes_one_s_own_interviews() -> None:
    built = scene.build()
    researcher = built.people["researcher"]
    researcher.memberships.all().delete()
    researcher.__dict__.pop("_roles", None)
    assert not policies.can_read_raw(researcher, built.interview)
    assert not policies.can_write_note(researcher, built.note)
    assert not Note.objects.visible_to(researcher).exists()


def test_only_the_pair_opens_to_the_team() -> None:
    built = scene.build()
    allowed = [name for name, user in built.people.items() if policies.can_open_to_team(user, built.interview)]
    assert allowed == ["researcher"]
