"""What is typed about territories."""

from territories.forms.indicators import IndicatorForm, TableForm
from territories.forms.mandates import MandateForm, partners_for
from territories.forms.territory import KindForm, LossForm, NewTerritoryForm, PasteForm, TerrainForm, TerritoryForm

__all__ = [
    "IndicatorForm",
    "KindForm",
    "LossForm",
    "MandateForm",
    "NewTerritoryForm",
    "PasteForm",
    "TableForm",
    "TerrainForm",
    "TerritoryForm",
    "partners_for",
]
