from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from interviews.models import Interview
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene


def typed(cast: Scene, **changes: Any) -> dict[str, Any]:
    return {
        "commons": cast.ecosystem.commons_id,
        "ecosystem": cast.ecosystem.pk,
        "organisations": [cast.organisation.pk],
        "revision": cast.interview.revision.pk,
        "held_on": "2026-03-01",
        "mode": "on_site",
        "travel": "public",
        "approach": "efc",
        "second": cast.people["colleague"].pk,
        "second_approach": "ess",
        **changes,
    }


def test_an_interview_is_opened_with_its_pair(cast: Scene, researcher: StrictClient) -> None:
    response = researcher.post(reverse("interview_create"), typed(cast))
    made = Interview.objects.get(held_on=date(2026, 3, 1))
    assert response.headers["Location"] == made.get_absolute_url()
    pair = {(member.user.name, member.approach) for member in made.interviewers.select_related("user")}
    assert pair == {("Chercheuse", "efc"), ("Collègue", "ess")}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"held_on": "31/31/2026"}, "date valide"),
        ({"organisations": []}, "obligatoire"),
        ({"organisations": ["x"]}, "x"),
        ({"second_approach": ""}, "Dites quelle approche"),
        ({"approach": "autre"}, "autre"),
        ({"ecosystem": "00000000-0000-0000-0000-000000000000"}, "field-error"),
    ],
)
def test_what_is_mistyped_is_refused_beside_its_field(
    cast: Scene, researcher: StrictClient, changes: dict[str, Any], sentence: str
) -> None:
    response = researcher.post(reverse("interview_create"), typed(cast, **changes))
    assert response.status_code == 422
    body = response.content.decode()
    assert sentence in body
    assert "field-error" in body
    assert Interview.objects.count() == 1


def test_the_grid_and_the_colleague_belong_to_the_commons_of_the_ecosystem(
    cast: Scene, researcher: StrictClient
) -> None:
    from commons.models import Membership, Role

    second_commons = factories.commons()
    Membership.objects.create(user=cast.people["researcher"], commons=second_commons, role=Role.RESEARCHER)
    other_grid = factories.grid_revision(second_commons)
    other_colleague = factories.member(Role.RESEARCHER, second_commons)
    response = researcher.post(
        reverse("interview_create"), typed(cast, revision=other_grid.pk, second=other_colleague.pk)
    )
    assert response.status_code == 422
    body = response.content.decode()
    assert "celle d’un autre commun" in body
    assert "n’écrit pas dans ce commun" in body


def test_only_one_s_own_commons_are_offered(cast: Scene, researcher: StrictClient) -> None:
    factories.ecosystem(factories.commons(), name="Écosystème étranger")
    assert "Écosystème étranger" not in researcher.get(reverse("interview_create")).content.decode()


def test_a_form_sent_twice_opens_one_interview(cast: Scene, researcher: StrictClient) -> None:
    first, second = (researcher.post(reverse("interview_create"), typed(cast)) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Interview.objects.filter(held_on=date(2026, 3, 1)).count() == 1
    researcher.post(reverse("interview_create"), typed(cast, second="", second_approach=""))
    assert Interview.objects.filter(held_on=date(2026, 3, 1)).count() == 2
