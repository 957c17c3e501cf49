from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from commons.models import Job
from tests import factories

pytestmark = pytest.mark.django_db


def job(by: Any, **fields: Any) -> Job:
    commons = factories.commons()
    return Job.objects.create(
        kind="commons.tasks.essai",
        target_type=ContentType.objects.get_for_model(commons),
        target_id=str(commons.pk),
        by=by,
        **fields,
    )


def fragment(client: Any, of: Job) -> str:
    return client.get(reverse("job_progress", args=[of.pk]), headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "queued"}, "En attente."),
        (
            {"state": "queued", "created_at": timezone.now() - timedelta(minutes=1)},
            "Attend un poste de travail ; rien n’est perdu.",
        ),
        ({"state": "running", "progress": 40, "step": "mise en page"}, "mise en page"),
    ],
)
def test_an_unfinished_work_says_where_it_is_and_asks_again(
    as_user: Callable[[Any], Any], fields: dict[str, Any], sentence: str
) -> None:
    person = factories.user()
    page = fragment(as_user(person), job(person, **fields))
    assert sentence in page
    assert "<progress" in page
    assert 'data-hx-trigger="every 1s"' in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"state": "done", "progress": 100, "outcome": "Le PDF est prêt."}, "Le PDF est prêt."),
        ({"state": "failed", "outcome": "Image illisible."}, "Ce travail n’a pas abouti."),
    ],
)
def test_a_finished_work_says_how_it_ended_and_no_longer_asks(
    as_user: Callable[[Any], Any], fields: dict[str, Any], sentence: str
) -> None:
    person = factories.user()
    page = fragment(as_user(person), job(person, **fields))
    assert sentence in page
    assert "data-hx-" not in page


def test_without_script_the_page_is_whole(as_user: Callable[[Any], Any]) -> None:
    person = factories.user()
    response = as_user(person).get(reverse("job_progress", args=[job(person).pk]))
    assert "<h1>Avancement</h1>" in response.content.decode()
    assert "Actualiser cette page" in response.content.decode()


def test_someone_else_s_work_is_not_found(as_user: Callable[[Any], Any]) -> None:
    assert as_user(factories.user()).get(reverse("job_progress", args=[job(factories.user()).pk])).status_code == 404
    assert as_user(factories.user()).get(reverse("job_progress", args=[job(None).pk])).status_code == 404
