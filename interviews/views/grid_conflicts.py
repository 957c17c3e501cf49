"""Two people on one draft: what the second is shown, with what each wrote."""

from uuid import UUID

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commons.models import JournalEntry
from commons.verbs import Verb
from interviews.forms import stale
from interviews.models import Grid, GridRevision, Section
from interviews.views.grid_parts import draft_at, steps
from interviews.views.grids import SECTION, fetch_revision


def conflict_page(
    request: HttpRequest, revision: GridRevision, saved: BaseForm, sent: QueryDict, found: list[stale.Conflict]
) -> HttpResponse:
    """409: both versions, thing by thing; whoever reads it chooses, and sends the whole again."""
    context = {
        "revision": revision,
        "conflicts": found,
        "seen": stale.seen_of(saved),
        "carried": list(stale.carried(sent)),
        "last": last_edit(revision),
        "section": SECTION,
        "crumbs": steps(revision, (_("Deux versions"), "")),
    }
    return render(request, "interviews/draft_conflict.html", context, status=409)


def gone_page(request: HttpRequest) -> HttpResponse:
    """409: what was typed for a part or a question that somebody else took out, and where it may still go."""
    revision = draft_of(request)
    place = _place(revision, request.POST.get("section", ""))
    sent = request.POST.copy()
    is_question = "text" in sent
    if is_question:
        stale.renew_options(sent)
        sent["section"] = str(place.pk) if place else ""
    again = "" if revision.frozen_at else reverse("section_add", args=[revision.pk])
    if is_question and again:
        again = reverse("question_add", args=[place.pk]) if place else ""
    context = {
        "revision": revision,
        "written": [sent[name] for name in ("title", "text", "prompts", "help", "new_options") if sent.get(name)],
        "carried": list(stale.carried(sent)),
        "again": again,
        "last": last_edit(revision),
        "section": SECTION,
        "crumbs": steps(revision, (_("Retirée"), "")),
    }
    return render(request, "interviews/draft_gone.html", context, status=409)


def already_gone(request: HttpRequest) -> HttpResponse:
    """Nothing was typed: back to the draft, with a word."""
    messages.info(request, _("Elle vient d’être retirée de cette révision. Voici la grille telle qu’elle est."))
    return redirect(draft_at(draft_of(request)))


def draft_of(request: HttpRequest) -> GridRevision:
    """The revision that a form says it comes from. Raises ``Http404`` when it is none that this person may see."""
    pk = _uuid(request.POST.get("revision", ""))
    if pk is None:
        raise Http404
    return fetch_revision(request, pk)


def last_edit(revision: GridRevision) -> JournalEntry | None:
    """The latest change of the grid, whatever it was: the journal keeps no finer line."""
    grid = ContentType.objects.get_for_model(Grid)
    entries = JournalEntry.objects.filter(target_type=grid, target_id=str(revision.grid_id), verb=Verb.GRID_EDITED)
    return entries.select_related("by").order_by("-at").first()


def _place(revision: GridRevision, typed: str) -> Section | None:
    """The part where the question was, else the first there is."""
    sections = list(revision.sections.order_by("position"))
    return next((one for one in sections if one.pk == _uuid(typed)), sections[0] if sections else None)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
