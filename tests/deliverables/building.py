"""What the tests of deliverables build: a written deliverable citing an excerpt, its edition, a file for its PDF."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from accounts.models import User
from analysis.models import Excerpt
from commons.models import Commons, Job, Role
from deliverables import actions
from deliverables.models import Chapter, Deliverable, Edition, Rendition
from interviews.models import Consent
from territories.models import Territory
from tests import factories

WORDING = "On partage les chantiers plutôt que les factures."
RAW_NOTE = "Mme Durand dit que le directeur du chantier ne paie jamais à l’heure."


@dataclass
class World:
    commons: Commons
    researcher: User
    coordinator: User
    territory: Territory
    excerpt: Excerpt
    consent: Consent
    deliverable: Deliverable
    chapter: Chapter


def world(**interview: Any) -> World:
    """A deliverable with one chapter: a paragraph, a verbatim with consent, a map, a table."""
    commons = factories.commons(title="Commun de la coopération")
    researcher = factories.member(Role.RESEARCHER, commons, "Alix Moreau")
    coordinator = factories.member(Role.COORDINATOR, commons, "Samia Benali")
    territory = factories.territory(name="Ouest du plateau", slug=f"plateau-{commons.pk.hex[:8]}")
    met = factories.interview(factories.ecosystem(commons, territory), researcher, **interview)
    person = factories.interviewee(met, pseudonym="Camille", identity="Berthe Confidentielle")
    consent = factories.consent(person)
    note = factories.note(met, researcher, f"<p>{RAW_NOTE}</p>")
    excerpt = factories.excerpt(note, speaker=person, public_wording=WORDING)
    deliverable = factories.deliverable(commons, title="Coopérer pour rénover", territory=territory)
    chapter = actions.add_chapter(deliverable, title="Ce que l’on échange", by=researcher)
    body = (
        "<p>Un premier paragraphe : il ouvre le chapitre.</p><h2>Un constat</h2>"
        f"<p>Un deuxième.</p><p>[[verbatim:{excerpt.pk}]]</p><p>[[carte:{territory.slug}]]</p>"
        "<h4>Un détail</h4><blockquote><p>Une parole rapportée.</p></blockquote>"
        "<table><tbody><tr><th>Acteur</th><th>Apport</th></tr><tr><td>Agence</td><td>Confiance</td></tr></tbody></table>"
    )
    actions.save_chapter(chapter, title=chapter.title, body=body, base=0, by=researcher)
    return World(commons, researcher, coordinator, territory, excerpt, consent, deliverable, chapter)


def publish(of: World, version: str = "1.0") -> Edition:
    return actions.publish(of.deliverable, version=version, changes="", by=of.coordinator)


def job_of(edition: Edition) -> Job:
    return Job.objects.get(target_id=str(edition.renditions.get().pk))


def pretend_ready(edition: Edition, content: bytes = b"%PDF-1.7 essai") -> Rendition:
    """The PDF as the worker would leave it, without making it."""
    rendition = edition.renditions.get()
    rendition.file.save("essai.pdf", ContentFile(content), save=False)
    rendition.state, rendition.sha256 = Rendition.State.READY, "a" * 64
    rendition.size, rendition.pages = len(content), 12
    rendition.save()
    return rendition
