"""Participations and relations: adding, editing, removing, putting back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actors import actions, policies
from actors.forms.ecosystem import ParticipationForm, RelationForm
from actors.models import Ecosystem, Organisation, Participation, Relation
from actors.views.ecosystem import crumbs, fetch
from commons.forms import form_page
from commons.policies import require

Row = Participation | Relation


def _editable(request: HttpRequest, slug: str) -> Ecosystem:
    ecosystem = fetch(request, slug)
    require(policies.can_edit_relations(request.user, ecosystem))
    return ecosystem


def _saved(form: ParticipationForm | RelationForm, request: HttpRequest) -> bool:
    """What changed since the form was checked, the same row added meanwhile, is refused as it would have been."""
    write: Any = actions.edit_participation if isinstance(form, ParticipationForm) else actions.edit_relation
    try:
        with transaction.atomic():
            write(form.instance, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
    except IntegrityError:
        form.add_error(None, _("Quelqu’un vient d’écrire la même chose : regardez l’écosystème avant de recommencer."))
    return form.is_valid()


def _page(request: HttpRequest, template: str, ecosystem: Ecosystem, title: str, **context: Any) -> HttpResponse:
    known = {"section": "territories", "crumbs": [*crumbs(ecosystem), (title, "")], "title": title}
    return form_page(request, template, {**known, "ecosystem": ecosystem, **context})


@require_http_methods(["GET", "POST"])
def participation_edit(request: HttpRequest, slug: str, pk: UUID | None = None) -> HttpResponse:
    ecosystem = _editable(request, slug)
    row = get_object_or_404(ecosystem.participations, pk=pk) if pk else Participation(ecosystem=ecosystem)
    title = _("Modifier un acteur") if pk else _("Ajouter un acteur")
    evidence = policies.can_edit_ecosystem(request.user, ecosystem)
    form = ParticipationForm(request.POST if request.method == "POST" else None, instance=row, evidence=evidence)
    if request.method == "POST" and form.is_valid() and _saved(form, request):
        messages.success(request, _("C’est enregistré : %(who)s.") % {"who": form.instance})
        return redirect("participation_new", slug) if "again" in request.POST else redirect(ecosystem)
    return _page(request, "actors/participation_edit.html", ecosystem, title, form=form, row=row if pk else None)


@require_http_methods(["GET", "POST"])
def relation_edit(request: HttpRequest, slug: str, pk: UUID | None = None) -> HttpResponse:
    ecosystem = _editable(request, slug)
    row = get_object_or_404(ecosystem.relations, pk=pk) if pk else Relation(ecosystem=ecosystem)
    title = _("Modifier une relation") if pk else _("Ajouter une relation")
    evidence = policies.can_edit_ecosystem(request.user, ecosystem)
    sent = request.POST if request.method == "POST" else None
    form = RelationForm(sent, instance=row, evidence=evidence, initial={} if pk else _carried(request))
    if sent is not None and form.is_valid() and _saved(form, request):
        messages.success(request, _("C’est enregistré : %(relation)s.") % {"relation": _in_words(form.instance)})
        return redirect(_next(ecosystem, form.instance) if "again" in sent else ecosystem.get_absolute_url())
    return _page(request, "actors/relation_edit.html", ecosystem, title, form=form, row=row if pk else None)


def _carried(request: HttpRequest) -> dict[str, Any]:
    """What the next relation has in common with the one before: who acts, which document says so."""
    actor = Organisation.objects.current().filter(slug=request.GET.get("qui", "")).first()
    document = request.GET.get("source", "")[:300]
    return {"source": actor, "source_document": document, "nature": request.GET.get("nature", "")}


def _next(ecosystem: Ecosystem, relation: Relation) -> str:
    carried = {"qui": relation.source.slug, "source": relation.source_document, "nature": relation.nature}
    return f"{reverse('relation_new', args=[ecosystem.slug])}?{urlencode(carried)}"


def _in_words(row: Row) -> str:
    return f"{row.source} → {row.said} → {row.target}" if isinstance(row, Relation) else str(row)


MODELS: dict[str, type[Participation] | type[Relation]] = {"participation": Participation, "relation": Relation}


@require_http_methods(["GET", "POST"])
def row_remove(request: HttpRequest, slug: str, pk: UUID, kind: str) -> HttpResponse:
    ecosystem = _editable(request, slug)
    rows: Any = MODELS[kind]
    row: Row = get_object_or_404(rows, ecosystem=ecosystem, pk=pk)
    words = _in_words(row)
    if request.method == "POST":
        actions.remove(row, by=request.user)
        messages.success(request, _("Retiré : %(what)s. Vous pouvez le remettre, en bas de la page.") % {"what": words})
        return redirect(ecosystem)
    left = 0
    if isinstance(row, Participation) and row.organisation:
        left = Relation.objects.filter(ecosystem=ecosystem).filter(source=row.organisation).count()
        left += Relation.objects.filter(ecosystem=ecosystem).filter(target=row.organisation).count()
    title = _("Retirer un acteur") if kind == "participation" else _("Retirer une relation")
    context = {
        "section": "territories",
        "crumbs": [*crumbs(ecosystem), (title, "")],
        "title": title,
        "ecosystem": ecosystem,
        "words": words,
        "left": left,
    }
    return render(request, "actors/row_remove.html", context)


@require_POST
def row_put_back(request: HttpRequest, slug: str, pk: UUID, kind: str) -> HttpResponse:
    ecosystem = _editable(request, slug)
    try:
        with transaction.atomic():
            row = actions.put_back(MODELS[kind], ecosystem, pk, by=request.user)
    except (ValidationError, IntegrityError):
        messages.error(
            request, _("Cela ne peut pas être remis : la même chose a été écrite depuis, ou sa fiche a disparu.")
        )
        return redirect(ecosystem)
    if row is None:
        raise Http404
    messages.success(request, _("Remis : %(what)s.") % {"what": _in_words(row)})
    return redirect(ecosystem)
