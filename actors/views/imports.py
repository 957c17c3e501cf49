"""Bringing organisations in by file: giving it, reading what it would change, confirming, undoing."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors import policies
from actors.actions import importing, receiving
from actors.exchange import previews
from actors.forms.imports import ImportForm, choices
from actors.models import ImportBatch
from actors.views.shared import job_of, path
from commons.forms import form_page
from commons.policies import require, signed_in

A_PAGE = 50
ALREADY = gettext_lazy("C’est déjà fait : cet import n’attend plus rien.")
MOVED = gettext_lazy(
    "L’annuaire a changé depuis cet aperçu : rien n’a été importé. Les lignes concernées sont signalées ; relisez-les, "
    "puis confirmez."
)


@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    require(policies.can_import(request.user))
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        by = signed_in(request.user)
        file = form.cleaned_data["file"]
        if form.lines is None:
            batch = receiving.keep(file, kind=ImportBatch.Kind.ORGANISATIONS, by=by)
        else:
            batch = importing.begin(form.lines, file_name=str(file.name), by=by)
        return redirect("import_detail", batch.pk)
    batches = ImportBatch.objects.filter(kind=ImportBatch.Kind.ORGANISATIONS).select_related("by").defer("lines")
    context = {
        "section": "actors",
        "crumbs": [*path(_("Acteurs"), "organisation_list"), (_("Importer"), "")],
        "form": form,
        "batches": Paginator(batches.order_by("-created_at", "pk"), 20).get_page(request.GET.get("page")),
    }
    return form_page(request, "actors/import_list.html", context)


@require_safe
def import_detail(request: HttpRequest, pk: str) -> HttpResponse:
    batch = _batch(request, pk)
    job = job_of(batch)
    busy = job is not None and not job.is_finished
    part = request.GET.get("part", "")
    parts = [] if busy else previews.parts(batch)
    asked = next((one for one in parts if one.fate == part), parts[0] if parts else None)
    page = Paginator(asked.lines if asked else [], A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "actors",
        "crumbs": [
            *path(_("Acteurs"), "organisation_list"),
            (_("Importer"), reverse("import_list")),
            (batch.file_name, ""),
        ],
        "batch": batch,
        "job": job,
        "busy": busy,
        "parts": parts,
        "part": asked,
        "page": page,
        "asked": f"part={asked.fate}" if asked else "",
        "lines": previews.shown(list(page.object_list)),
        "summary": previews.summary(batch),
    }
    return render(request, "actors/import_detail.html", context)


@require_POST
def import_choose(request: HttpRequest, pk: str) -> HttpResponse:
    """Keeps what is decided of the doubts of one page."""
    batch = _batch(request, pk)
    try:
        importing.choose(batch, choices(request.POST), by=signed_in(request.user))
        messages.success(request, _("Vos choix sont gardés. Rien n’est importé tant que vous n’avez pas confirmé."))
    except importing.NotWaiting:
        messages.warning(request, ALREADY)
    return redirect(f"{reverse('import_detail', args=[batch.pk])}?part=doubt&page={_page(request)}")


@require_POST
def import_confirm(request: HttpRequest, pk: str) -> HttpResponse:
    batch = _batch(request, pk)
    by = signed_in(request.user)
    try:
        importing.choose(batch, choices(request.POST), by=by)
        done = importing.confirm(batch, by=by)
        if done is True:
            messages.success(request, _("L’import est fait. Vous pouvez l’annuler ici, en entier."))
        elif done is False:
            messages.warning(request, MOVED)
    except importing.NotWaiting:
        messages.warning(request, ALREADY)
    except IntegrityError:
        messages.error(
            request, _("Une fiche du même nom vient d’être créée : rien n’a été importé. Confirmez à nouveau.")
        )
    return redirect("import_detail", batch.pk)


@require_POST
def import_undo(request: HttpRequest, pk: str) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        if importing.ask_undo(batch, by=signed_in(request.user)) is None:
            batch.refresh_from_db()
            messages.success(request, " ".join([_("L’import est annulé."), *previews.undone(batch)]))
    except importing.NotWaiting:
        messages.warning(request, ALREADY)
    return redirect("import_detail", batch.pk)


@require_POST
def import_give_up(request: HttpRequest, pk: str) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        receiving.give_up(batch)
        messages.success(request, _("Ce fichier est oublié ; rien n’a été importé."))
    except importing.NotWaiting:
        messages.warning(request, ALREADY)
    return redirect("import_list")


def _batch(request: HttpRequest, pk: str) -> ImportBatch:
    require(policies.can_import(request.user))
    return get_object_or_404(ImportBatch.objects.select_related("by"), pk=pk, kind=ImportBatch.Kind.ORGANISATIONS)


def _page(request: HttpRequest) -> int:
    typed: Any = request.POST.get("page", "1")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 1
