"""The sign of each kind of actor: the same on the graph of an ecosystem, on the map of a territory, in legends."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from actors.models import Organisation
from territories.signs import Sign

SIGNS: dict[str, Sign] = {
    Organisation.Kind.NETWORK: Sign(12, 0, "#e0edf5", "#1d5478", 0.6),
    Organisation.Kind.ENERGY_AGENCY: Sign(3, -90, "#fbeecb", "#8a5a00"),
    Organisation.Kind.LOCAL_AUTHORITY: Sign(4, 45, "#cfe1ee", "#1d5478"),
    Organisation.Kind.PUBLIC_BODY: Sign(8, -90, "#cfe1ee", "#143530", 0.5),
    Organisation.Kind.COMPANY: Sign(4, 0, "#f8e6df", "#9c3d22"),
    Organisation.Kind.COOPERATIVE: Sign(5, -90, "#f8e6df", "#7c2c15"),
    Organisation.Kind.ASSOCIATION: Sign(0, 0, "#d3e6cb", "#2f6b2f"),
    Organisation.Kind.LANDLORD: Sign(6, 30, "#fbeecb", "#6d4700"),
    Organisation.Kind.RESEARCH: Sign(3, 90, "#e2ede8", "#1f4d45"),
    Organisation.Kind.OTHER: Sign(8, 45, "#ffffff", "#4d5a56", 0.4),
}


def alone(kind: str, *, hollow: bool = False) -> SafeString:
    """The sign as a drawing of its own, beside words that say it."""
    return format_html(
        '<svg class="kind-sign" viewBox="-13 -13 26 26" width="26" height="26" aria-hidden="true">{}</svg>',
        SIGNS[kind].drawn(0, 0, 10, hollow=hollow),
    )
