"""Addresses of territories. The page of one territory is in ``actors``: it shows organisations."""

from django.urls import path

from territories import views

urlpatterns = [
    path("territoires/", views.territory_list, name="territory_list"),
    path("territoires/fond.geojson", views.territory_ground, name="territory_ground"),
    path("territoires/<slug:slug>/mandats/", views.territory_mandates, name="territory_mandates"),
    path("territoires/<slug:slug>/contour.geojson", views.territory_outline, name="territory_outline"),
]
