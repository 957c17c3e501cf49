from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import adapter
from accounts.models import User
from commons import actions, policies, tokens
from commons import second_factor as factors
from commons.forms import ALREADY_INVITED, CommonsForm, InvitationForm, RemovalForm, RoleForm, form_page
from commons.models import Commons, Invitation, Job, Membership, Role
from commons.requests import posted

#: Session key: the invitation that a person without account has chosen to accept, until the account exists.
JOINING = "joining"


@require_http_methods(["GET", "POST"])
def commons_edit(request: HttpRequest, slug: str) -> HttpResponse:
    commons = get_object_or_404(Commons, slug=slug)
    policies.require(policies.can_edit_card(request.user, commons))
    title = commons.title  # the form writes on the object, refused or not
    form = CommonsForm(posted(request), instance=commons)
    if request.method == "POST" and form.is_valid():
        actions.edit_card(form.save(commit=False), tags=form.cleaned_data["tags"], by=policies.signed_in(request.user))
        messages.success(request, _("La fiche est enregistrée."))
        return redirect(commons)
    crumbs = [(title, commons.get_absolute_url()), (_("Modifier la fiche"), "")]
    return form_page(
        request,
        "commons/commons_edit.html",
        {"form": form, "title": title, "address": commons.get_absolute_url(), "crumbs": crumbs, "section": ""},
    )


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    commons = get_object_or_404(Commons, slug=slug)
    policies.require(policies.can_see_team(request.user, commons))
    invites = policies.can_invite(request.user, commons)
    form = InvitationForm(posted(request), commons=commons) if invites else None
    if request.method == "POST":
        policies.require(invites)
        if form is not None and form.is_valid() and (sent := _invite(request, form)):
            messages.success(request, _("L’invitation part à l’adresse %(email)s.") % {"email": sent.email})
            return redirect("team", slug)
    return form_page(request, "commons/team.html", {"form": form, "invites": invites, **_team(commons)})


