"""Organisations, the circles they form around a commons, and the ecosystems they form on a territory."""

from actors.models.ecosystem import Ecosystem, Headcount, Layout, Participation, PinnedNode, Relation
from actors.models.organisation import Engagement, Organisation
from actors.models.upkeep import Correction, FactCheck, ImportBatch, ImportedThing, Merge, NotDuplicate

__all__ = [
    "Correction",
    "Ecosystem",
    "Engagement",
    "FactCheck",
    "Headcount",
    "ImportBatch",
    "ImportedThing",
    "Layout",
    "Merge",
    "NotDuplicate",
    "Organisation",
    "Participation",
    "PinnedNode",
    "Relation",
]
