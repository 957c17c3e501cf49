"""The drafts: a list, a board, chapters in order, and two people writing the same one."""

import pytest
from django.urls import reverse

from commons.models import JournalEntry, Role
from commons.verbs import Verb
from deliverables.models import Chapter, ChapterRevision, Deliverable
from interviews.models import Consent
from tests import factories
from tests.deliverables import building

pytestmark = [pytest.mark.django_db, pytest.mark.pair]


def board(of: Deliverable) -> str:
    return reverse("draft_detail", args=[of.pk])


def edit(chapter: Chapter) -> str:
    return reverse("chapter_edit", args=[chapter.pk])


def test_an_empty_list_says_what_to_do_first(as_user) -> None:
    person = factories.member(Role.RESEARCHER, factories.commons())
    page = as_user(person).get(reverse("draft_list"))
    assert "Créer le premier livrable" in page.content.decode()


def test_a_deliverable_is_created_with_an_address_of_its_own(as_user) -> None:
    commons = factories.commons()
    person = factories.member(Role.RESEARCHER, commons)
    for subtitle in ("Un", "Deux"):
        given = {"commons": commons.pk, "kind": "case", "subtitle": subtitle, "title": "L’œuvre commune : un été"}
        as_user(person).post(reverse("draft_create"), given)
    slugs = Deliverable.objects.order_by("slug").values_list("slug", flat=True)
    assert list(slugs) == ["l-oeuvre-commune-un-ete", "l-oeuvre-commune-un-ete-2"]
    assert Deliverable.objects.filter(title="L’œuvre commune\u00a0: un été").count() == 2  # no break before the colon


def test_a_researcher_cannot_create_in_another_commons(as_user) -> None:
    person = factories.member(Role.RESEARCHER, factories.commons())
    given = {"commons": factories.commons().pk, "kind": "case", "title": "Titre gardé"}
    page = as_user(person).post(reverse("draft_create"), given)
    assert page.status_code == 422
    assert "Titre gardé" in page.content.decode()
    assert not Deliverable.objects.exists()


def test_a_title_that_says_nothing_is_refused_beside_its_field(as_user) -> None:
    world = building.world()
    page = as_user(world.researcher).post(reverse("chapter_add", args=[world.deliverable.pk]), {"title": "  "})
    assert page.status_code == 422
    assert "id_title_error" in page.content.decode()


def test_the_presentation_changes_and_the_address_does_not(as_user) -> None:
    world = building.world()
    slug = world.deliverable.slug
    as_user(world.researcher).post(
        reverse("draft_edit", args=[world.deliverable.pk]), {"title": "Un autre titre", "kind": "case"}
    )
    world.deliverable.refresh_from_db()
    assert (world.deliverable.title, world.deliverable.slug) == ("Un autre titre", slug)


def test_the_board_says_who_wrote_what_and_which_verbatims_hold(as_user) -> None:
    world = building.world()
    page = as_user(world.researcher).get(board(world.deliverable)).content.decode()
    assert "par Alix Moreau" in page
    assert "Ce que l’on échange" in page
    assert "badge-ready" in page
    assert building.WORDING in page


def test_chapters_move_up_and_down_and_stop_at_the_ends(as_user) -> None:
    world = building.world()
    client = as_user(world.researcher)
    for title in ("Deux", "Trois"):
        client.post(reverse("chapter_add", args=[world.deliverable.pk]), {"title": title})
    last = Chapter.objects.get(title="Trois")
    for _time in range(3):
        client.post(reverse("chapter_move", args=[last.pk]), {"direction": "up"})
    client.post(reverse("chapter_move", args=[world.chapter.pk]), {"direction": "down"})
    titles = world.deliverable.chapters.order_by("position").values_list("title", flat=True)
    assert list(titles) == ["Trois", "Deux", "Ce que l’on échange"]


@pytest.mark.parametrize("direction", ["", "sideways"])
def test_a_move_to_nowhere_is_a_bad_request(as_user, direction: str) -> None:
    world = building.world()
    address = reverse("chapter_move", args=[world.chapter.pk])
    assert as_user(world.researcher).post(address, {"direction": direction}).status_code == 400


def test_a_chapter_with_a_text_is_not_removed_and_an_empty_one_is(as_user) -> None:
    world = building.world()
    client = as_user(world.researcher)
    client.post(reverse("chapter_add", args=[world.deliverable.pk]), {"title": "Vide"})
    for chapter in list(Chapter.objects.all()):
        page = client.post(reverse("chapter_remove", args=[chapter.pk]), follow=True)
        assert page.status_code == 200
    assert list(Chapter.objects.values_list("title", flat=True)) == ["Ce que l’on échange"]


