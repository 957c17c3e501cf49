"""Names kept with what is written instead, proposed, pointed out in the shared account and replaced, each by choice."""

import re
import time
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from commons import richtext
from interviews.models import Identity, Pseudonym
from interviews.people import designations, naming
from interviews.people.agreement import after_de, agreed
from interviews.people.identities import Named
from interviews.people.spelling import fold
from interviews.people.whole_names import Entry, WholeNames
from territories.models import Commune
from tests import factories, scene
from tests.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.pair]
BODY = (
    "<p>Hélène <strong>Du</strong>pré et ALEC-Test : 06 11 22 33 44, à Châlette. h. d. dit non.</p><p>Dupré encore.</p>"
)


@pytest.fixture
def built() -> Scene:
    made = scene.build()
    Identity.objects.filter(pk=made.interviewee.pk).delete()
    Identity.objects.create(interviewee=made.interviewee, name="Hélène Dupré")
    made.organisation.name = "Alec-Test"
    made.organisation.save()
    made.interview.organisations.set([made.organisation])
    Pseudonym.objects.create(interview=made.interview, kind="place", name="Chalette", replacement="une ville")
    made.things["account"] = factories.note(made.interview, made.people["researcher"], BODY, shared=True)
    return made


def seen(built: Scene) -> list[str]:
    return [each.text for each in naming.occurrences(built.interview, built.account)]


def replace(built: Scene, keys: list[str], base: int) -> Any:
    address = reverse("names_replace", args=[built.interview.pk])
    return built.client("researcher").post(address, {"base": base, "name": keys})


def test_names_are_pointed_out_whatever_their_accents_capitals_and_initials(built: Scene) -> None:
    assert seen(built) == ["Hélène Dupré", "ALEC-Test", "06 11 22 33 44", "Châlette", "h. d.", "Dupré"]


def test_those_chosen_are_replaced_in_a_new_revision_and_blocks_stay(built: Scene) -> None:
    found = naming.occurrences(built.interview, built.account)
    before = [block.id for block in richtext.blocks(built.account.body)]
    keys = [each.key for each in found if each.text != "ALEC-Test"]
    assert replace(built, keys, built.account.number).status_code == 302
    latest = built.shared_note.latest()
    assert latest.number == built.account.number + 1
    assert [block.id for block in richtext.blocks(latest.body)] == before
    text = richtext.plain_text(latest.body)
    assert text.startswith(f"{built.interviewee.pseudonym} et ALEC-Test")
    assert not [word for word in ("Hélène", "Dupré", "06 11", "Châlette", "h. d.") if word in text]


def test_a_text_changed_meanwhile_is_not_written_over(built: Scene) -> None:
    keys = [each.key for each in naming.occurrences(built.interview, built.account)]
    factories.note(built.interview, built.people["researcher"], "<p>Tout autre.</p>", shared=True)
    replace(built, keys, built.account.number)
    assert "Tout autre." in built.shared_note.latest().body
    assert replace(built, keys, 999).status_code == 400


def test_a_name_kept_is_encrypted_and_stands_once(built: Scene) -> None:
    client, address = built.client("researcher"), reverse("interview_names", args=[built.interview.pk])
    for replacement in ("une voisine", "une élue"):
        said = {"kind": "person", "name": "Zoé Martin", "replacement": replacement}
        assert client.post(address, said).status_code == 302
    assert client.post(address, {"kind": "person", "name": "", "replacement": "x"}).status_code == 422
    kept = [each for each in Pseudonym.objects.all() if each.name == "Zoé Martin"]
    assert [each.replacement for each in kept] == ["une élue"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM interviews_pseudonym")
        assert "Zoé" not in str(cursor.fetchall())
    page = client.get(address).content.decode()
    assert "Alec-Test" in page
    assert "suffit à reconnaître quelqu’un" in page


def said(text: str, *lines: str) -> list[tuple[str, str]]:
    folded, named = fold(text), Named(lines or ["Mme Odile Dupré-Blanc"])
    found = sorted([*named.spots(folded), *named.initials_in(folded)], key=lambda spot: spot.start)
    return [(folded.as_written(spot.start, spot.end), spot.doubt) for spot in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Odile, ODILE DUPRE-BLANC et d’Odile", [("Odile", ""), ("ODILE DUPRE-BLANC", ""), ("Odile", "")]),
        (
            "Mme\u00a0Odile\u202fBlanc, O. Dupré, Odile D. aussi",
            [("Mme\u00a0Odile\u202fBlanc", ""), ("O. Dupré", ""), ("Odile D.", "")],
        ),
        ("avec Odile D. Ensuite", [("Odile D", "")]),
        ("O. D. et O.D. disent", [("O. D.", ""), ("O.D.", "")]),
        ("Mme D. dit, OD aussi, o. d. même", [("Mme D.", "initials"), ("OD", "initials"), ("o. d.", "initials")]),
        ("M. Blanc, un mur blanc, Blanc", [("M. Blanc", ""), ("blanc", "word"), ("Blanc", "word")]),
        ("Dupre\u0301 dit", [("Dupre\u0301", "")]),
        ("Mme B. dit", [("Mme B.", "initials")]),
        ("Odilette et le duprécien", []),
    ],
)
def test_a_person_is_pointed_out_in_the_ways_people_are_named(text: str, found: list[tuple[str, str]]) -> None:
    assert said(text) == found


