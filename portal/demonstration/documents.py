"""Two deliverables: a framing note already published, and the commons' first version, in review."""

from accounts.models import User
from analysis.models import Excerpt
from commons.models import Commons
from cooperation.models import ExpectedDeliverable
from deliverables.actions import drafting, publishing
from deliverables.models import Deliverable
from portal.demonstration import card, texts
from territories.models import Territory

FRAMING, FIRST_VERSION = "Note de cadrage", "Première version"


def framing_note(commons: Commons, people: dict[str, User]) -> Deliverable:
    """The framing note, published as version 1.0; its PDF is made by the worker."""
    promised = card.promise(commons, FRAMING)
    if promised.deliverable is None:
        draft = Deliverable(
            commons=commons,
            kind=Deliverable.Kind.FRAMING,
            title="Note de cadrage",
            subtitle="Rénover et réemployer en coopérant : trois territoires, trois questions",
            abstract=texts.FRAMING_ABSTRACT,
        )
        chapters = {
            "Pourquoi ce commun": texts.FRAMING_WHY,
            "Les terrains": texts.FRAMING_WHERE,
            "Comment nous enquêtons": texts.FRAMING_HOW,
        }
        deliverable = _write(promised, draft, chapters, by=people["efc"])
        publishing.publish(deliverable, version="1.0", changes="Première édition.", by=people["coordinator"])
    return card.kept(promised)


def first_version(
    commons: Commons, territory: Territory, excerpts: dict[str, Excerpt], people: dict[str, User]
) -> Deliverable:
    """The draft that cites two excerpts; the mirror group reads it, nothing of it is published yet."""
    promised = card.promise(commons, FIRST_VERSION)
    if promised.deliverable is None:
        draft = Deliverable(
            commons=commons,
            kind=Deliverable.Kind.COMMONS,
            title="Les ressources invisibles de la coopération",
            subtitle="Premiers enseignements du terrain péri-urbain",
            abstract=texts.COMMONS_ABSTRACT,
            territory=territory,
        )
        chapters = {
            "Ce qui n’apparaît pas dans les comptes": texts.commons_invisible(
                str(excerpts["time"].pk), str(excerpts["barn"].pk)
            ),
            "À quelles conditions": texts.COMMONS_CONDITIONS,
        }
        _write(promised, draft, chapters, by=people["ess"])
    return card.kept(promised)


def _write(promised: ExpectedDeliverable, draft: Deliverable, chapters: dict[str, str], *, by: User) -> Deliverable:
    deliverable = drafting.create(draft, by=by)
    for title, body in chapters.items():
        chapter = drafting.add_chapter(deliverable, title=title, by=by)
        drafting.save_chapter(chapter, title=title, body=body, base=0, by=by)
    promised.deliverable = deliverable
    promised.save(update_fields=["deliverable"])
    return deliverable
