"""Addresses of actors, and the page of a territory: it shows the organisations that act there."""

from django.urls import path

from actors import views

urlpatterns = [
    path("territoires/<slug:slug>/", views.territory_detail, name="territory_detail"),
    path("acteurs/", views.organisation_list, name="organisation_list"),
    path("acteurs/<slug:slug>/", views.organisation_detail, name="organisation_detail"),
    path("acteurs/<slug:slug>/modifier/", views.organisation_edit, name="organisation_edit"),
    path("ecosystemes/<slug:slug>/", views.ecosystem_detail, name="ecosystem_detail"),
]
