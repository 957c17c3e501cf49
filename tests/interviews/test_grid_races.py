"""Two people who save one question of a draft at the same instant, on a database that lets them."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.urls import reverse

from interviews.models import GridRevision, Question
from tests import scene
from tests.conftest import StrictClient
from tests.forms import form_of

pytestmark = [
    pytest.mark.pair,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]


def test_of_two_saves_at_once_one_is_kept_and_the_other_sees_both() -> None:
    cast = scene.build()
    revision = cast.interview.revision
    question = Question.objects.get(section__revision=revision)
    address = reverse("question_edit", args=[question.pk])
    clients = {name: StrictClient() for name in ("researcher", "coordinator")}
    sent = {}
    for name, client in clients.items():
        client.force_login(cast.people[name])
        sent[name] = form_of(client.get(address).content) | {"text": f"Ce que veut {name} ?"}
    statuses: list[int] = []

    def save(name: str) -> None:
        try:
            statuses.append(clients[name].post(address, sent[name]).status_code)
        finally:
            connection.close()

    threads = [Thread(target=save, args=[name]) for name in clients]
    with transaction.atomic():  # both have read the question, and wait for the draft
        GridRevision.objects.select_for_update().get(pk=revision.pk)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(1)
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(10)
    assert sorted(statuses) == [302, 409]
