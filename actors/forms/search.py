"""The search of the directory."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors.models import Organisation
from commons.names import folded


class OrganisationFilter(django_filters.FilterSet):
    """The directory's search: any of the names, whatever the accents and capitals, and the kind."""

    q = django_filters.CharFilter(label=_("Nom, sigle ou autre nom"), method="search", max_length=100)
    kind = django_filters.ChoiceFilter(
        label=_("Type"), choices=Organisation.Kind.choices, empty_label=_("Tous les types")
    )

    class Meta:
        model = Organisation
        fields = ["q", "kind"]

    def search(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        return rows.filter(folded_names__contains=folded(value))
