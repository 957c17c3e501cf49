from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from commons.forms import form_page
from commons.policies import Person, require, signed_in, writes_somewhere
from interviews import actions, policies
from interviews.forms import IntervieweeForm, InterviewFilter, InterviewForm
from interviews.models import Interview, Interviewee, Interviewer

#: Nothing of these pages may stay in a browser's cache, on a machine that others use.
confidential = cache_control(private=True, no_store=True)
SECTION = "interviews"


def crumbs(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Entretiens"), reverse("interview_list")), *steps]


@require_safe
@confidential
def interview_list(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    filters = InterviewFilter(request.GET or None, user=user)
    interviews = (
        Interview.objects.visible_to(request.user)
        .select_related("commons", "ecosystem__territory")
        .prefetch_related(
            Prefetch("interviewers", Interviewer.objects.select_related("user").order_by("user__name")),
            Prefetch("interviewees", Interviewee.objects.select_related("consent")),
            "organisations",
        )
        .order_by("-held_on", "pk")
    )
    if filters.is_valid() and filters.cleaned_data["ecosysteme"]:
        interviews = interviews.filter(ecosystem=filters.cleaned_data["ecosysteme"])
    context = {"interviews": interviews, "filters": filters, "section": SECTION, "crumbs": crumbs()}
    return form_page(request, "interviews/interview_list.html", context)


@require_http_methods(["GET", "POST"])
@confidential
def interview_create(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    form = InterviewForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        interview = actions.open_interview(
            typed["commons"],
            ecosystem=typed["ecosystem"],
            organisations=typed["organisations"],
            revision=typed["revision"],
            held_on=typed["held_on"],
            mode=typed["mode"],
            travel=typed["travel"],
            pair=form.pair,
            by=user,
        )
        messages.success(
            request, _("L’entretien est ouvert. Ajoutez les personnes rencontrées, puis écrivez vos notes.")
        )
        return redirect(interview)
    context = {"form": form, "section": SECTION, "crumbs": crumbs((_("Nouvel entretien"), ""))}
    return form_page(request, "interviews/interview_create.html", context)


@require_safe
@confidential
def interview_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = get_object_or_404(
        Interview.objects.visible_to(request.user).select_related("commons", "ecosystem__territory", "revision__grid"),
        pk=pk,
    )
    reads_raw = policies.can_read_raw(request.user, interview)
    people = interview.interviewees.select_related("consent").order_by("pseudonym")
    context = {
        "interview": interview,
        "organisations": interview.organisations.order_by("name"),
        "pair": interview.interviewers.select_related("user").order_by("user__name"),
        "people": people.select_related("identity") if reads_raw else people,
        "notes": _notes(request.user, interview, reads_raw),
        "reads_raw": reads_raw,
        "can_open_to_team": policies.can_open_to_team(request.user, interview),
        "can_add_interviewee": policies.can_add_interviewee(request.user, interview),
        "can_record_consent": policies.can_record_consent(request.user, interview),
        "section": SECTION,
        "crumbs": crumbs((interview, "")),
    }
    return render(request, "interviews/interview_detail.html", context)


def _notes(user: Person, interview: Interview, reads_raw: bool) -> list[dict[str, Any]]:
    """The shared account last; the raw notes of others are named but not opened to those who may not read them."""
    notes = list(interview.notes.select_related("author").prefetch_related("revisions").order_by("author__name"))
    own_first = sorted(notes, key=lambda note: (note.is_shared, note.author_id != user.pk))
    return [
        {
            "note": note,
            "latest": max(note.revisions.all(), key=lambda revision: revision.number, default=None),
            "readable": note.is_shared or reads_raw,
            "writable": policies.can_write_note(user, note),
        }
        for note in own_first
    ]


@require_POST
def interview_share(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
    require(policies.can_open_to_team(request.user, interview))
    user = signed_in(request.user)
    actions.open_to_team(interview, by=user)
    messages.success(request, _("Les notes brutes de cet entretien sont maintenant ouvertes à l’équipe de recherche."))
    return redirect(interview)


@require_http_methods(["GET", "POST"])
@confidential
def interviewee_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    interview = get_object_or_404(Interview.objects.visible_to(request.user), pk=pk)
    require(policies.can_add_interviewee(request.user, interview))
    user = signed_in(request.user)
    form = IntervieweeForm(request.POST if request.method == "POST" else None, interview=interview)
    if request.method == "POST" and form.is_valid() and (person := _add(interview, form, by=user)):
        messages.success(request, _("Personne ajoutée. Notez maintenant ce qu’elle permet."))
        return redirect("consent_record", interview=interview.pk, pk=person.pk)
    steps = crumbs((interview, interview.get_absolute_url()), (_("Personne rencontrée"), ""))
    context = {"form": form, "interview": interview, "section": SECTION, "crumbs": steps}
    return form_page(request, "interviews/interviewee_add.html", context)


def _add(interview: Interview, form: IntervieweeForm, *, by: User) -> Interviewee | None:
    """The person; ``None`` when the same form, sent twice at once, already added them: the form says so."""
    try:
        facts = {name: form.cleaned_data[name] for name in ("pseudonym", "function")}
        return actions.add_interviewee(interview, identity=form.identity, by=by, **facts)
    except actions.PseudonymTaken:
        form.add_error("pseudonym", _("Ce pseudonyme est déjà pris dans cet entretien."))
        return None
