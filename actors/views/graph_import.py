"""Bringing actors and relations into an ecosystem by file: giving it, reading what it would change, confirming,
undoing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from actors import policies
from actors.actions import graph_importing, receiving
from actors.actions.importing import NotWaiting
from actors.exchange.matching import CHANGE, CREATE, DOUBT, REFUSED, SAME, SKIPPED
from actors.forms import graph_import as forms
from actors.models import Ecosystem, ImportBatch, Participation, Relation
from actors.views.ecosystem import crumbs, fetch
from actors.views.shared import job_of
from commons.forms import form_page
from commons.policies import require, signed_in

PARTS = (
    (CREATE, gettext_lazy("À créer"), gettext_lazy("Créées")),
    (CHANGE, gettext_lazy("À modifier"), gettext_lazy("Modifiées")),
    (DOUBT, gettext_lazy("En attente d’un nom à trancher"), gettext_lazy("En attente d’un nom à trancher")),
    (REFUSED, gettext_lazy("Refusées"), gettext_lazy("Refusées")),
    (SKIPPED, gettext_lazy("Laissées de côté"), gettext_lazy("Laissées de côté")),
    (SAME, gettext_lazy("Inchangées"), gettext_lazy("Inchangées")),
)
MOST_SHOWN = 200
ALREADY = gettext_lazy("C’est déjà fait : cet import n’attend plus rien.")


def _editable(request: HttpRequest, slug: str) -> Ecosystem:
    ecosystem = fetch(request, slug)
    require(policies.can_edit_ecosystem(request.user, ecosystem))
    return ecosystem


def _batch(ecosystem: Ecosystem, pk: str) -> ImportBatch:
    return get_object_or_404(ImportBatch, pk=pk, kind=ImportBatch.Kind.GRAPH, ecosystem=ecosystem)


@require_http_methods(["GET", "POST"])
def graph_import(request: HttpRequest, slug: str) -> HttpResponse:
    ecosystem = _editable(request, slug)
    form = forms.GraphImportForm(request.POST, request.FILES) if request.method == "POST" else forms.GraphImportForm()
    if request.method == "POST" and form.is_valid():
        batch = _begun(form, ecosystem, by=signed_in(request.user))
        return redirect("graph_import_detail", slug, batch.pk)
    batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.GRAPH, ecosystem=ecosystem).defer("lines")
    context = {
        "section": "territories",
        "crumbs": [*crumbs(ecosystem), (_("Importer"), "")],
        "ecosystem": ecosystem,
        "form": form,
        "batches": batches.select_related("by").order_by("-created_at", "pk")[:20],
    }
    return form_page(request, "actors/graph_import.html", context)


def _begun(form: forms.GraphImportForm, ecosystem: Ecosystem, *, by: User) -> ImportBatch:
    file, document = form.cleaned_data["file"], form.cleaned_data["document"]
    if form.rows is None:
        return receiving.keep(file, kind=ImportBatch.Kind.GRAPH, ecosystem=ecosystem, document=document, by=by)
    return graph_importing.begin(form.rows, ecosystem, file_name=str(file.name)[-200:], by=by)


@require_http_methods(["GET", "POST"])
def graph_import_detail(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    ecosystem = _editable(request, slug)
    batch = _batch(ecosystem, pk)
    if request.method == "POST":
        return _confirmed(request, batch)
    job = job_of(batch)
    busy = job is not None and not job.is_finished
    done = batch.state in (ImportBatch.State.APPLIED, ImportBatch.State.UNDONE)
    rows = [_shown(row) for row in batch.lines if row["what"] != "name"]
    parts = [(after if done else before, [row for row in rows if row["fate"] == fate]) for fate, before, after in PARTS]
    context = {
        "section": "territories",
        "crumbs": [
            *crumbs(ecosystem),
            (_("Importer"), reverse("graph_import", args=[slug])),
            (batch.file_name, ""),
        ],
        "ecosystem": ecosystem,
        "batch": batch,
        "job": job,
        "busy": busy,
        "waiting": batch.state == ImportBatch.State.PREVIEWED,
        "doubts": [row for row in batch.lines if row["what"] == "name" and row["near"]],
        "created": [row["name"] for row in batch.lines if row["what"] == "name" and row["fate"] == CREATE],
        "parts": [(title, len(lines), lines[:MOST_SHOWN]) for title, lines in parts if lines],
    }
    return render(request, "actors/graph_import_detail.html", context)


def _confirmed(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    here = redirect("graph_import_detail", batch.ecosystem.slug if batch.ecosystem else "", batch.pk)
    try:
        written = graph_importing.confirm(batch, forms.choices(request.POST), by=signed_in(request.user))
    except NotWaiting:
        messages.info(request, ALREADY)
        return here
    except (ValidationError, IntegrityError):  # written at the same time by somebody else: nothing was kept of ours
        written = False
    if written is True:
        messages.success(request, _("L’import est fait. Vous pouvez l’annuler tout entier, d’ici."))
    elif written is False:
        messages.warning(request, graph_importing.MOVED)
    return here


@require_POST
def graph_import_undo(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    """Undoes what was imported, or forgets what was only previewed."""
    ecosystem = _editable(request, slug)
    batch = _batch(ecosystem, pk)
    try:
        if batch.state not in (ImportBatch.State.APPLIED, ImportBatch.State.UNDONE):
            receiving.give_up(batch)
            messages.success(request, _("Ce fichier est oublié ; rien n’a été importé."))
            return redirect("graph_import", slug)
        kept = graph_importing.ask_undo(batch, by=signed_in(request.user))
    except NotWaiting:
        messages.info(request, ALREADY)
        return redirect("graph_import_detail", slug, pk)
    if isinstance(kept, int):
        messages.success(request, f"{_('L’import est annulé.')} {graph_importing.said_of(kept)}".strip())
    return redirect("graph_import_detail", slug, pk)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A line in words."""
    if row["what"] == "relation":
        said = row["facts"].get("wording") or Relation.Kind(row["facts"]["kind"]).label
        words = f"{row['from']} → {said} → {row['to']}"
        sheet = _("Relation")
    else:
        words = row["name"] + (f" : {row['facts']['role']}" if row["facts"]["role"] else "")
        sheet = _("Acteur recherché") if row["sought"] else _("Acteur")
    model: Any = Relation if row["what"] == "relation" else Participation
    changes = [_change(model._meta.get_field(name), *pair) for name, pair in row["diff"].items()]  # noqa: SLF001
    said = [*row["reasons"], *([row["clash"]] if row["clash"] else []), *row["notes"], *changes]
    return {"number": row["number"], "sheet": sheet, "words": words, "fate": row["fate"], "said": said}


def _change(field: Any, before: str, after: str) -> str:
    words = dict(field.flatchoices)
    told = {"field": field.verbose_name, "before": words.get(before, before), "after": words.get(after, after)}
    return _("%(field)s : « %(before)s » devient « %(after)s »") % told