def test_saving_makes_a_revision_links_the_excerpt_and_keeps_a_line(as_user) -> None:
    world = building.world()
    text = f"<p>Autre texte.</p><p>[[verbatim:{world.excerpt.pk}]]</p>"
    answer = as_user(world.researcher).post(edit(world.chapter), {"title": "Titre neuf", "body": text, "base": 1})
    assert answer.status_code == 302
    latest = world.chapter.latest()
    assert latest is not None
    assert (latest.number, latest.title) == (2, "Titre neuf")
    assert [citation.excerpt for citation in latest.citations.all()] == [world.excerpt]
    assert JournalEntry.objects.filter(verb=Verb.CHAPTER_SAVED, target_id=str(world.chapter.pk)).count() == 2
    world.chapter.refresh_from_db()
    assert world.chapter.title == "Titre neuf"


def test_saving_the_same_text_makes_no_revision(as_user) -> None:
    world = building.world()
    latest = world.chapter.latest()
    assert latest is not None
    given = {"title": latest.title, "body": latest.body, "base": 1}
    page = as_user(world.researcher).post(edit(world.chapter), given, follow=True)
    assert "Rien n’avait changé" in page.content.decode()
    assert world.chapter.revisions.count() == 1


def test_an_excerpt_of_another_commons_is_not_linked(as_user) -> None:
    ours, theirs = building.world(), building.world()
    text = f"<p>[[verbatim:{theirs.excerpt.pk}]]</p>"
    as_user(ours.researcher).post(edit(ours.chapter), {"title": "Titre", "body": text, "base": 1})
    latest = ours.chapter.latest()
    assert latest is not None
    assert not latest.citations.exists()


def test_a_malformed_key_in_an_insertion_is_only_a_text(as_user) -> None:
    world = building.world()
    text = "<p>[[verbatim:------------------------------------]]</p><p>[[verbatim:abc]]</p>"
    answer = as_user(world.researcher).post(edit(world.chapter), {"title": "Titre", "body": text, "base": 1})
    assert answer.status_code == 302


def test_two_people_saving_the_same_chapter_lose_nothing(as_user) -> None:
    world = building.world()
    as_user(world.coordinator).post(
        edit(world.chapter), {"title": "Titre", "body": "<p>Texte de Samia.</p>", "base": 1}
    )
    page = as_user(world.researcher).post(
        edit(world.chapter), {"title": "Titre d’Alix", "body": "<p>Texte d’Alix.</p>", "base": 1}
    )
    said = page.content.decode()
    assert page.status_code == 409
    assert "Texte de Samia." in said
    assert "Texte d’Alix." in said
    assert "Titre d’Alix" in said
    assert world.chapter.revisions.count() == 2
    assert 'name="base" value="2"' in said
    again = as_user(world.researcher).post(
        edit(world.chapter), {"title": "Titre d’Alix", "body": "<p>Texte d’Alix.</p>", "base": 2}
    )
    assert again.status_code == 302
    assert list(world.chapter.revisions.order_by("number").values_list("by__name", flat=True)) == [
        "Alix Moreau",
        "Samia Benali",
        "Alix Moreau",
    ]


@pytest.mark.parametrize("base", ["", "abc", "-1"])
def test_a_form_without_its_base_is_refused_and_what_was_typed_kept(as_user, base: str) -> None:
    world = building.world()
    given = {"title": "Titre", "body": "<p>Texte gardé.</p>", "base": base}
    page = as_user(world.researcher).post(edit(world.chapter), given)
    assert page.status_code == 422
    assert "Texte gardé." in page.content.decode()


def test_the_editor_offers_what_may_be_cited_and_says_why_not_for_the_rest(as_user) -> None:
    world = building.world()
    note = world.excerpt.revision
    silent = factories.interviewee(note.note.interview, pseudonym="Dominique")
    factories.consent(silent, Consent.Level.NOTES_ONLY)
    kept = factories.excerpt(note, speaker=silent, public_wording="Des mots à garder pour soi.")
    page = as_user(world.researcher).get(edit(world.chapter)).content.decode()
    aside = page[page.index("<aside") :]
    assert f"[[verbatim:{world.excerpt.pk}]]" in aside
    assert f"[[carte:{world.territory.slug}]]" in aside
    assert f"[[verbatim:{kept.pk}]]" not in aside
    assert "la personne n’a pas permis la citation" in aside
    assert "Des mots à garder" not in page
    assert building.RAW_NOTE not in page


def test_the_preview_signals_what_is_to_be_corrected(as_user) -> None:
    world = building.world()
    given = {"title": "Titre", "body": "<p>Un texte.</p><p>[[carte:nulle-part]]</p>", "base": 1}
    as_user(world.researcher).post(edit(world.chapter), given)
    page = as_user(world.researcher).get(reverse("draft_preview", args=[world.deliverable.pk])).content.decode()
    assert "À corriger avant de publier" in page
    assert "[[carte:nulle-part]]" in page


def test_a_revision_is_never_changed_by_the_next_one(as_user) -> None:
    world = building.world()
    before = world.chapter.revisions.get(number=1).body
    as_user(world.researcher).post(edit(world.chapter), {"title": "T", "body": "<p>Tout autre.</p>", "base": 1})
    assert ChapterRevision.objects.get(chapter=world.chapter, number=1).body == before
