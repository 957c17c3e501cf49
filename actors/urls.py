"""Addresses of actors, and the page of a territory: it shows the organisations that act there."""

from django.urls import path

from actors.views import (
    commune,
    corrections,
    directory,
    ecosystem,
    ecosystem_edit,
    ecosystem_files,
    ecosystem_graph,
    ecosystem_rows,
    editing,
    exporting,
    fact_check,
    imports,
    suggestions,
    territory,
)

urlpatterns = [
    path("territoires/<slug:slug>/", territory.territory_detail, name="territory_detail"),
    path("territoires/<slug:slug>/acteurs.geojson", territory.territory_actors, name="territory_actors"),
    path("territoires/<slug:slug>/carte.svg", territory.territory_map, name="territory_map"),
    path("acteurs/", directory.organisation_list, name="organisation_list"),
    path("acteurs/nouvelle/", editing.organisation_create, name="organisation_create"),
    path("acteurs/qui-fait-quoi/", commune.commune_search, name="commune_search"),
    path("acteurs/qui-fait-quoi/<str:code>/", commune.commune_actors, name="commune_actors"),
    path("acteurs/suggestions/communes/", suggestions.suggest_communes, name="suggest_communes"),
    path("acteurs/suggestions/zones/", suggestions.suggest_zones, name="suggest_zones"),
    path("acteurs/suggestions/organisations/", suggestions.suggest_organisations, name="suggest_organisations"),
    path("acteurs/suggestions/semblables/", editing.organisation_similar, name="organisation_similar"),
    path("acteurs/toujours-exact/<str:token>/", fact_check.fact_check, name="fact_check"),
    path("acteurs/export.csv", exporting.organisations_csv, name="organisations_csv"),
    path("acteurs/export.xlsx", exporting.organisations_xlsx, name="organisations_xlsx"),
    path("acteurs/export.geojson", exporting.organisations_geojson, name="organisations_geojson"),
    path("acteurs/imports/", imports.import_list, name="import_list"),
    path("acteurs/imports/modele-<slug:kind>/", exporting.import_template, name="import_template"),
    path("acteurs/imports/<uuid:pk>/", imports.import_detail, name="import_detail"),
    path("acteurs/imports/<uuid:pk>/choisir/", imports.import_choose, name="import_choose"),
    path("acteurs/imports/<uuid:pk>/confirmer/", imports.import_confirm, name="import_confirm"),
    path("acteurs/imports/<uuid:pk>/annuler/", imports.import_undo, name="import_undo"),
    path("acteurs/imports/<uuid:pk>/oublier/", imports.import_give_up, name="import_give_up"),
    path("acteurs/<slug:slug>/", directory.organisation_detail, name="organisation_detail"),
    path("acteurs/<slug:slug>/modifier/", editing.organisation_edit, name="organisation_edit"),
    path("acteurs/<slug:slug>/verifier/", editing.organisation_check, name="organisation_check"),
    path("acteurs/<slug:slug>/corriger/", corrections.organisation_correct, name="organisation_correct"),
    path("ecosystemes/<slug:slug>/corriger/", corrections.ecosystem_correct, name="ecosystem_correct"),
    path("corrections/", corrections.correction_list, name="correction_list"),
    path("corrections/nouvelle/", corrections.correction_propose, name="correction_propose"),
    path("corrections/<uuid:pk>/", corrections.correction_detail, name="correction_detail"),
    path("ecosystemes/nouveau/", ecosystem_edit.ecosystem_new, name="ecosystem_new"),
    path("ecosystemes/<slug:slug>/", ecosystem.ecosystem_detail, name="ecosystem_detail"),
    path("ecosystemes/<slug:slug>/modifier/", ecosystem_edit.ecosystem_edit, name="ecosystem_edit"),
    path("ecosystemes/<slug:slug>/composition/", ecosystem_edit.ecosystem_headcounts, name="ecosystem_headcounts"),
    path("ecosystemes/<slug:slug>/graphe.svg", ecosystem_graph.ecosystem_graph_svg, name="ecosystem_graph_svg"),
    path("ecosystemes/<slug:slug>/graphe.json", ecosystem_graph.ecosystem_graph_json, name="ecosystem_graph_json"),
    path(
        "ecosystemes/<slug:slug>/relations.csv", ecosystem_files.ecosystem_relations_csv, name="ecosystem_relations_csv"
    ),
    path("ecosystemes/<slug:slug>/kumu.xlsx", ecosystem_files.ecosystem_kumu, name="ecosystem_kumu"),
    path("ecosystemes/<slug:slug>/graphe.graphml", ecosystem_files.ecosystem_graphml, name="ecosystem_graphml"),
    path("ecosystemes/<slug:slug>/graphe/placer/", ecosystem_graph.graph_place, name="graph_place"),
    path("ecosystemes/<slug:slug>/graphe/redessiner/", ecosystem_graph.graph_anew, name="graph_anew"),
    path("ecosystemes/<slug:slug>/acteurs/ajouter/", ecosystem_rows.participation_edit, name="participation_new"),
    path("ecosystemes/<slug:slug>/relations/ajouter/", ecosystem_rows.relation_edit, name="relation_new"),
    path("ecosystemes/<slug:slug>/acteurs/<uuid:pk>/", ecosystem_rows.participation_edit, name="participation_edit"),
    path("ecosystemes/<slug:slug>/relations/<uuid:pk>/", ecosystem_rows.relation_edit, name="relation_edit"),
    *(
        path(f"ecosystemes/<slug:slug>/{word}/<uuid:pk>/{deed}/", view, {"kind": kind}, name=f"{kind}_{name}")
        for word, kind in (("acteurs", "participation"), ("relations", "relation"))
        for deed, view, name in (
            ("retirer", ecosystem_rows.row_remove, "remove"),
            ("remettre", ecosystem_rows.row_put_back, "put_back"),
        )
    ),
]