@pytest.mark.parametrize(
    ("before", "replacement", "becomes"),
    [
        ("voir avec l’", "une agence", "voir avec une agence"),
        ("le vélo d’", "Camille", "le vélo de Camille"),
        ("le vélo de ", "Odile", "le vélo d’Odile"),
        ("parce qu'", "Camille", "parce que Camille"),
        ("membre du ", "un réseau", "membre d’un réseau"),
        ("à la ", "une coopérative", "à une coopérative"),
        ("adhérent aux ", "une association", "adhérent à une association"),
        ("La ", "une coopérative", "Une coopérative"),
        ("Oui. ", "une agence", "Oui. Une agence"),
        ("chez ", "une agence", "chez une agence"),
        ("cela ", "une agence", "cela une agence"),
    ],
)
def test_the_words_before_a_name_agree_with_what_replaces_it(before: str, replacement: str, becomes: str) -> None:
    taken, written = agreed(before, replacement)
    assert before[: len(before) - taken] + written == becomes


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Inès Carpentier", "d’Inès Carpentier"),
        ("Hélène", "d’Hélène"),
        ("Yves", "d’Yves"),
        ("Yann", "de Yann"),
        ("Camille", "de Camille"),
    ],
)
def test_the_word_before_a_person_is_elided_as_it_is_said(name: str, said: str) -> None:
    assert after_de(name) == said


def test_an_organisation_is_known_by_each_of_its_names_and_a_word_of_every_day_needs_its_capital() -> None:
    names = ["La Ressourcerie du Pont", "ALEC", "Le Relais", "Saint-Aubin", "Eu"]
    whole = WholeNames(Entry(name, rank) for rank, name in enumerate(names))
    folded = fold("la ressourcerie du pont, l’A.L.E.C., alec, le relais, Relais, St Aubin, il a eu, à Eu")
    found = [(folded.as_written(spot.start, spot.end), spot.doubt) for spot, _rank in whole.find(folded)]
    assert found == [
        ("la ressourcerie du pont", "word"),
        ("A.L.E.C", ""),
        ("alec", "word"),
        ("le relais", "word"),
        ("Relais", "word"),
        ("St Aubin", ""),
        ("Eu", ""),
    ]


@pytest.fixture
def alone(built: Scene) -> Scene:
    """An interview of which only the organisation and the date are known."""
    Commune.objects.filter(pk=built.organisation.seat_id).update(name="Pussay", folded_name="pussay")
    far = [("10001", "Vers-le-Bois"), ("10002", "Marche"), ("10003", "Us"), ("10004", "Le Mesnil-Rouvray")]
    for code, name in far:
        Commune.objects.create(code=code, name=name, departement=code[:2])
    factories.organisation("ALEC Ouest Essonne", aliases=["Atelier du Hurepoix"])
    factories.organisation("Partout et nulle part")
    built.interview.ecosystem = None
    built.interview.save()
    return built


def test_without_an_ecosystem_the_directory_and_the_communes_are_still_looked_in(alone: Scene) -> None:
    text = (
        "<p>À l’ALEC Ouest Essonne, à Pussay : la marche est longue. Marche ! Us et coutumes, partout.</p>"
        "<p>L’atelier du Hurepoix va au Mesnil Rouvray, ALEC-Test aussi.</p>"
    )
    factories.note(alone.interview, alone.people["researcher"], text, shared=True)
    found = naming.occurrences(alone.interview, alone.shared_note.latest())
    assert [(each.text, each.doubt) for each in found] == [
        ("À l’ALEC Ouest Essonne", "aside"),
        ("Pussay", ""),
        ("L’atelier du Hurepoix", "aside"),
        ("au Mesnil Rouvray", "place"),
        ("ALEC-Test", ""),
    ]


def test_an_ecosystem_hides_nothing_of_the_rest_of_the_country(alone: Scene) -> None:
    alone.interview.ecosystem = alone.ecosystem
    alone.interview.save()
    text = "<p>Avec l’Atelier du Hurepoix, au Mesnil-Rouvray.</p>"
    factories.note(alone.interview, alone.people["researcher"], text, shared=True)
    found = naming.occurrences(alone.interview, alone.shared_note.latest())
    assert [(each.text, each.replacement, each.doubt) for each in found] == [
        ("l’Atelier du Hurepoix", "une organisation", "aside"),
        ("au Mesnil-Rouvray", "à une commune hors du territoire", "place"),
    ]


