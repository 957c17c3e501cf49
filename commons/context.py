from typing import Any

from django.conf import settings
from django.http import HttpRequest

from commons import policies, second_factor


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page needs: is this the demonstration, and does the person write."""
    user = getattr(request, "user", None)
    return {
        "demonstration": settings.DEMONSTRATION,
        "writes": bool(user and policies.writes_somewhere(user)),
        "site_url": settings.SITE_URL,
        "second_factor_places": policies.places_of(user) if user else None,
        "asked_page": second_factor.asked_page(request) if user and user.is_authenticated else "",
    }
