from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from commons.forms import form_page
from commons.policies import require, signed_in, writes_somewhere
from commons.requests import posted
from interviews import actions, policies
from interviews.forms.interviews import OpeningForm
from interviews.forms.listing import InterviewFilter, upcoming_first
from interviews.life import states, steps
from interviews.models import Interview
from interviews.notes import accounts, offline

#: Nothing of these pages may stay in a browser's cache, on a machine that others use.
confidential = cache_control(private=True, no_store=True)
SECTION = "interviews"
A_PAGE = 25


def crumbs(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Entretiens"), reverse("interview_list")), *steps]


@require_safe
@confidential
def interview_list(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    filters = InterviewFilter(request.GET or None, user=user)
    visible = Interview.objects.visible_to(request.user)
    rows = upcoming_first(steps.at_hand(filters.narrow(visible)))
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page,
        "lines": [{"interview": interview, "missing": steps.of(interview, user)} for interview in page],
        "counts": _counts(filters, visible, asked),
        "filters": filters,
        "asked": asked.urlencode(),
        "section": SECTION,
        "crumbs": crumbs(),
        **offline.kit(request, user),
    }
    return form_page(request, "interviews/interview_list.html", context)


def _counts(filters: InterviewFilter, visible: Any, asked: Any) -> list[dict[str, Any]]:
    """How many there are in each state among what is asked, and the address that shows them."""
    rows = filters.narrow(visible, states=False).order_by().values_list("state").annotate(Count("pk", distinct=True))
    found = dict(rows)
    others = asked.copy()
    current = others.pop("etat", [""])[-1]
    choices = [("", _("tous"), sum(found.values()))]
    choices += [(state, str(label), found[state]) for state, label in Interview.State.choices if state in found]
    counts = []
    for state, label, count in choices:
        others["etat"] = state
        counts.append(
            {"label": label, "count": count, "address": f"?{others.urlencode()}", "current": state == current}
        )
    return counts


@require_http_methods(["GET", "POST"])
@confidential
def interview_create(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    form = OpeningForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid() and (interview := _open(form, by=user)):
        messages.success(request, _("L’entretien est ouvert. Cette page dit ce qui lui manque encore."))
        return redirect(interview)
    context = {"form": form, "section": SECTION, "crumbs": crumbs((_("Nouvel entretien"), ""))}
    return form_page(request, "interviews/interview_create.html", context)


def _open(form: OpeningForm, *, by: User) -> Interview | None:
    typed = form.cleaned_data
    try:
        return actions.open_interview(
            form.own_commons,
            organisations=typed["organisations"],
            held_on=typed["held_on"],
            starts_at=typed["starts_at"],
            pair=[(by, form.approach)],
            by=by,
        )
    except ValidationError as refusal:
        form.add_error("organisations", refusal.messages)
        return None


@require_safe
@confidential
def interview_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    visible = steps.at_hand(Interview.objects.visible_to(request.user)).select_related("revision__grid")
    interview = get_object_or_404(visible, pk=pk)
    user = signed_in(request.user)
    reads_raw = policies.can_read_raw(user, interview)
    can_edit = policies.can_edit_interview(user, interview)
    is_of_pair = policies.is_of_pair(user, interview)
    people = interview.interviewees.select_related("consent").order_by("pseudonym")
    standings = accounts.standings(interview)
    context = {
        "interview": interview,
        "organisations": interview.organisations.order_by("name"),
        "pair": interview.interviewers.all(),
        "people": people.select_related("identity") if reads_raw else people,
        "notes": _notes(user, interview),
        "reads_raw": reads_raw,
        "reads_place": reads_raw or can_edit,
        "can_edit": can_edit,
        "standings": standings,
        "can_open_to_team": policies.can_open_to_team(user, interview),
        "can_add_interviewee": policies.can_add_interviewee(user, interview),
        "can_record_consent": policies.can_record_consent(user, interview),
        "steps": steps.of(interview, user) if can_edit else [],
        "meaning": states.meaning(interview, accepted=sum(each.is_done for each in standings.values())),
        "moves": states.moves(interview) if can_edit else [],
        "is_planned": interview.state == Interview.State.PLANNED,
        "can_remove": can_edit and actions.interviews.is_empty(interview),
        "section": SECTION,
        "crumbs": crumbs((interview, "")),
        "is_of_pair": is_of_pair,
        **(offline.kit(request, user, interview) if is_of_pair else {"kit": []}),
    }
    return render(request, "interviews/interview_detail.html", context)


def _notes(user: User, interview: Interview) -> list[dict[str, Any]]:
    """The shared account last; the raw notes of others are named but not opened to those who may not read them."""
    notes = list(interview.notes.select_related("author").prefetch_related("revisions").order_by("author__name"))
    for note in notes:
        note.interview = interview
    own_first = sorted(notes, key=lambda note: (note.is_shared, note.author_id != user.pk))
    return [
        {
            "note": note,
            "latest": max(note.revisions.all(), key=lambda revision: revision.number, default=None),
            "readable": policies.can_read_note(user, note),
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
