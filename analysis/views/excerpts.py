from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from analysis import actions, policies
from analysis.forms import ExcerptForm, WordingForm
from analysis.models import Excerpt
from commons import richtext
from commons.forms import form_page
from commons.policies import require, signed_in, writes_somewhere
from commons.requests import posted
from interviews import actions as interviews
from interviews.models import Interview, NoteRevision
from interviews.policies import can_keep_names

confidential = cache_control(private=True, no_store=True)
SECTION = "analysis"
F = TypeVar("F", bound=WordingForm)


def _crumbs(*steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Verbatims"), reverse("excerpt_list")), *steps]


@require_safe
@confidential
def excerpt_list(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    excerpts = Excerpt.objects.visible_to(request.user).with_evidence().order_by("-at", "pk")
    context = {"excerpts": excerpts, "section": SECTION, "crumbs": _crumbs()}
    return render(request, "analysis/excerpt_list.html", context)


@require_http_methods(["GET", "POST"])
@confidential
def excerpt_take(request: HttpRequest, revision: UUID) -> HttpResponse:
    """``?bloc=`` chooses a whole paragraph without a script; the script fills the form from a selection."""
    readable = Interview.objects.raw_visible_to(request.user).values("pk")
    revisions = NoteRevision.objects.filter(note__interview__in=readable)
    source = get_object_or_404(
        revisions.select_related("note__author", "note__interview__commons", "note__interview__ecosystem__territory"),
        pk=revision,
    )
    if source.note.interview.erased_at is not None:
        messages.error(request, _("Les notes de cet entretien sont effacées : plus rien ne peut en être extrait."))
        return redirect(source.note.interview)
    if source.note.interview.ecosystem_id is None:
        messages.error(
            request, _("Dites d’abord de quel écosystème parle cet entretien : un verbatim remonte à un territoire.")
        )
        return redirect(source.note.interview)
    user = signed_in(request.user)
    interviews.note_was_read(source.note, by=user)
    chosen = None if request.method == "POST" else _chosen(source, request.GET.get("bloc", ""))
    form = _form(request, partial(ExcerptForm, revision=source), initial=_initial(chosen))
    if form.is_valid() and form.passage:
        excerpt = actions.take_excerpt(source, passage=form.passage, **_worded(form, user))
        messages.success(request, _("Verbatim extrait. Voici sa chaîne de preuves."))
        return redirect(excerpt)
    taken = source.excerpts.order_by("start")
    spans = [richtext.Span(excerpt.start, excerpt.end) for excerpt in taken]
    context = {
        "revision": source,
        "interview": source.note.interview,
        "text": richtext.highlight(source.body, spans),
        "blocks": [block for block in richtext.blocks(source.body) if block.text.strip()],
        "taken": taken,
        "quote": form["quote"].value() or "",
        "form": form,
        "section": SECTION,
        "crumbs": _crumbs((_("Extraire un verbatim"), "")),
    }
    return form_page(request, "analysis/excerpt_take.html", context)


def _chosen(revision: NoteRevision, block: str) -> actions.Passage | None:
    try:
        return actions.locate(revision, quote="", block=block)
    except actions.NotFound:
        return None


def _initial(passage: actions.Passage | None) -> dict[str, Any]:
    if passage is None:
        return {}
    place = {"start": passage.start, "end": passage.end, "quote": passage.quote}
    return {**place, "public_wording": passage.quote}


def _visible(request: HttpRequest, pk: UUID) -> Excerpt:
    return get_object_or_404(Excerpt.objects.visible_to(request.user).with_evidence(), pk=pk)


@require_safe
@confidential
def excerpt_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    excerpt = _visible(request, pk)
    people = [excerpt.speaker] if excerpt.speaker else excerpt.interview.interviewees.order_by("pseudonym")
    context = {
        "excerpt": excerpt,
        "interview": excerpt.interview,
        "note": excerpt.revision.note,
        "people": people,
        "reads_raw": policies.can_read_quote(request.user, excerpt),
        "can_edit": policies.can_edit(request.user, excerpt),
        "section": SECTION,
        "crumbs": _crumbs((_("Verbatim"), "")),
    }
    return render(request, "analysis/excerpt_detail.html", context)


@require_http_methods(["GET", "POST"])
@confidential
def excerpt_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    excerpt = _visible(request, pk)
    require(policies.can_edit(request.user, excerpt))
    if excerpt.is_withdrawn:
        return _withdrawn(request, excerpt)
    # The form works on a copy: a refused wording must not show elsewhere on the page.
    form = _form(request, partial(WordingForm, instance=Excerpt.objects.get(pk=pk), interview=excerpt.interview))
    if form.is_valid():
        try:
            actions.word_excerpt(excerpt, **_worded(form, signed_in(request.user)))
        except actions.Withdrawn:
            return _withdrawn(request, excerpt)
        messages.success(request, _("Verbatim enregistré."))
        return redirect(excerpt)
    context = {
        "form": form,
        "excerpt": excerpt,
        "interview": excerpt.interview,
        "section": SECTION,
        "crumbs": _crumbs((_("Verbatim"), excerpt.get_absolute_url()), (_("Modifier"), "")),
    }
    return form_page(request, "analysis/excerpt_edit.html", context)


def _form(request: HttpRequest, make: Callable[..., F], initial: dict[str, Any] | None = None) -> F:
    """As sent; after a gesture on its names, as what it made of it, which may still be wrong."""
    form = make(posted(request), initial=initial)
    return make(initial=form.after_gesture(request.POST)) if "gesture" in request.POST else form


def _worded(form: WordingForm, user: User) -> dict[str, Any]:
    """Whoever may note the names to replace notes those that were."""
    said = {name: form.cleaned_data[name] for name in ("speaker", "public_wording", "memo")}
    may_note = can_keep_names(user, form.interview)
    return {**said, "replaced": form.replaced if may_note else [], "by": user}


def _withdrawn(request: HttpRequest, excerpt: Excerpt) -> HttpResponse:
    """Nothing of a withdrawn passage is shown nor changed: another speaker would bring it back."""
    context = {
        "excerpt": excerpt,
        "section": SECTION,
        "crumbs": _crumbs((_("Verbatim"), excerpt.get_absolute_url()), (_("Modifier"), "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "analysis/excerpt_withdrawn.html", context, status=status)
