import pytest
from django.test import Client

from actors.models import Engagement
from commons.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_card_says_who_contributes_by_circle(client: Client) -> None:
    commons = factories.commons()
    organisation = factories.organisation("Réseau des essais")
    for circle in (Engagement.Circle.OPERATIONAL, Engagement.Circle.DISSEMINATION):
        Engagement.objects.create(commons=commons, organisation=organisation, circle=circle, role="co-pilote")
    page = client.get(commons.get_absolute_url()).content.decode()
    assert "Cercle opérationnel" in page
    assert "Cercle de diffusion et de valorisation" in page
    assert page.count("Réseau des essais") == 2


def test_the_committee_is_announced_before_anyone_is_in_it(client: Client) -> None:
    page = client.get(factories.commons().get_absolute_url()).content.decode()
    assert "Comité d’experts-ressources" in page
    assert "composition à préciser" in page


def test_only_writers_see_what_the_card_lacks(client: Client, as_user: object) -> None:
    commons = factories.commons(wanted_skills=[])
    assert "Reste à renseigner" not in client.get(commons.get_absolute_url()).content.decode()
    writer = factories.member(Role.RESEARCHER, commons)
    page = as_user(writer).get(commons.get_absolute_url()).content.decode()  # type: ignore[operator]
    assert "compétences recherchées" in page
    expert = factories.member(Role.EXPERT, commons)
    page = as_user(expert).get(commons.get_absolute_url()).content.decode()  # type: ignore[operator]
    assert "Reste à renseigner" not in page


def test_scripts_typed_in_a_card_never_reach_the_page(client: Client) -> None:
    commons = factories.commons(statement='<p onclick="x()">Bonjour</p><script>alert(1)</script>', title="<b>Titre</b>")
    page = client.get(commons.get_absolute_url()).content.decode()
    assert "alert(1)" not in page
    assert "<b>Titre</b>" not in page
    assert "Bonjour" in page
