"""Addresses of territories. The page of one territory is in ``actors``: it shows organisations."""

from django.urls import path

from territories.views import comparing, composing, editing, indicators, mandates, maps, tiles

urlpatterns = [
    path("tuiles/<int:z>/<int:x>/<int:y>.png", tiles.tile, name="tile"),
    path("territoires/", maps.territory_list, name="territory_list"),
    path("territoires/nouveau/", editing.territory_create, name="territory_create"),
    path("territoires/comparer/", comparing.territory_compare, name="territory_compare"),
    path("territoires/comparer.csv", comparing.territory_compare_csv, name="territory_compare_csv"),
    path("territoires/fond.geojson", maps.territory_ground, name="territory_ground"),
    path("territoires/<slug:slug>/mandats/", mandates.territory_mandates, name="territory_mandates"),
    path("territoires/<slug:slug>/modifier/", editing.territory_edit, name="territory_edit"),
    path("territoires/<slug:slug>/type/", editing.territory_kind, name="territory_kind"),
    path("territoires/<slug:slug>/supprimer/", editing.territory_remove, name="territory_remove"),
    path("territoires/<slug:slug>/terrains/", editing.territory_terrains, name="territory_terrains"),
    path("territoires/<slug:slug>/composer/", composing.territory_compose, name="territory_compose"),
    path(
        "territoires/<slug:slug>/composer/changer/", composing.territory_compose_change, name="territory_compose_change"
    ),
    path("territoires/<slug:slug>/composer/coller/", composing.territory_compose_paste, name="territory_compose_paste"),
    path(
        "territoires/<slug:slug>/composer/enregistrer/",
        composing.territory_compose_save,
        name="territory_compose_save",
    ),
    path("territoires/<slug:slug>/composer/apercu.svg", composing.territory_compose_map, name="territory_compose_map"),
    path("territoires/<slug:slug>/indicateurs/", indicators.indicator_list, name="indicator_list"),
    path("territoires/<slug:slug>/indicateurs/importer/", indicators.indicator_import, name="indicator_import"),
    path("territoires/<slug:slug>/indicateurs/<uuid:pk>/", indicators.indicator_edit, name="indicator_edit"),
    path(
        "territoires/<slug:slug>/indicateurs/<uuid:pk>/retirer/", indicators.indicator_remove, name="indicator_remove"
    ),
    path("territoires/<slug:slug>/contour.geojson", maps.territory_outline, name="territory_outline"),
]
