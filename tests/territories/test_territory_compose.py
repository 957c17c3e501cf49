"""The page that composes a territory: adding by name, area or list, undoing, saving."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commons.models import Job, JournalEntry, Role
from territories import actions, background, workshop
from territories.actions import preparing
from territories.models import Commune, Composition, FormerCommune, Territory, Zone
from tests import factories
from tests.conftest import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

EAST = {"type": "Polygon", "coordinates": [[[2.1, 48.0], [2.2, 48.0], [2.2, 48.1], [2.1, 48.1], [2.1, 48.0]]]}


def zone(kind: str, code: str, name: str) -> Zone:
    return Zone.objects.create(pk=Zone.key(kind, code), kind=kind, code=code, name=name, folded_name=name.lower())


@pytest.fixture
def dourdannais() -> Zone:
    zone("departement", "91", "Essonne")
    made = zone("epci", "249100074", "CC Le Dourdannais en Hurepoix")
    factories.commune("91200", name="Dourdan", epci=made, population=10_000)
    factories.commune("91540", name="Saint-Chéron", epci=made, population=5_000, outline=EAST)
    factories.commune("91223", name="Étampes", population=25_000)
    return made


@pytest.fixture
def territory() -> Territory:
    made = factories.territory(slug="terrain", outline=None)
    made.communes.clear()
    return made


@pytest.fixture
def desk(as_user: Callable[[Any], StrictClient]) -> Client:
    return as_user(factories.member(Role.RESEARCHER, factories.commons()))


def change(desk: Client, **data: Any) -> str:
    return desk.post("/territoires/terrain/composer/changer/", data, follow=True).content.decode()


def codes_of(territory: Territory) -> list[str]:
    return sorted(territory.communes.values_list("pk", flat=True))


@pytest.mark.parametrize("typed", ["etampe", "ETAMPES", "étmapes", "91223"])
def test_a_commune_is_found_without_its_accents_with_a_letter_wrong_or_by_its_code(
    desk: Client, territory: Territory, dourdannais: Zone, typed: str
) -> None:
    found = desk.get("/territoires/terrain/composer/", {"q": typed}).content.decode()
    assert 'value="91223"' in found
    assert 'value="91200"' not in found


@pytest.mark.parametrize("typed", ["st cheron", "saint-chéron", "Saint Cherron", "ST.CHERON"])
def test_an_abbreviated_saint_is_found(desk: Client, territory: Territory, dourdannais: Zone, typed: str) -> None:
    assert 'value="91540"' in desk.get("/territoires/terrain/composer/", {"q": typed}).content.decode()


def test_a_name_that_resembles_nothing_is_said(desk: Client, territory: Territory, dourdannais: Zone) -> None:
    found = desk.get("/territoires/terrain/composer/", {"q": "zzzzqq"}).content.decode()
    assert "Rien ne ressemble à «\xa0zzzzqq\u00a0»" in found or "Rien ne ressemble à « zzzzqq »" in found


def test_what_is_prepared_survives_and_the_territory_changes_only_when_saved(
    desk: Client, territory: Territory, dourdannais: Zone
) -> None:
    assert "Dourdan est ajoutée." in change(desk, add="91200")
    shown = desk.get("/territoires/terrain/composer/").content.decode()
    assert "1 commune choisie" in shown
    assert "Pas encore enregistrée" in shown
    assert codes_of(territory) == []
    saved = desk.post("/territoires/terrain/composer/enregistrer/")
    assert (saved.status_code, saved.url) == (302, "/territoires/terrain/")
    assert codes_of(territory) == ["91200"]
    assert JournalEntry.objects.filter(verb="territory_composed").count() == 1


def test_a_whole_epci_is_added_then_one_commune_removed_then_all_undone(
    desk: Client, territory: Territory, dourdannais: Zone
) -> None:
    assert "2 communes ajoutées." in change(desk, zone_add=dourdannais.pk)
    assert "Saint-Chéron est retirée." in change(desk, take_away="91540")
    assert Composition.objects.get().codes == ["91200"]
    change(desk, undo="1")
    assert Composition.objects.get().codes == ["91200", "91540"]
    change(desk, undo="1")
    assert Composition.objects.get().codes == []
    change(desk, undo="1")
    assert Composition.objects.get().codes == []


def test_some_communes_of_an_area_are_ticked(desk: Client, territory: Territory, dourdannais: Zone) -> None:
    shown = desk.get("/territoires/terrain/composer/", {"zone": "departement-91"}).content.decode()
    assert shown.count('type="checkbox"') == 3
    assert "2 communes ajoutées." in change(desk, zone="departement-91", add=["91200", "91223"])
    again = desk.get("/territoires/terrain/composer/", {"zone": "departement-91"}).content.decode()
    assert again.count("checked disabled") == 2
    assert "Rien n’a changé" in change(desk, zone="departement-91")


def test_a_removed_group_takes_no_ticked_commune_along(desk: Client, territory: Territory, dourdannais: Zone) -> None:
    change(desk, zone_add=dourdannais.pk)
    change(desk, zone_take_away="departement-91", add="91223")
    assert Composition.objects.get().codes == []


def test_giving_up_goes_back_to_what_was_saved(desk: Client, territory: Territory, dourdannais: Zone) -> None:
    territory.communes.set(["91223"])
    change(desk, add="91200")
    assert "Vos changements sont abandonnés" in change(desk, give_up="1")
    assert not Composition.objects.exists()
    assert "1 commune choisie" in desk.get("/territoires/terrain/composer/").content.decode()


def test_two_people_who_compose_at_once_lose_nothing(
    as_user: Callable[[Any], Client], territory: Territory, dourdannais: Zone
) -> None:
    commons = factories.commons()
    one, other = (as_user(factories.member(Role.RESEARCHER, commons)) for _ in "12")
    territory.communes.set(["91223"])
    change(one, add="91200")
    change(other, add="91540", take_away="")
    change(other, take_away="91223")
    one.post("/territoires/terrain/composer/enregistrer/")
    other.post("/territoires/terrain/composer/enregistrer/")
    assert codes_of(territory) == ["91200", "91540"]


def test_a_pasted_list_says_line_by_line_what_it_did_not_understand(
    desk: Client, territory: Territory, dourdannais: Zone
) -> None:
    FormerCommune.objects.create(code="91001", name="Ancienne", commune_id="91540")
    pasted = "code;nom\n91200;Dourdan\n91001, 91200\n99999 Nulle-Part\n97701;Saint-Barthélemy\n91223"
    answer = desk.post("/territoires/terrain/composer/coller/", {"pasted": pasted})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert Composition.objects.get().codes == ["91200", "91223", "91540"]
    for sentence in (
        "3 communes ajoutées.",
        "91001 Ancienne → Saint-Chéron",
        "comptés une fois\xa0: 91200",
        "aucun code INSEE dans cette ligne",
        "code inconnu",
        "collectivité d’outre-mer",
        "5 lignes à revoir",
    ):
        assert sentence in said, sentence
    assert '<td class="number">4</td><td>99999' in said
    assert "code;nom\n99999\nNulle-Part\n97701\nSaint-Barthélemy" in said


@pytest.mark.parametrize("separator", [" ", ",", ";", "\n", "\t", " / ", "|", "\r\n", "»«"])
def test_codes_are_parted_by_anything(desk: Client, territory: Territory, dourdannais: Zone, separator: str) -> None:
    desk.post("/territoires/terrain/composer/coller/", {"pasted": separator.join(["91200", "91223"])})
    assert Composition.objects.get().codes == ["91200", "91223"]


def test_what_stands_beside_a_code_and_is_not_its_name_is_given_back(
    desk: Client, territory: Territory, dourdannais: Zone
) -> None:
    listed = "91200 Dourdan\n91223 1234\n91540 14000 saint-truc"
    said = desk.post("/territoires/terrain/composer/coller/", {"pasted": listed}).content.decode()
    assert "1234\n14000\nsaint-truc</textarea>" in said
    assert Composition.objects.get().codes == ["91200", "91223", "91540"]


def test_a_list_of_nothing_is_refused_and_given_back(desk: Client, territory: Territory) -> None:
    answer = desk.post("/territoires/terrain/composer/coller/", {"pasted": "   "})
    assert answer.status_code == 422
    answer = desk.post("/territoires/terrain/composer/coller/", {"pasted": "Dourdan et Étampes"})
    assert "Dourdan et Étampes</textarea>" in answer.content.decode()


def test_five_thousand_pasted_codes_are_taken_and_listed_group_by_group(
    desk: Client, territory: Territory, sent: list[Any]
) -> None:
    Commune.objects.bulk_create(
        Commune(code=f"{dep:02}{n:03}", name=f"Commune {dep} {n}", departement=f"{dep:02}", population=10)
        for dep in range(50, 56)
        for n in range(1, 900)
    )
    codes = list(Commune.objects.order_by("pk").values_list("pk", flat=True)[:5000])
    answer = desk.post("/territoires/terrain/composer/coller/", {"pasted": " ".join(codes)}, follow=True)
    shown = answer.content.decode()
    assert "5\xa0000 communes choisies" in shown.replace("\u202f", "\xa0")
    assert len(shown) < 60_000
    opened = desk.get("/territoires/terrain/composer/", {"groupe": "departement-50"}).content.decode()
    assert opened.count('name="take_away"') == 899


def test_more_communes_than_a_territory_may_have_are_refused_with_a_sentence(
    desk: Client, territory: Territory, dourdannais: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "MOST_COMMUNES", 1)
    answer = desk.post("/territoires/terrain/composer/coller/", {"pasted": "91200 91223"})
    assert answer.status_code == 422
    assert "au plus 1 communes" in answer.content.decode()
    assert "au plus 1 communes" in change(desk, zone_add=dourdannais.pk)
    assert not Composition.objects.exists()


def test_an_empty_composition_is_refused_with_a_sentence(desk: Client, territory: Territory, dourdannais: Zone) -> None:
    territory.communes.set(["91223"])
    change(desk, take_away="91223")
    answer = desk.post("/territoires/terrain/composer/enregistrer/")
    assert answer.status_code == 422
    assert "au moins une commune" in answer.content.decode()
    assert codes_of(territory) == ["91223"]


def test_taking_many_communes_away_asks_once_more(desk: Client, territory: Territory, dourdannais: Zone) -> None:
    made = [factories.commune(f"910{n:02}", name=f"Village {n}") for n in range(10, 16)]
    territory.communes.set([*made, Commune.objects.get(pk="91223")])
    change(desk, take_away=[commune.pk for commune in made])
    asked = desk.post("/territoires/terrain/composer/enregistrer/")
    assert asked.status_code == 200
    assert "Village 12" in asked.content.decode()
    assert len(codes_of(territory)) == 7
    desk.post("/territoires/terrain/composer/enregistrer/", {"confirmed": "1"})
    assert codes_of(territory) == ["91223"]


def test_a_large_composition_is_saved_by_the_worker_which_says_how_far(
    desk: Client,
    territory: Territory,
    dourdannais: Zone,
    monkeypatch: pytest.MonkeyPatch,
    run_jobs: Callable[[], int],
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(preparing, "AT_ONCE", 1)
    change(desk, zone_add=dourdannais.pk)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post("/territoires/terrain/composer/enregistrer/", follow=True)
    assert "en cours d’enregistrement" in answer.content.decode()
    assert codes_of(territory) == []
    assert "attendez qu’il soit terminé" in change(desk, add="91223")
    assert run_jobs() == 1
    assert codes_of(territory) == ["91200", "91540"]
    territory.refresh_from_db()
    assert territory.outline is not None
    shown = desk.get("/territoires/terrain/composer/").content.decode()
    assert "Le territoire compte 2 communes." in shown
    assert "Pas encore enregistrée" not in shown
    assert Job.objects.get().state == "done"


def test_the_preview_draws_what_is_prepared_for_its_author_only(
    desk: Client, as_user: Callable[[Any], Client], territory: Territory, dourdannais: Zone
) -> None:
    assert desk.get("/territoires/terrain/composer/apercu.svg").status_code == 404
    change(desk, add="91200")
    answer = desk.get("/territoires/terrain/composer/apercu.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "Dourdan" in answer.content.decode()
    other = as_user(factories.member(Role.RESEARCHER, factories.commons()))
    assert other.get("/territoires/terrain/composer/apercu.svg").status_code == 404


@pytest.mark.pair
def test_the_preview_of_very_many_communes_is_drawn_from_what_is_kept_of_each_departement(
    desk: Client, territory: Territory, dourdannais: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workshop, "MOST_LISTED", 1)
    change(desk, zone_add=dourdannais.pk)
    assert desk.get("/territoires/terrain/composer/apercu.svg").content.count(b"<path") >= 2
    change(desk, add="91223")
    with CaptureQueriesContext(connection) as asked:
        drawn = desk.get("/territoires/terrain/composer/apercu.svg").content
    assert b"<path" in drawn
    assert not [query for query in asked.captured_queries if '"territories_commune"."outline"' in query["sql"]]
    # An import forgets what it changed.
    background.forget(["91"])
    assert set(background.sketches(["91"])) == set(
        Commune.objects.filter(departement="91", outline__isnull=False).values_list("pk", flat=True)
    )


def test_without_scripts_the_search_is_a_page_and_with_htmx_only_its_results(
    desk: Client, territory: Territory, dourdannais: Zone
) -> None:
    whole = desk.get("/territoires/terrain/composer/", {"q": "dourdan"}).content.decode()
    assert "<html" in whole
    part = desk.get(
        "/territoires/terrain/composer/",
        {"q": "dourdan"},
        headers={"HX-Request": "true", "HX-Target": "resultats"},
    )
    assert "<html" not in part.content.decode()
    assert 'id="resultats"' in part.content.decode()
    assert "HX-Target" in part["Vary"]


def test_what_is_typed_in_the_address_by_hand_breaks_nothing(desk: Client, territory: Territory) -> None:
    for query in ("q=%01", "zone=%01", "zone=region-11", "zone=epci-x", "groupe=%01", "par=%01", "q=" + "x" * 5000):
        assert desk.get(f"/territoires/terrain/composer/?{query}").status_code == 200
    for data in ({"add": "\x00\x00\x00\x00\x00"}, {"take_away": "<b>"}, {"zone_add": "\x00"}, {}):
        assert desk.post("/territoires/terrain/composer/changer/", data).status_code == 302


def test_the_list_asks_as_many_questions_for_many_communes_as_for_few(
    desk: Client, territory: Territory, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        factories.commune(f"93{number:03}")
    territory.communes.set([f"93{number:03}" for number in range(30)])
    with django_assert_max_num_queries(16):
        desk.get("/territoires/terrain/composer/", {"q": "commune"})


def test_an_empty_territory_is_seen_only_by_those_who_compose(
    desk: Client, client: Client, territory: Territory, dourdannais: Zone
) -> None:
    assert client.get("/territoires/terrain/").status_code == 404
    assert territory.name not in client.get("/territoires/").content.decode()
    assert desk.get("/territoires/terrain/").status_code == 200
    assert "Sans commune" in desk.get("/territoires/").content.decode()
    actions.compose(territory, communes=[Commune.objects.get(pk="91200")], by=None)
    assert client.get("/territoires/terrain/").status_code == 200
