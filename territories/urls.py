"""Addresses of territories. The page of one territory is in ``actors``: it shows organisations."""

from django.urls import path

from territories.views import mandates, maps

urlpatterns = [
    path("territoires/", maps.territory_list, name="territory_list"),
    path("territoires/fond.geojson", maps.territory_ground, name="territory_ground"),
    path("territoires/<slug:slug>/mandats/", mandates.territory_mandates, name="territory_mandates"),
    path("territoires/<slug:slug>/contour.geojson", maps.territory_outline, name="territory_outline"),
]
