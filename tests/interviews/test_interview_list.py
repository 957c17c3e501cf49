from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commons.models import Role
from interviews.models import Interview
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene


def queries(client: StrictClient, name: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(reverse(name)).status_code == 200
    return len(captured)


def test_many_interviews_take_no_more_queries_than_few(cast: Scene, researcher: StrictClient) -> None:
    few = queries(researcher, "interview_list")
    for _ in range(5):
        interview = factories.interview(cast.ecosystem, cast.people["researcher"], cast.people["colleague"])
        factories.consent(factories.interviewee(interview))
        factories.interviewee(interview)
    assert queries(researcher, "interview_list") == few


def test_the_list_is_filtered_by_ecosystem(cast: Scene, researcher: StrictClient) -> None:
    other = factories.ecosystem(cast.commons, name="Un autre écosystème")
    factories.interview(other, cast.people["researcher"])
    body = researcher.get(reverse("interview_list"), {"ecosysteme": other.slug}).content.decode()
    assert body.count('class="row-title"') == 1
    assert "Un autre écosystème" in body


@pytest.mark.pair
def test_those_to_come_stand_first_and_each_filter_narrows(cast: Scene, researcher: StrictClient) -> None:
    today = timezone.localdate()
    elsewhere = factories.ecosystem(cast.commons, cast.other_territory, name="Ailleurs")
    colleague = cast.people["colleague"]
    met = factories.organisation("Régie d’Étampes")
    days = {"far": 9, "near": 2, "old": -40, "recent": -3}
    made = {
        name: factories.interview(elsewhere, colleague, held_on=today + timedelta(days=days[name])) for name in days
    }
    made["near"].organisations.set([met])
    Interview.objects.filter(pk__in=[made["old"].pk, made["recent"].pk]).update(state="held")

    def shown(**asked: str) -> list[str]:
        response = researcher.get(reverse("interview_list"), asked)
        names = {one.pk: name for name, one in made.items()} | {cast.interview.pk: "own"}
        return [names[line["interview"].pk] for line in response.context["lines"]]

    assert shown() == ["near", "far", "recent", "old", "own"]
    assert shown(q="regie d'ETAMPES") == ["near"]
    assert shown(etat="held") == ["recent", "old"]
    assert shown(miens="on") == ["own"]
    assert shown(territoire=cast.other_territory.slug, etat="planned") == ["near", "far"]
    assert shown(ecosysteme=cast.ecosystem.slug) == ["own"]
    counts = researcher.get(reverse("interview_list"), {"etat": "held"}).context["counts"]
    assert [(str(one["label"]), one["count"], one["current"]) for one in counts] == [
        ("tous", 5, False), ("prévu", 3, False), ("tenu", 2, True),
    ]  # fmt: skip


def test_an_unknown_ecosystem_is_refused_with_a_sentence(researcher: StrictClient) -> None:
    response = researcher.get(reverse("interview_list"), {"ecosysteme": "inconnu"})
    assert response.status_code == 422
    assert "field-error" in response.content.decode()


def test_a_team_without_interview_is_told_what_to_do(db: None) -> None:
    client = StrictClient()
    client.force_login(factories.member(Role.RESEARCHER, factories.commons()))
    body = client.get(reverse("interview_list")).content.decode()
    assert "Ouvrir un premier entretien" in body


def test_a_fictional_interview_says_so(cast: Scene, researcher: StrictClient) -> None:
    cast.interview.fictional = True
    cast.interview.save()
    assert "fictif" in researcher.get(reverse("interview_list")).content.decode()
    for address in (
        cast.interview.get_absolute_url(),
        cast.note.get_absolute_url(),
        cast.excerpt.get_absolute_url(),
        reverse("consent_page", args=[cast.consent_token]),
        reverse("excerpt_take", args=[cast.note_revision.pk]),
        reverse("excerpt_edit", args=[cast.excerpt.pk]),
        reverse("interviewee_add", args=[cast.interview.pk]),
        reverse("consent_record", args=[cast.interview.pk, cast.interviewee.pk]),
    ):
        assert "Entretien fictif de démonstration" in researcher.get(address).content.decode(), address


def test_the_filters_are_folded_until_one_is_used_and_say_how_many_are(researcher: StrictClient) -> None:
    def fold(**asked: str) -> str:
        body = researcher.get(reverse("interview_list"), asked).content.decode()
        return " ".join(body.split('<details class="filter-fold"')[1].split("</summary>")[0].split())

    assert fold() == "> <summary>Filtrer"
    assert fold(etat="", q="") == "> <summary>Filtrer"
    assert fold(etat="held") == "open> <summary>Filtrer (1 critère)"
    assert fold(etat="held", miens="on") == "open> <summary>Filtrer (2 critères)"
    assert fold(ecosysteme="inconnu").startswith("open>")