def test_what_was_looked_for_is_said_and_what_could_not_be(alone: Scene) -> None:
    factories.note(alone.interview, alone.people["researcher"], "<p>Rien à dire.</p>", shared=True)
    client, address = alone.client("researcher"), reverse("interview_names", args=[alone.interview.pk])
    page = client.get(address).content.decode()
    assert "les personnes rencontrées, les organisations de l’annuaire et les communes de France" in page
    assert "n’a pas été cherché" not in page
    Identity.objects.all().delete()
    page = client.get(address).content.decode()
    assert "les personnes rencontrées," not in page
    assert "n’a pas été cherché" in page


def communes(*facts: tuple[int, str]) -> list[Commune]:
    return [
        Commune(code=f"{rank:05}", name=f"Ville {rank}", population=population, density=density)
        for rank, (population, density) in enumerate(facts)
    ]


def test_two_communes_never_become_the_same_words_nor_words_that_only_one_fits() -> None:
    here = communes((600, "4"), (700, "4"), (800, "3"), (30_000, "1"), (40_000, "2"), (45_000, "1"), (90_000, "1"))
    named = designations.of_communes(here, territory=here, used=(), key="k")
    assert len(set(named.values())) == len(here)
    small = "une commune rurale de 500 à 1\u00a0000 habitants du territoire"
    assert sorted(named[f"{rank:05}"] for rank in range(3)) == [f"{small} ({letter})" for letter in "ABC"]
    assert named["00006"] == "une commune urbaine du territoire", "alone of its size"
    few = communes((600, "4"), (90_000, "1"))
    told = designations.of_communes(few[:1], territory=few, used=(), key="k")
    assert list(told.values()) == ["une commune du territoire"]
    later = designations.of_communes(few[1:], territory=few, used=told.values(), key="k")
    assert list(later.values()) == ["une commune du territoire (B)"]


def test_organisations_of_a_kind_are_told_apart_and_one_alone_is_only_an_organisation() -> None:
    assert designations.of_kind("association", ["association", "association"]) == "une association"
    assert designations.of_kind("energy_agency", ["energy_agency", "company"]) == "une organisation"
    used: list[str] = []
    for _time in range(3):
        used.append(designations.apart("une association", used))
    assert used == ["une association", "une autre association", "une troisième association"]


def test_what_replaces_an_organisation_is_noted_so_that_it_stays_the_same(built: Scene) -> None:
    found = {each.text: each for each in naming.occurrences(built.interview, built.account)}
    replace(built, [found["ALEC-Test"].key], built.account.number)
    kept = {each.name: each.replacement for each in Pseudonym.objects.filter(interview=built.interview)}
    assert kept["Alec-Test"] == "une organisation"
    assert "et une organisation" in richtext.plain_text(built.shared_note.latest().body)


def test_the_passages_are_looked_at_again_once_for_all_the_names_replaced(
    built: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.organisation("Bois du Loing")
    built.interview.organisations.add(other)
    factories.note(built.interview, built.people["researcher"], "<p>ALEC-Test et Bois du Loing.</p>", shared=True)
    account = built.shared_note.latest()
    assert account
    looks: list[object] = []
    monkeypatch.setattr("interviews.actions.naming.changed", looks.append)
    replace(built, [each.key for each in naming.occurrences(built.interview, account)], account.number)
    assert Pseudonym.objects.filter(interview=built.interview, kind="organisation").count() == 2
    assert looks == [built.interview]


def test_a_doubtful_name_is_pointed_out_and_not_ticked(built: Scene) -> None:
    Identity.objects.filter(pk=built.interviewee.pk).delete()
    Identity.objects.create(interviewee=built.interviewee, name="Claire Blanc")
    factories.note(built.interview, built.people["researcher"], "<p>La chaux est claire. Mme Blanc.</p>", shared=True)
    page = built.client("researcher").get(reverse("interview_names", args=[built.interview.pk])).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="name" value="[^"]+"( checked)?>', page)
    assert boxes == ["", " checked"]
    assert "mot courant" in page


def test_a_long_account_is_read_in_a_moment(built: Scene) -> None:
    size = 60_000
    territory = built.territory
    territory.communes.add(*[factories.commune() for _ in range(60)])
    for rank in range(60):
        factories.organisation(f"Structure {rank}", seat=built.organisation.seat, aliases=[f"S{rank} du Pont"])
    sentence = "<p>Hélène Dupré appelle S12 du Pont au 06 12 34 56 78, puis l’ALEC-Test en parle avec le maire.</p>"
    body = sentence * (size // len(sentence))
    revision = factories.note(built.interview, built.people["researcher"], body, shared=True)
    began = time.process_time()
    found = naming.occurrences(built.interview, revision)
    assert len(found) == 4 * (size // len(sentence))
    assert time.process_time() - began < 5, "a second here, more on a busy machine"
