from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commons.forms import form_page
from commons.policies import require
from reviews import actions, policies
from reviews.actions import Guest, Invited
from reviews.forms import GuestsForm
from reviews.models import Reader, ReviewRound
from reviews.rendering import mail
from reviews.views.requests import SignedInRequest, posted
from reviews.views.rounds import crumbs_to, managed_round


def _links_page(
    request: SignedInRequest, review_round: ReviewRound, made: list[Invited], already: Iterable[Reader] = ()
) -> HttpResponse:
    """The links, shown once: only their digests are kept. ``already`` are those who keep the one they have."""
    context = {
        "section": "reviews",
        "crumbs": crumbs_to((str(review_round.deliverable), review_round.get_absolute_url()), (_("Liens"), "")),
        "round": review_round,
        "links": [(invited.reader, mail.link(invited.token)) for invited in made],
        "already": already,
    }
    return render(request, "reviews/reader_links.html", context)


def _known_among(guests: Sequence[Guest], review_round: ReviewRound, made: Sequence[Invited]) -> list[Reader]:
    """Those of ``guests`` who already had a link: nothing was made for them."""
    known = review_round.readers.filter(revoked_at=None, email__in=[guest.email for guest in guests])
    return list(known.exclude(pk__in=[invited.reader.pk for invited in made]).order_by("name", "pk"))


@require_http_methods(["GET", "POST"])
@never_cache
def reader_invite(request: SignedInRequest, pk: UUID) -> HttpResponse:
    review_round = managed_round(request, pk)
    require(policies.can_manage(request.user, review_round))
    form = GuestsForm(posted(request))
    if not review_round.is_open:
        messages.warning(request, _("Cette relecture est fermée : elle n’accepte plus de nouvelles personnes."))
        return redirect(review_round)
    if request.method == "POST" and form.is_valid():
        guests = form.cleaned_data["guests"]
        made = actions.invite(review_round, guests, by=request.user)
        return _links_page(request, review_round, made, _known_among(guests, review_round, made))
    crumbs = crumbs_to((str(review_round.deliverable), review_round.get_absolute_url()), (_("Inviter"), ""))
    context = {"section": "reviews", "crumbs": crumbs, "round": review_round, "form": form}
    return form_page(request, "reviews/reader_invite.html", context)


def _managed_reader(request: SignedInRequest, pk: UUID) -> Reader:
    rounds = ReviewRound.objects.managed_by(request.user)
    readers = Reader.objects.filter(round__in=rounds.values("pk"))
    return get_object_or_404(readers.select_related("round__group__commons", "round__deliverable"), pk=pk)


@require_POST
def reader_revoke(request: SignedInRequest, pk: UUID) -> HttpResponse:
    reader = _managed_reader(request, pk)
    require(policies.can_manage(request.user, reader.round))
    actions.revoke(reader, by=request.user)
    messages.success(request, _("Le lien de %(name)s est annulé : il n’ouvre plus rien.") % {"name": reader.name})
    return redirect(reader.round)


@require_POST
@never_cache
def reader_renew(request: SignedInRequest, pk: UUID) -> HttpResponse:
    reader = _managed_reader(request, pk)
    require(policies.can_manage(request.user, reader.round))
    if not reader.is_usable or not reader.round.is_open:
        messages.warning(request, _("Ce lien est annulé ou la relecture est fermée : invitez à nouveau la personne."))
        return redirect(reader.round)
    return _links_page(request, reader.round, [actions.renew_link(reader, by=request.user)])
