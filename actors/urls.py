"""Addresses of actors, and the page of a territory: it shows the organisations that act there."""

from django.urls import path

from actors.views import directory, ecosystem, territory

urlpatterns = [
    path("territoires/<slug:slug>/", territory.territory_detail, name="territory_detail"),
    path("acteurs/", directory.organisation_list, name="organisation_list"),
    path("acteurs/<slug:slug>/", directory.organisation_detail, name="organisation_detail"),
    path("acteurs/<slug:slug>/modifier/", directory.organisation_edit, name="organisation_edit"),
    path("ecosystemes/<slug:slug>/", ecosystem.ecosystem_detail, name="ecosystem_detail"),
]
