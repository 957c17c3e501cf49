from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from commons.models import JournalEntry, Role
from deliverables.models import ChapterRevision
from reviews.models import MirrorGroup, ReviewRound
from tests import factories
from tests.reviews import building

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Any:
    commons = factories.commons()
    writer = factories.member(Role.RESEARCHER, commons)
    deliverable = factories.deliverable(commons)
    factories.chapter(deliverable, writer, body=building.BODY)
    factories.chapter(deliverable, writer, body="<p>Second chapitre.</p>")
    return deliverable, writer


def send(as_user: Any, draft: Any, **fields: Any) -> Any:
    deliverable, writer = draft
    return as_user(writer).post("/relecture/nouvelle/", building.opening(deliverable, **fields))


@pytest.mark.pair
def test_opening_freezes_the_latest_text_and_writes_the_journal(as_user: Any, draft: Any) -> None:
    deliverable, writer = draft
    assert send(as_user, draft).status_code == 302
    opened = ReviewRound.objects.get()
    assert opened.questions == ["Est-ce clair ?", "Que manque-t-il ?"]
    assert opened.group.name == "Groupe des accompagnateurs"
    frozen = list(opened.chapters.order_by("position").values_list("html", flat=True))
    assert [html == chapter.latest().body for html, chapter in zip(frozen, chapters_of(deliverable), strict=True)]
    assert JournalEntry.objects.get(verb="round_opened").by == writer
    first = chapters_of(deliverable)[0]
    ChapterRevision.objects.create(chapter=first, number=2, title="Autre", body="<p>Récrit.</p>", by=writer)
    assert "Récrit" not in opened.chapters.get(position=1).html


def chapters_of(deliverable: Any) -> list[Any]:
    return list(deliverable.chapters.order_by("position"))


@pytest.mark.parametrize(("day", "utc"), [("2030-01-15", (22, 59)), ("2030-07-15", (21, 59))])
def test_a_round_closes_at_23_59_in_paris_in_winter_as_in_summer(day: str, utc: tuple[int, int]) -> None:
    from reviews.actions import end_of

    end = end_of(datetime.fromisoformat(day).date()).astimezone(UTC)
    assert (end.hour, end.minute) == utc


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"closes_on": "2020-01-01"}, "Cette date est passée"),
        ({"closes_on": "9999-12-31"}, "un an au plus"),
        ({"closes_on": "bientôt"}, "date valide"),
        ({"closes_on": ""}, "obligatoire"),
        ({"chapters": []}, "au moins un chapitre"),
        ({"chapters": ["x"]}, "pas un UUID valide"),
        ({"new_group": ""}, "obligatoire"),
        ({"new_group": "x" * 121}, "au plus 120"),
    ],
)
def test_a_refused_round_says_why_and_keeps_what_was_typed(
    as_user: Any, draft: Any, fields: dict[str, Any], said: str
) -> None:
    response = send(as_user, draft, **fields)
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "Est-ce clair ?" in page
    assert not ReviewRound.objects.exists()
    assert not MirrorGroup.objects.exists()


def test_an_existing_group_is_used_again(as_user: Any, draft: Any) -> None:
    deliverable, _writer = draft
    group = MirrorGroup.objects.create(commons=deliverable.commons, kind="stakeholders", name="Élus et agents")
    assert send(as_user, draft, group=str(group.pk), new_group="").status_code == 302
    assert ReviewRound.objects.get().group == group


def test_with_groups_to_choose_from_one_is_chosen_or_named(as_user: Any, draft: Any) -> None:
    MirrorGroup.objects.create(commons=draft[0].commons, kind="stakeholders", name="Élus et agents")
    response = send(as_user, draft, new_group="")
    assert response.status_code == 422
    assert "donnez un nom au nouveau groupe" in response.content.decode()


def test_neither_a_group_nor_a_chapter_of_another_commons_is_taken(as_user: Any, draft: Any) -> None:
    foreign = building.case()
    group = foreign.round.group
    MirrorGroup.objects.create(commons=draft[0].commons, kind="stakeholders", name="Élus et agents")
    assert send(as_user, draft, group=str(group.pk)).status_code == 422
    assert send(as_user, draft, chapters=[str(foreign.chapter.revision.chapter_id)]).status_code == 422


def test_a_chapter_without_text_is_not_offered(as_user: Any, draft: Any) -> None:
    deliverable, writer = draft
    factories.chapter(deliverable, writer, body="", title="Chapitre vide")
    page = as_user(writer).get("/relecture/nouvelle/", {"livrable": deliverable.slug}).content.decode()
    assert "Chapitre vide" not in page
    assert "2. Chapitre 2" in page


def test_a_deliverable_without_text_sends_to_the_drafting(as_user: Any) -> None:
    commons = factories.commons()
    writer = factories.member(Role.COORDINATOR, commons)
    deliverable = factories.deliverable(commons)
    page = as_user(writer).get("/relecture/nouvelle/", {"livrable": deliverable.slug}).content.decode()
    assert "Rien à relire pour l’instant" in page


def test_the_last_day_offered_is_today(as_user: Any, draft: Any) -> None:
    today = timezone.localdate()
    assert send(as_user, draft, closes_on=(today - timedelta(days=1)).isoformat()).status_code == 422


@pytest.mark.pair
@pytest.mark.parametrize("slug", ["\x00", "x\x00", "é", "x" * 3000, "../..", "inconnu"])
def test_an_address_that_names_no_deliverable_is_not_found(as_user: Any, draft: Any, slug: str) -> None:
    """No address holds a null character: asked for in one, it is no request at all."""
    client = as_user(draft[1])
    asked = client.get("/relecture/nouvelle/", {"livrable": slug})
    assert asked.status_code == (400 if "\x00" in slug else 404)
    assert client.post("/relecture/nouvelle/", {"livrable": slug}).status_code == 404


@pytest.mark.pair
def test_a_form_sent_twice_opens_one_round(as_user: Any, draft: Any) -> None:
    responses = [send(as_user, draft) for _ in range(3)]
    opened = ReviewRound.objects.get()
    assert {response["Location"] for response in responses} == {opened.get_absolute_url()}
    assert opened.chapters.count() == 2
    assert MirrorGroup.objects.count() == 1
    assert JournalEntry.objects.filter(verb="round_opened").count() == 1


@pytest.mark.pair
@pytest.mark.parametrize("change", ["questions", "chapters", "group", "day", "text", "later", "someone else"])
def test_another_wish_opens_another_round(as_user: Any, draft: Any, change: str) -> None:
    deliverable, writer = draft
    send(as_user, draft)
    first = chapters_of(deliverable)[0]
    fields: dict[str, Any] = {
        "questions": {"questions": "Et pour vous ?"},
        "chapters": {"chapters": [str(first.pk)]},
        "group": {"new_group": "Un autre groupe"},
        "day": {"closes_on": timezone.localdate().isoformat()},
    }.get(change, {})
    if change == "text":
        ChapterRevision.objects.create(chapter=first, number=2, title=first.title, body="<p>Récrit.</p>", by=writer)
    if change == "later":
        JournalEntry.objects.update(at=timezone.now() - timedelta(minutes=2))
    if change == "someone else":
        draft = deliverable, factories.member(Role.COORDINATOR, deliverable.commons)
    assert send(as_user, draft, **fields).status_code == 302
    assert ReviewRound.objects.count() == 2
    assert MirrorGroup.objects.count() == (2 if change == "group" else 1)
