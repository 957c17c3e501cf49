"""What is typed about organisations."""

from actors.forms.organisation import OrganisationForm
from actors.forms.search import OrganisationFilter

__all__ = ["OrganisationFilter", "OrganisationForm"]
