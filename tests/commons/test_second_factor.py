"""A commons requires a second factor: who may ask for it, what it closes, and to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import User
from commons import actions, policies
from commons.models import Commons, JournalEntry, OutgoingMail, Role
from commons.verbs import Verb
from deliverables.models import Chapter
from tests import factories, scene
from tests.accounts.test_second_factor import CODE_PAGE, code, enter

pytestmark = pytest.mark.django_db

WORDS = {"requires_second_factor": True}


@pytest.fixture
def commons() -> Commons:
    return factories.commons(title="Coopérer pour rénover", **WORDS)


def with_factor(as_user: Callable[[Any], Any], person: User, secret: str) -> Any:
    """Signed in by password, then by the code of the application."""
    client = as_user(None)
    enter(client, person)
    client.post(CODE_PAGE, {"code": code(secret)})
    return client


CONFIDENTIAL = ("interview_list", "grid_list", "excerpt_list", "draft_list")


@pytest.mark.pair
@pytest.mark.parametrize("name", CONFIDENTIAL)
def test_a_writer_without_one_is_sent_to_set_it_up(as_user: Callable[[Any], Any], commons: Commons, name: str) -> None:
    address = reverse(name)
    response = as_user(factories.member(Role.RESEARCHER, commons)).get(address)
    assert response.status_code == 302
    assert response.url == f"/compte/2fa/?next={address.replace('/', '%2F')}"


def test_whom_it_closes() -> None:
    """Persona × page of the scene, whose commons requires a second factor that nobody has given."""
    built = scene.build()
    Commons.objects.filter(pk=built.commons.pk).update(**WORDS)
    interview = reverse("interview_detail", args=[built.interview.pk])
    note = reverse("note_edit", args=[built.interview.pk, built.note.pk])
    chapter = reverse("chapter_edit", args=[built.chapter.pk])
    team = reverse("team", args=[built.commons.slug])
    writers = ("researcher", "colleague", "coordinator")
    for persona in scene.PERSONAS:
        client = built.client(persona)
        for address in (interview, note, chapter, team):
            sent_to = client.get(address).get("Location", "")
            assert sent_to.startswith("/compte/2fa/") is (persona in writers), (persona, address)
        for address in (reverse("home"), reverse("commons_card", args=[built.commons.slug])):
            assert client.get(address).status_code == 200, (persona, address)
        if persona in built.people:
            assert client.get("/compte/2fa/").status_code == 200, persona


def test_public_pages_show_such_a_writer_what_anyone_sees(as_user: Callable[[Any], Any], commons: Commons) -> None:
    person = factories.member(Role.COORDINATOR, commons)
    deliverable = factories.deliverable(commons)
    Chapter.objects.create(deliverable=deliverable, title="Chapitre à écrire", position=1)
    interview = factories.interview(factories.ecosystem(commons), person)
    factories.excerpt(factories.note(interview, person), public_wording="")
    client = as_user(person)
    home = client.get(reverse("home")).content.decode()
    assert "Coopérer pour rénover demande un second facteur" in home
    assert reverse("interview_list") not in home
    assert "Chapitre à écrire" not in home
    assert "/entretiens/" not in home
    assert reverse("excerpt_list") not in home
    card = client.get(commons.get_absolute_url()).content.decode()
    assert reverse("commons_edit", args=[commons.slug]) not in card
    assert policies.roles_of(person) == {}


def test_what_was_being_typed_is_given_back(as_user: Callable[[Any], Any], commons: Commons) -> None:
    person = factories.member(Role.RESEARCHER, commons)
    note = factories.note(factories.interview(factories.ecosystem(commons), person), person).note
    address = reverse("note_edit", args=[note.interview_id, note.pk])
    typed = {"body": "<p>On partage les chantiers, dit-elle.</p>"}
    response = as_user(person).post(address, typed)
    assert response.status_code == 403
    assert "On partage les chantiers, dit-elle." in response.content.decode()
    assert "/compte/2fa/" in response.content.decode()
    saved = as_user(person).post(address, typed, headers={"Accept": "application/json"})
    assert saved.status_code == 403
    assert "Votre commun demande un second facteur." in saved.json()["errors"]["second_factor"][0]
    assert note.revisions.count() == 1


@pytest.mark.pair
def test_the_door_opens_to_whoever_gives_it(as_user: Callable[[Any], Any], commons: Commons) -> None:
    person = factories.member(Role.RESEARCHER, commons)
    client = with_factor(as_user, person, factories.application(person))
    assert client.get(reverse("interview_list")).status_code == 200


def test_a_session_opened_before_gives_it_once(as_user: Callable[[Any], Any], commons: Commons) -> None:
    person = factories.member(Role.RESEARCHER, commons)
    elsewhere = as_user(person)
    secret = factories.application(person)
    address = reverse("interview_list")
    asked = elsewhere.get(address)
    assert asked.url.startswith("/compte/2fa/reauthenticate/?next=")
    assert "Donner le vôtre" in elsewhere.get(reverse("home")).content.decode()
    assert elsewhere.post(asked.url, {"code": code(secret)}).url == address
    assert elsewhere.get(address).status_code == 200


def test_one_just_set_up_is_not_asked_again(as_user: Callable[[Any], Any], commons: Commons) -> None:
    person = factories.member(Role.RESEARCHER, commons)
    client = as_user(None)
    enter(client, person)
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert client.get(reverse("interview_list")).status_code == 200


def set_up(client: Any) -> Any:
    """The page shown once the application is set up."""
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    return client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)


@pytest.mark.parametrize("sent", ["read", "form", "script"])
def test_one_just_set_up_leads_back_to_the_page_that_was_asked_for(
    as_user: Callable[[Any], Any], commons: Commons, sent: str
) -> None:
    person = factories.member(Role.RESEARCHER, commons)
    note = factories.note(factories.interview(factories.ecosystem(commons), person), person).note
    address = reverse("note_edit", args=[note.interview_id, note.pk])
    client = as_user(None)
    enter(client, person)
    if sent == "read":
        client.get(address)
    else:
        accept = "application/json" if sent == "script" else "text/html"
        headers = {"Accept": accept, "Referer": f"http://testserver{address}"}
        refused = client.post(address, {"body": "<p>Dit.</p>"}, headers=headers)
        assert sent == "form" or refused.json()["address"] == f"/compte/2fa/?next={address.replace('/', '%2F')}"
    assert "Ouvrir la page demandée" not in client.get(reverse("mfa_index")).content.decode()
    assert f'class="button" href="{address}"' in set_up(client).content.decode()
    assert f'href="{address}">Ouvrir la page demandée' in client.get(reverse("mfa_index")).content.decode()
    assert client.get(address).status_code == 200
    assert "Ouvrir la page demandée" not in client.get(reverse("mfa_index")).content.decode()


@pytest.mark.parametrize("script", [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}])
def test_what_a_script_of_an_open_page_asks_is_no_page_to_lead_back_to(
    as_user: Callable[[Any], Any], commons: Commons, script: dict[str, str]
) -> None:
    client = as_user(None)
    enter(client, factories.member(Role.RESEARCHER, commons))
    address = reverse("grid_list")
    client.get(reverse("interview_list"), headers={**script, "Referer": f"http://testserver{address}"})
    assert f'class="button" href="{address}"' in set_up(client).content.decode()


@pytest.mark.parametrize("page", ["https://ailleurs.example/entretiens/", "http://testserver//ailleurs.example/", ""])
def test_no_other_site_is_led_to(as_user: Callable[[Any], Any], commons: Commons, page: str) -> None:
    person = factories.member(Role.RESEARCHER, commons)
    client = as_user(None)
    enter(client, person)
    client.post(reverse("grid_create"), {"title": "Une grille d’entretien"}, headers={"Referer": page} if page else {})
    body = set_up(client).content.decode()
    assert "ailleurs.example" not in body
    assert f'class="button" href="{reverse("home")}"' in body


def test_partners_and_experts_are_asked_nothing(as_user: Callable[[Any], Any], commons: Commons) -> None:
    for role in (Role.PARTNER, Role.EXPERT):
        assert as_user(factories.member(role, commons)).get(reverse("team", args=[commons.slug])).status_code == 200


def test_where_a_person_writes_is_read_in_one_query(django_assert_num_queries: Any) -> None:
    person = factories.member(Role.RESEARCHER, factories.commons())
    with django_assert_num_queries(1):
        policies.roles_of(person)


def test_who_coordinates_and_has_one_may_require_it_and_the_others_are_told(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons(title="Coopérer pour rénover")
    coordinator = factories.member(Role.COORDINATOR, commons, "Jeanne")
    secret = factories.application(coordinator)
    without = factories.member(Role.RESEARCHER, commons, "Ahmed")
    factories.passkey(factories.member(Role.RESEARCHER, commons, "Lucie"))
    factories.member(Role.PARTNER, commons, "Agence")
    client = with_factor(as_user, coordinator, secret)
    team = client.get(reverse("team", args=[commons.slug])).content.decode()
    assert team.count("A un second facteur.") == 2
    assert team.count("N’a pas encore de second facteur.") == 2
    address = reverse("second_factor", args=[commons.slug])
    assert client.post(address, {"required": "1"}, follow=True).status_code == 200
    client.post(address, {"required": "1"})  # sent twice, done once
    commons.refresh_from_db()
    assert commons.requires_second_factor
    told = OutgoingMail.objects.get(subject__startswith="Un second facteur est demandé")
    assert told.to == [without.email]
    client.post(address, {})
    commons.refresh_from_db()
    assert not commons.requires_second_factor
    verbs = list(JournalEntry.objects.order_by("at").values_list("verb", flat=True))
    assert verbs == [Verb.SECOND_FACTOR_REQUIRED, Verb.SECOND_FACTOR_NOT_REQUIRED]


def test_nobody_requires_it_without_having_it(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons()
    client = as_user(factories.member(Role.COORDINATOR, commons))
    page = client.get(reverse("team", args=[commons.slug])).content.decode()
    assert "ayez d’abord le vôtre" in page
    assert client.post(reverse("second_factor", args=[commons.slug]), {"required": "1"}).status_code == 403
    commons.refresh_from_db()
    assert not commons.requires_second_factor


def test_a_member_does_not_see_who_has_one(as_user: Callable[[Any], Any]) -> None:
    commons = factories.commons()
    page = as_user(factories.member(Role.RESEARCHER, commons)).get(reverse("team", args=[commons.slug]))
    assert "second facteur" not in page.content.decode()


@pytest.mark.pair
def test_the_administrator_of_the_site_takes_away_lost_factors(
    as_user: Callable[[Any], Any], commons: Commons, capsys: pytest.CaptureFixture[str]
) -> None:
    person = factories.member(Role.RESEARCHER, commons)
    client = with_factor(as_user, person, factories.application(person))
    call_command("reset_second_factor", person.email.upper())
    assert "sont retirés" in capsys.readouterr().out
    mail = OutgoingMail.objects.get(subject="Vos seconds facteurs sont retirés")
    assert mail.to == [person.email]
    entry = JournalEntry.objects.get(verb=Verb.SECOND_FACTOR_RESET)
    assert (entry.target, entry.by) == (person, None)
    assert client.get(reverse("interview_list")).url.startswith("/compte/2fa/?next=")
    with pytest.raises(CommandError, match="n’a pas de second facteur"):
        call_command("reset_second_factor", person.email)
    with pytest.raises(CommandError, match="Aucun compte"):
        call_command("reset_second_factor", "inconnue@exemple.fr")


def test_tasks_still_work_for_whoever_has_one(commons: Commons) -> None:
    """Outside a request there is no session: having a factor is enough, having none is not."""
    person = factories.member(Role.RESEARCHER, commons)
    assert not policies.writes_somewhere(User.objects.get(pk=person.pk))
    factories.application(person)
    assert policies.writes_somewhere(User.objects.get(pk=person.pk))


def test_the_demand_is_made_once_by_action(commons: Commons) -> None:
    actions.require_second_factor(commons, required=True, by=factories.user())
    assert not JournalEntry.objects.exists()
