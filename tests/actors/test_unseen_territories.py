"""A territory that has no commune yet is nobody's business but its authors': no page of actors names it."""

from typing import Any

import pytest

from actors.models import Participation, Relation
from commons.models import Role
from commons.pieces import Audience
from deliverables import preflight
from deliverables.rendering import html
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.pair]

UNSEEN = ("Territoire secret", "Écosystème secret", "rôle secret", "Source secrète")


@pytest.fixture
def scene() -> dict[str, Any]:
    commons = factories.commons()
    secret = factories.territory(name="Territoire secret", slug="secret")
    ecosystem = factories.ecosystem(commons, secret, name="Écosystème secret", slug="secret")
    shown = factories.ecosystem(commons, name="Écosystème public", slug="public", part_of=ecosystem)
    organisation, other = factories.organisation("Agence", slug="agence"), factories.organisation("Autre")
    Participation.objects.create(ecosystem=ecosystem, organisation=organisation, state="met", role="rôle secret")
    Relation.objects.create(
        ecosystem=ecosystem,
        source=organisation,
        target=other,
        kind="funds",
        nature="monetary",
        confidence="stated",
        source_document="Source secrète",
    )
    factories.terrain(commons, secret)
    secret.communes.clear()
    people = {
        "anonymous": None,
        "stranger": factories.user(),
        "expert": factories.member(Role.EXPERT, commons),
        "partner": factories.partner(commons, shown.territory),
    }
    return {"commons": commons, "people": people, "researcher": factories.member(Role.RESEARCHER, commons)}


def test_no_page_names_a_territory_that_is_not_public_yet(as_user: Any, scene: dict[str, Any]) -> None:
    card = scene["commons"].get_absolute_url()
    for who, person in scene["people"].items():
        client = as_user(person)
        for address in ("/acteurs/", "/acteurs/agence/", "/ecosystemes/public/", "/territoires/", card):
            response = client.get(address)
            assert response.status_code == 200, (who, address)
            for said in UNSEEN:
                assert said not in response.content.decode(), (who, address, said)
        assert client.get("/acteurs/?territory=secret").status_code == 422, who


def test_the_ecosystem_of_such_a_territory_is_not_found(as_user: Any, scene: dict[str, Any]) -> None:
    files = ("graphe.svg", "graphe.json", "relations.csv", "kumu.xlsx", "graphe.graphml")
    for who in ("anonymous", "expert", "partner"):
        client = as_user(scene["people"][who])
        for address in ("", *files, "historique/", "corriger/", "acteurs/ajouter/", "relations/ajouter/"):
            status = client.get(f"/ecosystemes/secret/{address}").status_code
            signed_in_only = "ajouter" in address or "historique" in address
            assert status == (302 if who == "anonymous" and signed_in_only else 404), (who, address)


def test_no_export_answers_a_question_about_such_a_territory(client: Any, scene: dict[str, Any]) -> None:
    """A question that means nothing is answered as on the page: with the whole directory."""
    factories.organisation("Sans attache")
    assert "Sans attache" in client.get("/acteurs/export.csv?territory=secret").getvalue().decode()
    assert "Sans attache" in client.get("/acteurs/export.geojson?territory=secret").content.decode()


def test_whoever_may_compose_it_sees_it_and_its_ecosystem(as_user: Any, scene: dict[str, Any]) -> None:
    client = as_user(scene["researcher"])
    assert client.get("/ecosystemes/secret/").status_code == 200
    assert "Territoire secret" in client.get("/acteurs/").content.decode()
    assert "Écosystème secret" in client.get("/acteurs/agence/").content.decode()
    assert "Écosystème secret" in client.get("/ecosystemes/public/").content.decode()


def test_a_text_that_inserts_it_shows_and_names_it_to_its_writers_only(as_user: Any, scene: dict[str, Any]) -> None:
    text = factories.deliverable(scene["commons"], title="Restitution")
    body = "<p>[[carte:secret]]</p><p>[[ecosysteme:secret]]</p><p>[[ecosysteme:public]]</p>"
    chapter = factories.chapter(text, scene["researcher"], body=body)
    reader, token = factories.reader(factories.review_round(text))
    for audience in (Audience.ROUND, Audience.EDITION):
        shown = html.render(html.parts_of(text), audience, of=text).html
        assert "Écosystème public" in shown
        assert shown.count("Passage indisponible") == 2
        assert not [said for said in UNSEEN if said in shown]
    client = as_user(None)
    client.get(f"/relecture/lien/{token}/")
    read = client.get(f"/relecture/{reader.round.pk}/lire/", follow=True)
    assert read.status_code == 200
    assert "Écosystème public" in read.content.decode()
    assert not [said for said in (*UNSEEN, "secret") if said in read.content.decode()]
    draft = html.render(html.parts_of(text), Audience.DRAFT, of=text).html
    assert "Écosystème secret" in draft
    told = [finding for finding in preflight.check(text) if "Territoire secret" in finding.message]
    assert len(told) == 2
    assert all(finding.is_blocking and str(chapter.pk) in finding.url for finding in told)
    offered = as_user(scene["researcher"]).get(f"/redaction/chapitres/{chapter.pk}/").content.decode()
    assert "ce territoire n’a encore aucune commune" in offered
