"""An ecosystem's actors and relations as files: CSV, a workbook that Kumu reads, GraphML.

``evidence``: with the states of participations and the confidence of relations, for those who see them on the page.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import networkx as nx
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from actors.ecosystems import kumu
from actors.ecosystems.graph import Graph
from actors.models import Ecosystem, Organisation, Participation, Relation
from commons import tables
from commons.names import writable


def relations_in_csv(ecosystem: Ecosystem, *, evidence: bool) -> Iterator[str]:
    headers = [_("De"), _("Relation"), _("Vers"), _("Nature"), _("Période"), _("Source")]
    rows = [
        [
            row.source.name,
            row.said,
            row.target.name,
            row.get_nature_display(),
            row.period,
            row.source_document,
            *([row.get_confidence_display()] if evidence else []),
        ]
        for row in _relations(ecosystem)
    ]
    return tables.csv_lines([*headers, *([_("Fiabilité")] if evidence else [])], rows)


def workbook(ecosystem: Ecosystem, *, evidence: bool) -> bytes:
    """Two sheets, read by Kumu and by ``graph_import``."""
    taking_part = Prefetch("organisation", Organisation.objects.prefetch_related("themes"))  # type: ignore[misc]
    rows = sorted(ecosystem.participations.prefetch_related(taking_part).order_by("pk"), key=_by_name)
    elements, connections = kumu.sheet_names()
    return tables.xlsx(
        {
            elements: (kumu.headers(kumu.ELEMENTS, evidence=evidence), [_element(row, evidence) for row in rows]),
            connections: (
                kumu.headers(kumu.CONNECTIONS, evidence=evidence),
                [_connection(row, evidence) for row in _relations(ecosystem)],
            ),
        }
    )


def _by_name(row: Participation) -> tuple[bool, str, str]:
    """Those who are sought last; nothing in the order says how far contacts are."""
    actor = row.organisation
    return actor is None, actor.sort_key if actor else row.sought, str(row.pk)


def _relations(ecosystem: Ecosystem) -> Sequence[Relation]:
    rows = ecosystem.relations.select_related("source", "target").order_by("kind", "period", "pk")
    return sorted(rows, key=lambda row: (row.source.sort_key, row.target.sort_key))


def _element(row: Participation, evidence: bool) -> list[Any]:
    actor = row.organisation
    return [
        actor.name if actor else row.sought,
        actor.get_kind_display() if actor else kumu.SOUGHT,
        actor.services if actor else "",
        " | ".join(sorted(str(theme) for theme in actor.themes.all())) if actor else "",
        actor.slug if actor else "",
        row.role,
        row.since,
        row.until,
        row.source,
        *([row.get_state_display()] if evidence else []),
    ]


def _connection(row: Relation, evidence: bool) -> list[Any]:
    said, nature = row.said, row.get_nature_display()
    told = [row.source.name, row.target.name, kumu.DIRECTED, said, said, "", nature, nature, row.period]
    return [*told, row.source_document, *([row.get_confidence_display()] if evidence else [])]


def graphml(graph: Graph) -> str:
    """Public facts only, the same for everyone."""
    network = nx.MultiDiGraph()
    for node in graph.nodes:
        network.add_node(node.id, label=writable(node.name), kind=node.kind, address=f"/acteurs/{node.slug}/")
    for edge in graph.edges:
        network.add_edge(
            edge.source,
            edge.target,
            label=writable(edge.label),
            kind=edge.kind,
            nature=edge.nature,
            period=writable(edge.period),
            source_document=writable(edge.document),
        )
    return '<?xml version="1.0" encoding="utf-8"?>\n' + "\n".join(nx.generate_graphml(network))
