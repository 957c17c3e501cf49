"""The figures of a territory: by hand, or a table looked at before it is written."""

import io
from collections.abc import Callable
from itertools import chain
from typing import IO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from commons import tables
from commons.forms import form_page
from commons.requests import posted
from territories import actions, figures
from territories.forms import IndicatorForm, TableForm
from territories.models import Indicator
from territories.views.shared import editable, path


@require_http_methods(["GET", "POST"])
def indicator_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of the territory, and the form that adds one."""
    territory, user = editable(request, slug)
    form = IndicatorForm(posted(request), instance=Indicator(territory=territory))
    if request.method == "POST" and form.is_valid() and _recorded(form, user):
        messages.success(request, _("« %(name)s » est ajouté.") % {"name": form.instance})
        return redirect("indicator_list", slug)
    context = {
        "section": "territories",
        "crumbs": path(territory, (_("Indicateurs"), "")),
        "territory": territory,
        "indicators": territory.indicators.order_by("name", "-year", "pk"),
        "form": form,
    }
    return form_page(request, "territories/indicator_list.html", context)


@require_http_methods(["GET", "POST"])
def indicator_edit(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    territory, user = editable(request, slug)
    indicator = get_object_or_404(territory.indicators.select_related("territory"), pk=pk)
    name = str(indicator)  # the form writes on the object, refused or not
    form = IndicatorForm(posted(request), instance=indicator)
    if request.method == "POST" and form.is_valid() and _recorded(form, user):
        messages.success(request, _("L’indicateur est enregistré."))
        return redirect("indicator_list", slug)
    crumbs = path(territory, (_("Indicateurs"), reverse("indicator_list", args=[slug])), (name, ""))
    context = {"section": "territories", "crumbs": crumbs, "territory": territory, "name": name, "form": form}
    return form_page(request, "territories/indicator_edit.html", context | {"pk": pk})


@require_POST
def indicator_remove(request: HttpRequest, slug: str, pk: str) -> HttpResponse:
    territory, user = editable(request, slug)
    indicator = get_object_or_404(territory.indicators, pk=pk)
    said = _("« %(name)s » est retiré.") % {"name": indicator}
    actions.remove_indicator(indicator, by=user)
    messages.success(request, said)
    return redirect("indicator_list", slug)


@require_http_methods(["GET", "POST"])
def indicator_import(request: HttpRequest, slug: str) -> HttpResponse:
    """Nothing is written before the second click; the table then travels with it, and is read again."""
    territory, user = editable(request, slug)
    form = TableForm(posted(request), request.FILES or None)
    reading = None
    if request.method == "POST" and form.is_valid():
        try:
            reading = figures.read(territory, *_sent(form))
        except tables.Unreadable as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", str(refusal))
        else:
            if "confirmed" in request.POST and (made := reading.to_write):
                if _kept(form, lambda: actions.record_indicators(territory, figures=made, by=user)):
                    messages.success(request, _written(len(made)))
                    return redirect("indicator_list", slug)
                reading = None  # to be read again
    context = {
        "section": "territories",
        "crumbs": path(territory, (_("Indicateurs"), reverse("indicator_list", args=[slug])), (_("Importer"), "")),
        "territory": territory,
        "form": form,
        "reading": reading,
        "table": _as_text(reading) if reading else "",
        "most": figures.MOST_LINES,
    }
    return form_page(request, "territories/indicator_import.html", context)


def _recorded(form: IndicatorForm, user: User) -> bool:
    return _kept(form, lambda: actions.record_indicator(form.save(commit=False), by=user))


def _kept(form: BaseForm, write: Callable[[], object]) -> bool:
    """``False``, said in the form, when somebody wrote the same figure since it was read."""
    try:
        write()
    except (ValidationError, IntegrityError):
        said = _("Un de ces chiffres vient d’être écrit par ailleurs\xa0: rien n’est enregistré ici. Relisez-les.")
        form.add_error(None, said)
        return False
    return True


def _sent(form: TableForm) -> tuple[IO[bytes], str]:
    upload = form.cleaned_data["file"]
    if upload:
        return upload, upload.name
    return io.BytesIO(form.cleaned_data["pasted"].encode()), ""


def _as_text(reading: figures.Reading) -> str:
    """The lines that would be written, as the confirmation sends them back."""
    rows = ([made.name, str(made.value), made.unit, made.year, made.source] for made in reading.to_write)
    headers = [figures.COLUMNS[key][0] for key in ("name", "value", "unit", "year", "source")]
    return "".join(chain(tables.csv_lines(headers, rows)))


def _written(count: int) -> str:
    return ngettext("%(count)d indicateur est enregistré.", "%(count)d indicateurs sont enregistrés.", count) % {
        "count": count
    }
