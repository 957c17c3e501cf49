"""The cast and one of each thing, for the access table: every persona of the design, around one commons."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from commons import tokens
from commons.models import Role
from interviews.models import Consent
from tests import factories

#: Everyone the table speaks of. ``colleague`` is a researcher outside the pair; ``foreigner`` coordinates another
#: commons; ``reader`` and ``interviewee`` have no account, only a link already opened.
PERSONAS = (
    "anonymous",
    "stranger",
    "reader",
    "interviewee",
    "partner",
    "expert",
    "researcher",
    "colleague",
    "coordinator",
    "foreigner",
    "administrator",
)


@dataclass
class Scene:
    """Built once per test. ``things`` are named by the access lines."""

    people: dict[str, User] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["things"][name]
        except KeyError:
            raise AttributeError(name) from None

    def prove(self, client: Client) -> None:
        """As if the code mailed to the person met had just been given."""
        session = client.session
        session["personal_links"] = {self.consent.token_digest: (timezone.now() + timedelta(hours=2)).timestamp()}
        session.save()

    def client(self, persona: str, client_class: type[Client] = Client) -> Client:
        client = client_class()
        if persona in self.people:
            client.force_login(self.people[persona])
        elif persona == "reader":
            client.get(f"/relecture/lien/{self.reader_token}/")
        elif persona == "interviewee":
            client.get(f"/consentement/{self.consent_token}/")
            self.prove(client)
        return client


def build() -> Scene:
    scene = Scene()
    commons = factories.commons(title="Commun du terrain", slug="commun")
    territory = factories.territory(name="Terrain", slug="terrain")
    other_territory = factories.territory(name="Ailleurs", slug="ailleurs")
    factories.terrain(commons, territory)
    scene.people = {
        "stranger": factories.user("Étrangère"),
        "partner": factories.partner(commons, territory, "Partenaire"),
        "expert": factories.member(Role.EXPERT, commons, "Experte"),
        "researcher": factories.member(Role.RESEARCHER, commons, "Chercheuse"),
        "colleague": factories.member(Role.RESEARCHER, commons, "Collègue"),
        "coordinator": factories.member(Role.COORDINATOR, commons, "Coordinatrice"),
        "foreigner": factories.member(Role.COORDINATOR, factories.commons(), "Ailleurs"),
        "administrator": factories.user("Administrateur", is_staff=True, is_superuser=True),
    }
    researcher = scene.people["researcher"]
    seat = territory.communes.get()
    organisation = factories.organisation("Agence du terrain", slug="agence", seat=seat)
    ecosystem = factories.ecosystem(commons, territory, slug="ecosysteme")
    interview = factories.interview(ecosystem, researcher)
    interviewee = factories.interviewee(interview)
    consent_token, consent_digest = tokens.issue(tokens.Purpose.CONSENT)
    consent = factories.consent(interviewee, Consent.Level.PSEUDONYMISED, token_digest=consent_digest)
    note = factories.note(interview, researcher)
    shared = factories.note(interview, researcher, shared=True)
    excerpt = factories.excerpt(note, speaker=interviewee)
    deliverable = factories.deliverable(commons, slug="livrable")
    chapter = factories.chapter(deliverable, researcher)
    review_round = factories.review_round(deliverable)
    reader, reader_token = factories.reader(review_round)
    elsewhere = factories.organisation("Agence d’ailleurs", seat=other_territory.communes.get())
    scene.things = {
        "commons": commons,
        "territory": territory,
        "other_territory": other_territory,
        "organisation": organisation,
        "other_organisation": elsewhere,
        "correction": factories.correction(organisation),
        "own_correction": factories.correction(elsewhere, author=scene.people["expert"]),
        "ecosystem": ecosystem,
        "interview": interview,
        "interviewee": interviewee,
        "consent": consent,
        "consent_token": consent_token,
        "note": note.note,
        "note_revision": note,
        "shared_note": shared.note,
        "excerpt": excerpt,
        "deliverable": deliverable,
        "chapter": chapter,
        "round": review_round,
        "round_chapter": review_round.chapters.get(),
        "reader": reader,
        "reader_token": reader_token,
    }
    return scene
