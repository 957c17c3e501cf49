"""Every address of the site; each app declares its own, in French on screen and English in code."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("commons.urls")),
    path("", include("territories.urls")),
    path("", include("actors.urls")),
    path("", include("interviews.urls")),
    path("", include("analysis.urls")),
    path("", include("deliverables.urls")),
    path("", include("cooperation.urls")),
    path("", include("reviews.urls")),
    path("", include("portal.urls")),
]

handler400 = "commons.refusals.bad_request"
handler403 = "commons.refusals.permission_denied"
handler404 = "commons.refusals.page_not_found"
handler429 = "commons.refusals.too_many_requests"  # called by allauth when a rate limit is reached
handler500 = "commons.refusals.server_error"
