"""What the server does for those who write without a connection."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.marks import account_mark
from interviews.models import Interview
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene

pytestmark = pytest.mark.django_db


def address(cast: Scene, name: str = "note_edit") -> str:
    return reverse(name, args=[cast.interview.pk, cast.note.pk])


def save(client: StrictClient, cast: Scene, account: str) -> Any:
    data = {"body": "<p>Autre texte.</p>", "base": 1}
    return client.post(address(cast), data, headers={"accept": "application/json", "x-account": account})


def test_what_one_account_typed_is_not_saved_under_the_name_of_another(cast: Scene, researcher: StrictClient) -> None:
    assert save(researcher, cast, account_mark(cast.people["coordinator"])).status_code == 403
    assert cast.note.revisions.count() == 1
    assert save(researcher, cast, account_mark(cast.people["researcher"])).status_code == 200
    assert cast.note.revisions.count() == 2


def test_a_conflict_gives_the_other_text_as_the_writer_writes(cast: Scene, researcher: StrictClient) -> None:
    data = {"body": "Autre texte.", "base": 0, "format": "texte"}
    told = researcher.post(address(cast), data, headers={"accept": "application/json"})
    assert told.status_code == 409
    assert "partage" in told.json()["text"]
    assert told.json()["text"] != told.json()["html"]


def test_the_device_is_said_once_and_shared_ones_are_emptied(researcher: StrictClient) -> None:
    answered = researcher.post(reverse("device_choice"), {"appareil": "propre", "suite": "/grilles/"})
    assert (answered["Location"], answered.cookies["appareil"].value) == ("/grilles/", "propre")
    assert "Clear-Site-Data" not in answered
    answered = researcher.post(reverse("device_choice"), {"appareil": "partage", "suite": "https://ailleurs.example/"})
    assert answered["Location"] == reverse("interview_list")
    assert answered["Clear-Site-Data"] == '"storage"'


def test_signing_out_empties_the_device_and_a_refused_request_does_not(cast: Scene, researcher: StrictClient) -> None:
    strict = StrictClient(enforce_csrf_checks=True)
    strict.force_login(cast.people["researcher"])
    assert "Clear-Site-Data" not in strict.post(reverse("account_logout"))
    assert researcher.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'


@pytest.mark.parametrize(("said", "offered"), [("propre", True), ("partage", False), ("", False)])
def test_preparing_is_offered_on_an_own_device_only(
    cast: Scene, researcher: StrictClient, said: str, offered: bool
) -> None:
    Interview.objects.update(held_on=timezone.localdate() + timedelta(days=1))
    researcher.cookies["appareil"] = said
    pages = [researcher.get(reverse("interview_list")), researcher.get(cast.interview.get_absolute_url())]
    assert [b"Pr\xc3\xa9parer hors connexion" in page.content for page in pages] == [offered, offered]
    assert [address(cast).encode() in page.content for page in pages] == [offered, True]


def test_only_the_texts_one_writes_today_or_tomorrow_are_taken(cast: Scene, as_user: Any) -> None:
    Interview.objects.update(held_on=timezone.localdate() + timedelta(days=2))
    client = as_user(cast.people["researcher"])
    client.cookies["appareil"] = "propre"
    assert client.get(reverse("interview_list")).context["kit"] == []
    Interview.objects.update(held_on=timezone.localdate())
    assert address(cast) in {page.address for page in client.get(reverse("interview_list")).context["kit"]}
    client = as_user(cast.people["coordinator"])
    client.cookies["appareil"] = "propre"
    assert client.get(reverse("interview_list")).context["kit"] == []


def test_interviews_of_one_day_with_one_organisation_are_told_apart(cast: Scene, as_user: Any) -> None:
    first, pair = cast.interview, [cast.people["researcher"]]
    Interview.objects.filter(pk=first.pk).update(held_on=timezone.localdate(), starts_at="09:30")
    for _time in range(2):
        other = factories.interview(first.ecosystem, *pair, held_on=timezone.localdate())
        other.organisations.set(first.organisations.all())
        factories.note(other, pair[0], "<p>Dit.</p>")
    factories.interviewee(other, pseudonym="Dominique")
    client = as_user(pair[0])
    client.cookies["appareil"] = "propre"
    labels = [page.label for page in client.get(reverse("interview_list")).context["kit"]]
    assert len(set(labels)) == len(labels) == 4
    assert sum(", 09:30 – " in label for label in labels) == 2  # its notes, its shared account
    assert sum("Dominique)" in label for label in labels) == 1


def test_the_page_kept_for_no_connection_says_nothing_of_who_is_signed_in(researcher: StrictClient) -> None:
    words = (
        researcher.get(reverse("offline_page")).content.decode()
        + StrictClient().get(reverse("offline_page")).content.decode()
    )
    assert not any(said in words for said in ("Se connecter", "Se déconnecter", reverse("account_login")))


def test_a_page_hears_of_those_who_write_elsewhere_until_they_stop(cast: Scene, as_user: Any) -> None:
    writer, reader = as_user(cast.people["researcher"]), as_user(cast.people["coordinator"])
    watch = address(cast, "note_watch")
    writer.get(watch, {"page": "a", "ecrit": "1"})
    reader.get(watch, {"page": "c", "ecrit": "1"})  # who may not write is not told as a writer
    assert writer.get(watch, {"page": "a"}).json()["writers"] == ""
    assert writer.get(watch, {"page": "b"}).json()["writers"].startswith("Vous écrivez aussi ce texte dans une autre")
    told = reader.get(watch, {"page": "c"}).json()
    assert (told["revision"], told["by"]) == (1, "Chercheuse")
    assert told["writers"].startswith("Chercheuse écrit aussi ce texte en ce moment.")
    writer.get(watch, {"page": "a", "fini": "1"})
    assert reader.get(watch, {"page": "c"}).json()["writers"] == ""
    writer.get(watch, {"page": "a", "ecrit": "1"})
    cache.clear()
    assert reader.get(watch, {"page": "c"}).json()["writers"] == ""


@pytest.mark.parametrize(
    "told_by", [{"page": "a", "fini": "1"}, {"page": "b", "suit": "a"}], ids=["itself", "the_next"]
)
def test_a_page_that_went_writes_no_more_even_if_what_it_asked_is_answered_after(
    cast: Scene, researcher: StrictClient, told_by: dict[str, str]
) -> None:
    watch = address(cast, "note_watch")
    researcher.get(watch, {"page": "a", "ecrit": "1"})
    assert researcher.get(watch, {"page": "c"}).json()["writers"] != ""
    assert researcher.get(watch, told_by).json()["writers"] == ""
    researcher.get(watch, {"page": "a", "ecrit": "1"})  # sent before it went
    assert researcher.get(watch, {"page": "b"}).json()["writers"] == ""
    researcher.get(watch, {"page": "d", "ecrit": "1"})  # another page does write
    assert researcher.get(watch, {"page": "b", "suit": "a"}).json()["writers"] != ""


def test_a_page_whose_name_is_no_name_is_nobody(cast: Scene, researcher: StrictClient) -> None:
    researcher.get(address(cast, "note_watch"), {"page": "a b\n" * 30, "ecrit": "1"})
    assert researcher.get(address(cast, "note_watch"), {"page": "b"}).json()["writers"] == ""


@pytest.mark.parametrize("way", ["page", "texte"])
def test_who_opens_a_text_that_another_writes_reads_it_on_the_page_with_or_without_scripts(
    cast: Scene, as_user: Any, way: str
) -> None:
    shared = reverse("note_edit", args=[cast.interview.pk, cast.shared_note.pk])
    first, second = as_user(cast.people["researcher"]), as_user(cast.people["coordinator"])
    told = "Chercheuse écrit aussi ce texte en ce moment."
    assert told not in second.get(shared, {"ecrire": way}).content.decode()
    first.get(f"{shared}etat/", {"page": "a", "ecrit": "1"})
    assert told in second.get(shared, {"ecrire": way}).content.decode()
    assert "écrit aussi" not in first.get(shared, {"ecrire": way}).content.decode()


def test_the_worker_stands_at_the_root_and_is_asked_again_each_time(client: StrictClient) -> None:
    worker = client.get(reverse("offline_worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert "no-cache" in worker["Cache-Control"]
    assert reverse("offline_worker").count("/") == 1
    assert "worker-src 'self'" in worker["Content-Security-Policy"]
    assert "js/offline-worker" in worker.content.decode()