@require_POST
def second_factor(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether the writers of this commons must have one."""
    commons = get_object_or_404(Commons, slug=slug)
    policies.require(policies.can_require_second_factor(request.user, commons))
    required = request.POST.get("required") == "1"
    actions.require_second_factor(commons, required=required, by=policies.signed_in(request.user))
    if required:
        messages.success(request, _("Un second facteur est maintenant demandé à qui écrit dans ce commun."))
    else:
        messages.success(request, _("Ce commun ne demande plus de second facteur."))
    return redirect("team", slug)


@require_POST
def invitation_resend(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    invitation = _invitation_of_team(request, slug, pk)
    try:
        actions.resend_invitation(invitation, by=policies.signed_in(request.user))
        messages.success(request, _("L’invitation repart à l’adresse %(email)s.") % {"email": invitation.email})
    except actions.InvitationOver:
        messages.warning(request, _("Cette invitation n’attend plus de réponse."))
    return redirect("team", slug)


@require_POST
def invitation_revoke(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    invitation = _invitation_of_team(request, slug, pk)
    try:
        actions.revoke_invitation(invitation, by=policies.signed_in(request.user))
        messages.success(request, _("L’invitation est annulée : son lien ne fonctionne plus."))
    except actions.InvitationOver:
        messages.warning(request, _("Cette invitation n’attend plus de réponse."))
    return redirect("team", slug)


@require_http_methods(["GET", "POST"])
def member_role(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    membership = _membership_of_team(request, slug, pk)
    form = RoleForm(posted(request), instance=membership)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(membership, role=Role(form.cleaned_data["role"]), by=policies.signed_in(request.user))
            messages.success(request, _("Le rôle est changé."))
            return _back_to_team(request, membership)
        except ValidationError as refusal:
            form.add_error("role", refusal)
    return form_page(request, "commons/member_role.html", _member_page(membership, form, _("Changer le rôle")))


@require_http_methods(["GET", "POST"])
def member_remove(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    membership = _membership_of_team(request, slug, pk)
    form = RemovalForm(posted(request))
    if form.is_valid():
        try:
            actions.remove_member(membership, by=policies.signed_in(request.user))
            messages.success(request, _("%(name)s ne fait plus partie de l’équipe.") % {"name": membership.user.name})
            return _back_to_team(request, membership)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return form_page(request, "commons/member_remove.html", _member_page(membership, form, _("Retirer de l’équipe")))


@require_http_methods(["GET", "POST"])
@login_not_required
@cache_control(private=True, no_store=True)
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """What the mailed link opens: an account to create, a sign-in, or a place to take."""
    digest = tokens.digest_of(tokens.Purpose.INVITATION, token)
    waiting = Invitation.objects.select_related("commons", "invited_by")
    invitation = get_object_or_404(waiting, token_digest=digest) if digest else None
    if invitation is None:
        raise Http404
    if not invitation.is_usable:
        return _over(request, invitation)
    if request.user.is_authenticated:
        return _join(request, invitation)
    return _enter(request, invitation)


@require_safe
def job_progress(request: HttpRequest, pk: str) -> HttpResponse:
    """How far a long work is, for who started it; asks itself again every second until it is finished, when the page
    that shows its result (``page``) is loaded anew."""
    job = get_object_or_404(Job, pk=pk)
    if not policies.can_see_job(request.user, job):
        raise Http404
    fragment = "HX-Request" in request.headers
    template = "commons/job_progress/_job.html" if fragment else "commons/job_progress.html"
    response = render(request, template, {"job": job, "reloads": "page" in request.GET, "section": ""})
    if fragment and job.is_finished and "page" in request.GET:
        response["HX-Refresh"] = "true"
    return response


def _invite(request: HttpRequest, form: InvitationForm) -> Invitation | None:
    role = Role(form.cleaned_data["role"])
    try:
        return actions.invite(
            form.commons, email=form.cleaned_data["email"], role=role, by=policies.signed_in(request.user)
        )
    except actions.AlreadyInvited:
        form.add_error("email", ALREADY_INVITED)
        return None


def _enter(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Signed out: choosing to create an account is choosing to join; the account once made, the place is taken."""
    has_account = User.objects.filter(email__iexact=invitation.email).exists()
    if request.method == "POST" and not has_account:
        adapter.open_signup(request, email=invitation.email)
        request.session[JOINING] = str(invitation.pk)
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    context = {
        "invitation": invitation,
        "has_account": has_account,
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }
    return render(request, "commons/invitation_accept.html", _invitation_page(invitation) | context)


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    mine = policies.can_accept(request.user, invitation)
    agreed = request.session.get(JOINING) == str(invitation.pk)
    if request.method == "POST":
        policies.require(mine)
    if not mine or not (agreed or request.method == "POST"):
        return render(request, "commons/invitation_join.html", _invitation_page(invitation) | {"mine": mine})
    request.session.pop(JOINING, None)
    try:
        actions.accept_invitation(invitation, by=policies.signed_in(request.user))
    except actions.InvitationOver:
        return _over(request, invitation)
    messages.success(request, _("Vous faites maintenant partie de l’équipe de « %s ».") % invitation.commons.title)
    return redirect("home")


def _over(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return render(request, "commons/invitation_over.html", _invitation_page(invitation), status=410)


def _invitation_page(invitation: Invitation) -> dict[str, Any]:
    return {"invitation": invitation, "meaning": Role(invitation.role).meaning, "section": ""}


def _team(commons: Commons) -> dict[str, Any]:
    waiting = commons.invitations.filter(accepted_at=None, revoked_at=None)
    return {
        "commons": commons,
        "members": commons.memberships.select_related("user")
        .annotate(protected=factors.is_set_up(OuterRef("user")))
        .order_by("user__name", "pk"),
        "invitations": waiting.select_related("invited_by").order_by("sent_at", "pk"),
        "crumbs": [(commons.title, commons.get_absolute_url()), (_("L’équipe"), "")],
        "section": "",
    }


def _member_page(membership: Membership, form: Any, title: str) -> dict[str, Any]:
    commons = membership.commons
    address = reverse("team", args=[commons.slug])
    return {
        "form": form,
        "membership": membership,
        "title": title,
        "address": address,
        "crumbs": [(commons.title, commons.get_absolute_url()), (_("L’équipe"), address), (title, "")],
        "section": "",
    }


def _membership_of_team(request: HttpRequest, slug: str, pk: str) -> Membership:
    commons = get_object_or_404(Commons, slug=slug)
    policies.require(policies.can_invite(request.user, commons))
    return get_object_or_404(commons.memberships.select_related("user", "commons"), pk=pk)


def _invitation_of_team(request: HttpRequest, slug: str, pk: str) -> Invitation:
    commons = get_object_or_404(Commons, slug=slug)
    policies.require(policies.can_invite(request.user, commons))
    return get_object_or_404(commons.invitations.select_related("commons"), pk=pk)


def _back_to_team(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Whoever has just left the team no longer sees its page."""
    stays = membership.commons.memberships.filter(user=request.user.pk).exists()
    return redirect("team", membership.commons.slug) if stays else redirect(membership.commons)
