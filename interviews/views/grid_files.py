"""Grids as files: brought in after a preview, taken out as XLSForm, printed to be filled by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from commons import jobs, waiting
from commons.forms import form_page
from commons.models import Commons
from commons.policies import require, signed_in, writes_somewhere
from interviews.actions import field_sheets, grid_files
from interviews.forms.grid_files import GridImportForm, GridTargetForm
from interviews.forms.interviews import written_commons
from interviews.grids import fieldsheets
from interviews.models import GridRevision
from interviews.views.grids import SECTION, crumbs
from interviews.views.interviews import confidential
from interviews.xlsform import exchange, stored, summaries, workbook
from interviews.xlsform.plans import Fate, GridPlan, Remark
from interviews.xlsform.sheets import Form

#: Seconds a preview may wait for its confirmation.
KEPT_FOR = 24 * 3600


@require_http_methods(["GET", "POST"])
@confidential
def grid_import(request: HttpRequest) -> HttpResponse:
    """The form, then the preview; the file is kept nowhere but in the preview itself, signed."""
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    sent = request.method == "POST"
    form = GridImportForm(request.POST if sent else None, request.FILES if sent else None, user=user)
    if sent and form.is_valid():
        return _preview(request, form.read, form.understood, form.own_commons)
    context = {"form": form, **_frame((_("Importer une grille"), ""))}
    return form_page(request, "interviews/grid_import.html", context)


@require_POST
@confidential
def grid_import_confirm(request: HttpRequest) -> HttpResponse:
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    try:
        kept = signing.loads(request.POST.get("form", ""), salt=_salt(user), max_age=KEPT_FOR)
    except signing.SignatureExpired:
        messages.warning(request, _("Cet aperçu date de plus d’un jour : donnez le fichier à nouveau."))
        return redirect("grid_import")
    except signing.BadSignature as forged:
        raise BadRequest from forged
    form, commons = Form.from_data(kept["form"]), get_object_or_404(written_commons(user), pk=kept["commons"])
    understood = exchange.understood(form)
    plan = understood[0]
    stored.settle(plan, commons)
    target = GridTargetForm(request.POST, commons=commons, plan=plan)
    if not target.is_valid():
        return _preview(request, form, understood, commons, target)
    if target.grid is None:
        plan.title = target.cleaned_data["title"]
    try:
        brought = grid_files.bring_in(plan, commons=commons, by=user, grid=target.grid, replace=True)
    except grid_files.DraftWaits:
        return _preview(request, form, understood, commons)
    _tell(request, brought)
    return redirect("revision_preview", brought.revision.pk)


def _tell(request: HttpRequest, brought: grid_files.Brought) -> None:
    if brought.outcome == grid_files.Outcome.SAME:
        messages.info(request, _("La grille disait déjà la même chose : rien n’a été changé."))
    else:
        messages.success(
            request, _("La grille est importée : relisez-la avant de l’utiliser. Elle reste en préparation d’ici là.")
        )


def _preview(
    request: HttpRequest,
    form: Form,
    understood: tuple[GridPlan, list[Remark]],
    commons: Commons,
    target: GridTargetForm | None = None,
) -> HttpResponse:
    user = signed_in(request.user)
    plan, remarks = understood
    unknown = stored.settle(plan, commons)
    context = {
        "commons": commons,
        "file_name": form.name,
        "plan": plan,
        "target": target or GridTargetForm(commons=commons, plan=plan),
        "kept": signing.dumps({"form": form.as_data(), "commons": str(commons.pk)}, salt=_salt(user), compress=True),
        "unknown": unknown,
        "counts": [(fate.label, count) for fate in Fate if (count := sum(one.fate == fate for one in remarks))],
        "folds": summaries.folds(remarks),
        "remarks": remarks,
        **_frame((_("Importer une grille"), reverse("grid_import")), (_("Aperçu"), "")),
    }
    return form_page(request, "interviews/grid_import_confirm.html", context)


def _salt(user: User) -> str:
    return f"interviews.grid_import:{user.pk}"


@require_safe
@confidential
def grid_xlsx(request: HttpRequest, pk: UUID) -> HttpResponse:
    revision = _revision(request, pk)
    plan: GridPlan = stored.plan_of(revision)
    content, _lost = exchange.xlsx(plan, version=str(revision.number))
    return _file(content, revision, "xlsx", workbook.CONTENT_TYPE)


@require_safe
@confidential
def field_sheet_docx(request: HttpRequest, pk: UUID) -> HttpResponse:
    revision = _revision(request, pk)
    return _file(fieldsheets.docx(revision), revision, "docx", fieldsheets.DOCX)


@require_safe
@confidential
def field_sheet_pdf(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file when it exists; else asking for it has it made, and the page says how far that is."""
    revision = _revision(request, pk)
    path = fieldsheets.file_of(revision, fieldsheets.document(revision, ruled=True))
    if "HX-Request" in request.headers:
        job = jobs.latest(fieldsheets.MAKE, revision)
        return waiting.fragment(request, "interviews/_pdf_state.html", {}, job=job, is_there=path.exists())
    if path.exists():
        return FileResponse(path.open("rb"), filename=_name(revision, "pdf"), content_type="application/pdf")
    steps = ((revision, reverse("revision_preview", args=[revision.pk])), (_("Feuille d’entretien"), ""))
    context = {"revision": revision, **_frame(*steps)}
    job = field_sheets.ask_field_sheet(revision)
    return waiting.page(request, "interviews/field_sheet_pdf.html", context, job=job)


def _file(content: bytes, revision: GridRevision, ending: str, content_type: str) -> HttpResponse:
    name = _name(revision, ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _name(revision: GridRevision, ending: str) -> str:
    return f"{slugify(revision.grid.title)[:60] or 'grille'}-r{revision.number}.{ending}"


def _revision(request: HttpRequest, pk: UUID) -> GridRevision:
    own = GridRevision.objects.filter(grid__commons__in=written_commons(signed_in(request.user)))
    return get_object_or_404(own.select_related("grid__commons"), pk=pk)


def _frame(*steps: tuple[Any, str]) -> dict[str, Any]:
    return {"section": SECTION, "crumbs": crumbs(*steps)}
