from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from actors.models import Organisation
from commons.models import Commons, Membership, Role
from interviews.models import Interview
from tests import factories
from tests.conftest import StrictClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def commons() -> Commons:
    return factories.commons()


@pytest.fixture
def writer(commons: Commons) -> User:
    return factories.member(Role.RESEARCHER, commons, "Chercheuse")


@pytest.fixture
def met() -> Organisation:
    return factories.organisation("Agence du terrain")


@pytest.fixture
def client(writer: User) -> StrictClient:
    made = StrictClient()
    made.force_login(writer)
    return made


def post(client: StrictClient, **typed: Any) -> Any:
    return client.post(reverse("interview_create"), {"held_on": "2026-03-01", **typed})


def test_an_organisation_and_a_date_open_an_interview_whose_page_says_what_it_lacks(
    client: StrictClient, writer: User, met: Organisation, commons: Commons
) -> None:
    response = post(client, organisations=met.name)
    made = Interview.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    assert (made.commons, made.ecosystem, made.revision, made.state) == (commons, None, None, "held")
    assert [(member.user, member.approach) for member in made.interviewers.all()] == [(writer, "both")]
    body = client.get(made.get_absolute_url()).content.decode()
    assert "Dire l’écosystème" in body
    assert "Choisir la grille" in body
    assert "Compléter le binôme" in body


def test_one_writes_with_the_approach_of_last_time(
    client: StrictClient, writer: User, met: Organisation, commons: Commons
) -> None:
    factories.interview(factories.ecosystem(commons), factories.user(), writer)  # the second of a pair brings ESS
    post(client, organisations=met.name)
    assert Interview.objects.get(held_on=date(2026, 3, 1)).interviewers.get().approach == "ess"


def test_the_commons_is_asked_only_of_who_writes_in_several(
    client: StrictClient, writer: User, met: Organisation
) -> None:
    assert 'for="id_commons"' not in client.get(reverse("interview_create")).content.decode()
    assert post(client, organisations=met.name, commons=factories.commons().pk).status_code == 422
    second = factories.commons(title="Second commun")
    Membership.objects.create(user=writer, commons=second, role=Role.RESEARCHER)
    assert post(client, organisations=met.name).status_code == 422
    post(client, organisations=met.name, commons=second.pk)
    assert Interview.objects.get().commons == second
    assert post(client, organisations=met.name, commons=factories.commons().pk).status_code == 422


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"held_on": "31/31/2026"}, "date valide"),
        ({"held_on": "0206-03-01"}, "Vérifiez l’année"),
        ({"organisations": ""}, "obligatoire"),
        ({"organisations": "Personne d’ici"}, "Personne d’ici"),
        ({"starts_at": "25:00"}, "field-error"),
    ],
)
def test_what_is_mistyped_is_refused_beside_its_field(
    client: StrictClient, met: Organisation, changes: dict[str, Any], sentence: str
) -> None:
    response = post(client, **{"organisations": met.name, **changes})
    assert response.status_code == 422
    body = response.content.decode()
    assert sentence in body
    assert "field-error" in body
    assert not Interview.objects.exists()


def test_a_form_sent_twice_opens_one_interview(client: StrictClient, met: Organisation) -> None:
    first, second = (post(client, organisations=met.name) for _time in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    post(client, organisations=met.name, starts_at="14:00")
    assert Interview.objects.count() == 2


def test_an_organisation_that_the_directory_lacks_is_offered_then_created_with_the_interview(
    client: StrictClient,
) -> None:
    refused = post(client, organisations="Les Bâtisseuses du Hurepoix")
    assert refused.status_code == 422
    assert not Interview.objects.exists()
    assert 'type="checkbox" name="new" value="Les Bâtisseuses du Hurepoix"' in " ".join(
        refused.content.decode().split()
    )
    post(client, organisations="Les Bâtisseuses du Hurepoix", new=["Les Bâtisseuses du Hurepoix"])
    made = Interview.objects.get()
    assert [(met.name, met.kind) for met in made.organisations.all()] == [("Les Bâtisseuses du Hurepoix", "other")]


def test_one_new_organisation_written_twice_is_one_and_what_has_no_letter_is_none(client: StrictClient) -> None:
    typed = ["Les Bâtisseuses", "les  bâtisseuses", "Ô\tDéveloppement"]
    post(client, organisations="\n".join(typed), new=typed)
    made = Interview.objects.get().organisations.order_by("name")
    assert [each.name for each in made] == ["Les Bâtisseuses", "Ô Développement"]
    assert post(client, organisations="\u202e", new=["\u202e"]).status_code == 422


def test_an_organisation_said_new_that_somebody_created_meanwhile_is_taken_as_it_is(
    client: StrictClient, met: Organisation
) -> None:
    post(client, organisations=met.name, new=[met.name])
    assert list(Interview.objects.get().organisations.all()) == [met]


def test_a_name_that_the_directory_refuses_opens_nothing_and_says_why(client: StrictClient, met: Organisation) -> None:
    kept = factories.organisation("Agence gardée")
    Organisation.objects.filter(pk=met.pk).update(merged_into=kept)
    refused = post(client, organisations=met.name, new=[met.name])
    assert refused.status_code == 422
    assert not Interview.objects.exists()
    assert Organisation.objects.count() == 2


def test_only_a_line_still_typed_is_created(client: StrictClient, met: Organisation) -> None:
    post(client, organisations=met.name, new=["Une association que personne n’a rencontrée"])
    assert Organisation.objects.count() == 1
