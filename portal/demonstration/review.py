"""A mirror group reads the draft: one remark answered, one that waits, and a link to be the next reader."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from commons import richtext, tokens
from deliverables.models import Deliverable
from portal.demonstration import accounts, texts
from reviews import actions
from reviews.models import MirrorGroup, Reader, ReviewRound
from reviews.rendering import quotes

READER = "lectrice@demonstration.example"
LINK = "/relecture/lien/"
GUEST = "invitee@demonstration.example"


def build(deliverable: Deliverable, people: dict[str, User]) -> accounts.Account:
    """The open round with its remarks, and a link for the guest reader."""
    by = people["coordinator"]
    opened = ReviewRound.objects.filter(deliverable=deliverable).order_by("opens_at").first()
    if opened is None:
        opened = _open(deliverable, by=by)
        _remarks(opened, by=people["efc"])
    guest = Reader.objects.get(round=opened, email=GUEST)
    link = accounts.kept_link(LINK, tokens.Purpose.READER, guest.token_digest)
    if not link:
        link = f"{LINK}{actions.renew_link(guest, by=by).token}/"
    return accounts.Account("Groupe miroir (sans compte)", link=link, link_label="Ouvrir son lien de relecture")


def _open(deliverable: Deliverable, *, by: User) -> ReviewRound:
    commons = deliverable.commons
    group = MirrorGroup(commons=commons, kind=MirrorGroup.Kind.PRACTITIONERS, name="Groupe miroir des accompagnateurs")
    MirrorGroup.objects.create(
        commons=commons, kind=MirrorGroup.Kind.STAKEHOLDERS, name="Groupe miroir des élus, agents et acteurs"
    )
    opened = actions.open_round(
        deliverable,
        group=group,
        chapters=list(deliverable.chapters.order_by("position")),
        questions=[
            "Est-ce clair pour quelqu’un qui n’a pas suivi l’enquête ?",
            "Y reconnaissez-vous votre pratique ?",
            "Qu’est-ce qui serait transposable chez vous, et que manque-t-il ?",
        ],
        closes_on=timezone.localdate() + timedelta(days=14),
        by=by,
    )
    actions.invite(
        opened,
        [actions.Guest("Odile Ramonet (fictive)", READER), actions.Guest("Yann Kervella (fictif)", GUEST)],
        by=by,
    )
    return opened


def _remarks(opened: ReviewRound, *, by: User) -> None:
    reader = Reader.objects.get(round=opened, email=READER)
    for beginning, kind, text, decision in texts.REMARKS:
        chapter, block = next(
            (chapter, block)
            for chapter in opened.chapters.order_by("position")
            for block in richtext.blocks(chapter.html)
            if block.text.startswith(beginning)
        )
        remark = actions.make_remark(
            chapter, reader=reader, quoted=quotes.place(chapter.html, block, ""), text=text, kind=kind
        )
        if decision is not None:
            disposition, reason = decision
            actions.answer(remark, disposition=disposition, reason=reason, by=by)
