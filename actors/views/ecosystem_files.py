"""An ecosystem's actors and relations as files. Whoever sees the evidence on the page finds it in the file."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from actors import policies
from actors.ecosystems import graph, graph_files
from actors.views.ecosystem import fetch

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@login_not_required
def ecosystem_relations_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    ecosystem = fetch(request, slug)
    lines = graph_files.relations_in_csv(ecosystem, evidence=policies.can_see_evidence(request.user, ecosystem))
    return _named(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), f"{slug}-relations.csv")


@require_safe
@login_not_required
def ecosystem_kumu(request: HttpRequest, slug: str) -> HttpResponseBase:
    ecosystem = fetch(request, slug)
    body = graph_files.workbook(ecosystem, evidence=policies.can_see_evidence(request.user, ecosystem))
    return _named(HttpResponse(body, content_type=XLSX), f"{slug}.xlsx")


@require_safe
@login_not_required
def ecosystem_graphml(request: HttpRequest, slug: str) -> HttpResponseBase:
    body = graph_files.graphml(graph.of(fetch(request, slug)))
    return _named(HttpResponse(body, content_type="application/graphml+xml; charset=utf-8"), f"{slug}.graphml")
