"""« Ce qui vous attend »: at most seven lines, the most pressing first, each with its next click."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from actors import mandates
from actors.models import Correction
from actors.upkeep import corrections
from analysis.models import Excerpt
from commons.dates import date_format
from commons.models import Membership, Role
from commons.models.team import WRITERS
from deliverables import impact
from deliverables.models import Chapter, Deliverable
from portal import fieldwork
from portal.lines import Line
from reviews.models import ReviewRound
from territories.models import Mandate, Territory

MOST = 7
#: How long what became of a proposal is told on the home page.
NEWS = timedelta(days=14)


@dataclass(frozen=True)
class Place:
    """A person's place in a team: what it is for, and the territories a partner looks after."""

    membership: Membership
    meaning: str
    territories: list[Territory]


def for_user(user: User) -> list[Line]:
    return list(islice(_lines(user), MOST))


def memberships_of(user: User) -> list[Membership]:
    return list(Membership.objects.filter(user=user).select_related("commons").order_by("commons__title"))


def places_of(user: User) -> list[Place]:
    """What home says of a person's roles, so that someone invited yesterday knows what is expected of them."""
    held = Mandate.objects.filter(membership__user=user, membership__role=Role.PARTNER)
    looked_after = list(held.select_related("territory").order_by("territory__name"))
    return [
        Place(
            membership,
            Role(membership.role).meaning,
            [mandate.territory for mandate in looked_after if mandate.membership_id == membership.pk],
        )
        for membership in memberships_of(user)
    ]


def _lines(user: User) -> Iterator[Line]:
    roles = {membership.role for membership in memberships_of(user)}
    if roles & set(WRITERS):
        yield from _withdrawn_quotations(user)
        yield from _remarks(user)
        yield from _corrections(user)
        yield from fieldwork.lines(user)
        yield from _wordings(user)
        yield from _chapters(user)
    elif Role.PARTNER in roles:
        yield from _corrections(user)
    if Role.PARTNER in roles:
        yield from _organisations(user)
    yield from _readings(user)
    yield from _outcomes(user)


def _withdrawn_quotations(user: User) -> Iterator[Line]:
    """Editions and chapters that cite what consent no longer allows."""
    touched = impact.in_deliverables(Deliverable.objects.drafted_by(user))
    for edition in touched.editions[:2]:
        yield Line(
            _("L’édition « %(edition)s » cite un verbatim dont le consentement ne vaut plus.") % {"edition": edition},
            reverse("draft_detail", args=[edition.deliverable_id]),
            _("Préparer une édition corrigée"),
            pressing=True,
        )
    for chapter in touched.chapters[:2]:
        yield Line(
            _("Le chapitre « %(chapter)s » cite un verbatim qui ne peut pas être publié.") % {"chapter": chapter},
            chapter.get_absolute_url(),
            _("Revoir le chapitre"),
        )


def _remarks(user: User) -> Iterator[Line]:
    rounds = (
        ReviewRound.objects.managed_by(user)
        .annotate(waiting=Count("chapters__remarks", filter=Q(chapters__remarks__decision=None), distinct=True))
        .filter(waiting__gt=0)
        .select_related("deliverable", "group")
        .order_by("closes_at")
    )
    for found in rounds[:2]:
        text = ngettext(
            "%(count)d remarque attend une suite : %(round)s.",
            "%(count)d remarques attendent une suite : %(round)s.",
            found.waiting,
        )
        yield Line(text % {"count": found.waiting, "round": found}, found.get_absolute_url(), _("Répondre"))


def _wordings(user: User) -> Iterator[Line]:
    count = (
        Excerpt.objects.visible_to(user).filter(public_wording="", revision__note__interview__erased_at=None).count()
    )
    if count:
        text = ngettext(
            "%(count)d verbatim n’a pas de formulation publiable.",
            "%(count)d verbatims n’ont pas de formulation publiable.",
            count,
        )
        yield Line(text % {"count": count}, reverse("excerpt_list"), _("Les relire"))


def _chapters(user: User) -> Iterator[Line]:
    empty = Chapter.objects.visible_to(user).filter(revisions=None).select_related("deliverable")
    for chapter in empty.order_by("deliverable__title", "position")[:2]:
        yield Line(
            _("Le chapitre « %(chapter)s » reste à écrire (%(deliverable)s).")
            % {"chapter": chapter, "deliverable": chapter.deliverable},
            chapter.get_absolute_url(),
            _("Écrire"),
        )


def _corrections(user: User) -> Iterator[Line]:
    """Proposed by someone who waits for an answer."""
    count = corrections.examined_by(user).filter(state=Correction.State.PENDING).count()
    if count:
        text = ngettext("%(count)d correction à examiner.", "%(count)d corrections à examiner.", count)
        yield Line(text % {"count": count}, reverse("correction_list"), _("Examiner"))


def _outcomes(user: User) -> Iterator[Line]:
    """What became of what this person proposed."""
    decided = Correction.objects.filter(author=user, decided_at__gte=timezone.now() - NEWS).exclude(decided_by=user)
    for found in decided.select_related("organisation", "ecosystem").order_by("-decided_at")[:2]:
        said = {"what": found.organisation or found.ecosystem or found.facts.get("name", "")}
        accepted = found.state == Correction.State.ACCEPTED
        yield Line(
            (
                _("Votre correction est acceptée : %(what)s.")
                if accepted
                else _("Votre correction n’a pas été retenue : %(what)s.")
            )
            % said,
            reverse("correction_detail", args=[found.pk]),
            _("Lire la réponse"),
        )


def _organisations(user: User) -> Iterator[Line]:
    """For a partner: what they look after in their territory and was never checked, or not for a year."""
    limit = timezone.localdate().replace(year=timezone.localdate().year - 1, day=1)
    for territory in mandates.territories_of(user).order_by("name"):
        acting = mandates.looked_after_in(Territory.objects.filter(pk=territory.pk))
        count = acting.filter(Q(checked_on=None) | Q(checked_on__lt=limit)).count()
        if count:
            text = ngettext(
                "%(count)s organisation de %(territory)s est à vérifier.",
                "%(count)s organisations de %(territory)s sont à vérifier.",
                count,
            )
            said = {"count": number_format(count, force_grouping=True), "territory": territory}
            yield Line(text % said, territory.get_absolute_url(), _("Voir la carte"))


def _readings(user: User) -> Iterator[Line]:
    rounds = ReviewRound.objects.open_now().filter(readers__user=user, readers__revoked_at=None)
    for found in rounds.select_related("deliverable", "group").order_by("closes_at")[:2]:
        yield Line(
            _("Une relecture vous est ouverte jusqu’au %(date)s : %(round)s.")
            % {"date": date_format(timezone.localtime(found.closes_at), "j F"), "round": found.deliverable},
            reverse("round_read", args=[found.pk]),
            _("Lire et commenter"),
        )
