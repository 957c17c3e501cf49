"""A grid pasted from a word processor: given, shown line by line, corrected, then made."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from commons.forms import form_page
from commons.policies import require, signed_in, writes_somewhere
from interviews import pasting
from interviews.actions.grid_paste import create_pasted_grid
from interviews.forms.grids import PastedLinesForm, PasteForm
from interviews.pasting import PlannedPart, Role
from interviews.views.grids import SECTION, crumbs


@require_http_methods(["GET", "POST"])
def grid_paste(request: HttpRequest) -> HttpResponse:
    """Sent, the text comes back as a preview: nothing is kept until the person says so."""
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    form = PasteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        title, parts = pasting.plan(form.lines, pasting.roles(form.lines))
        initial = {"pasted": form.cleaned_data["pasted"], "title": title}
        preview = PastedLinesForm(lines=form.lines, user=user, initial=initial)
        return _preview(request, preview, parts)
    context = {"form": form, "section": SECTION, "crumbs": crumbs((_("Coller une grille"), ""))}
    return form_page(request, "interviews/grid_paste.html", context)


@require_POST
def grid_paste_create(request: HttpRequest) -> HttpResponse:
    """Makes the grid as decided, or shows again what it would be."""
    require(writes_somewhere(request.user))
    user = signed_in(request.user)
    form, parts = _decided(request, user)
    if "preview" in request.POST or not form.is_valid():
        if "preview" in request.POST:
            form.errors.clear()
        return _preview(request, form, parts)
    revision = create_pasted_grid(form.own_commons, title=form.cleaned_data["title"], parts=parts, by=user)
    messages.success(request, _("La grille est créée. Relisez-la : tout se change encore."))
    return redirect("revision_edit", revision.pk)


def _decided(request: HttpRequest, user: User) -> tuple[PastedLinesForm, list[PlannedPart]]:
    """The form as sent, and the grid it makes; what cannot be read is an error of the form."""
    try:
        lines = pasting.read(request.POST.get("pasted", ""))
    except ValidationError as refused:
        form = PastedLinesForm(request.POST, lines=[], user=user)
        form.add_error(None, refused)
        return form, []
    form = PastedLinesForm(request.POST, lines=lines, user=user)
    try:
        _title, parts = pasting.plan(lines, form.decided())
    except ValidationError as refused:
        form.add_error(None, refused)
        return form, []
    if not any(part.questions for part in parts):
        form.add_error(None, _("Aucune ligne n’est une question : dites lesquelles en sont."))
    return form, parts


def _preview(request: HttpRequest, form: PastedLinesForm, parts: list[PlannedPart]) -> HttpResponse:
    decided = form.decided()
    rows = [
        {
            "number": index + 1,
            "line": line,
            "field": form[f"role-{index}"],
            "role": decided[index].value,
            "marks": pasting.marks(line.text).labels if decided[index] in (Role.QUESTION, Role.SECTION) else [],
        }
        for index, line in enumerate(form.lines)
    ]
    context = {
        "form": form,
        "rows": rows,
        "parts": parts,
        "counted": _counted(decided),
        "section": SECTION,
        "crumbs": crumbs((_("Coller une grille"), "")),
    }
    return form_page(request, "interviews/grid_paste_create.html", context)


def _counted(decided: list[Role]) -> list[str]:
    """« 3 parties », « 6 questions »: what the lines become."""
    number = Counter(decided)
    words = {
        Role.SECTION: ngettext("%d partie", "%d parties", number[Role.SECTION]),
        Role.QUESTION: ngettext("%d question", "%d questions", number[Role.QUESTION]),
        Role.PROMPT: ngettext("%d relance", "%d relances", number[Role.PROMPT]),
        Role.OPTION: ngettext("%d réponse proposée", "%d réponses proposées", number[Role.OPTION]),
        Role.SCALE: ngettext("%d échelle", "%d échelles", number[Role.SCALE]),
        Role.HELP: ngettext("%d aide", "%d aides", number[Role.HELP]),
        Role.LEFT: ngettext("%d ligne laissée de côté", "%d lignes laissées de côté", number[Role.LEFT]),
    }
    return [said % number[role] for role, said in words.items() if number[role]]
