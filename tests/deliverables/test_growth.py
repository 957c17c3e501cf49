"""Lists and boards ask the database as many questions for many rows as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commons.models import Role
from deliverables import actions
from deliverables.models import Rendition
from tests import factories
from tests.deliverables import building

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def test_many_cost_as_many_queries_as_few(as_user) -> None:
    world = building.world()
    building.pretend_ready(building.publish(world))
    client = as_user(world.coordinator)
    addresses = [
        reverse("draft_list"),
        reverse("draft_detail", args=[world.deliverable.pk]),
        reverse("deliverable_list"),
        world.deliverable.get_absolute_url(),
        reverse("chapter_edit", args=[world.chapter.pk]),
    ]

    def count() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    count()
    few = count()
    for number in range(4):
        actions.add_chapter(world.deliverable, title=f"Chapitre {number}", by=world.researcher)
        excerpt = factories.excerpt(world.excerpt.revision, public_wording="Autre.")
        chapter = world.deliverable.chapters.get(title=f"Chapitre {number}")
        body = f"<p>Un texte.</p><p>[[verbatim:{excerpt.pk}]]</p>"
        actions.save_chapter(chapter, title=chapter.title, body=body, base=0, by=world.researcher)
        building.pretend_ready(building.publish(world, f"1.{number + 1}"))
        other = factories.deliverable(world.commons, territory=factories.territory())
        factories.chapter(other, factories.member(Role.RESEARCHER, world.commons))
        actions.publish(other, version="1.0", changes="", by=world.coordinator)
    assert count() == few
    assert Rendition.objects.count() == 9
