"""Communes and the territories composed of them. A territory is a set of communes, never one code."""

from territories.models.commune import Commune, FormerCommune, Zone
from territories.models.composition import Composition
from territories.models.territory import Indicator, Mandate, Terrain, Territory

__all__ = ["Commune", "Composition", "FormerCommune", "Indicator", "Mandate", "Terrain", "Territory", "Zone"]
