"""What is typed about organisations."""

from actors.forms.organisation import OrganisationForm, QuickForm
from actors.forms.organisations import OrganisationsField
from actors.forms.search import HelpFilter, OrganisationFilter
from actors.forms.territory import ActorsFilter

__all__ = ["ActorsFilter", "HelpFilter", "OrganisationFilter", "OrganisationForm", "OrganisationsField", "QuickForm"]
