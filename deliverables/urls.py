"""Addresses of deliverables: drafting for the team, editions for everyone."""

from django.urls import path, register_converter

from deliverables.views import drafting, editions, publishing


class VersionConverter:
    regex = r"[0-9]{1,3}\.[0-9]{1,3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(VersionConverter, "version")

urlpatterns = [
    path("redaction/", drafting.draft_list, name="draft_list"),
    path("redaction/nouveau/", drafting.draft_create, name="draft_create"),
    path("redaction/<uuid:pk>/", drafting.draft_detail, name="draft_detail"),
    path("redaction/<uuid:pk>/presentation/", drafting.draft_edit, name="draft_edit"),
    path("redaction/<uuid:pk>/apercu/", drafting.draft_preview, name="draft_preview"),
    path("redaction/<uuid:pk>/chapitres/", drafting.chapter_add, name="chapter_add"),
    path("redaction/<uuid:pk>/publier/", publishing.publish, name="publish"),
    path("redaction/chapitres/<uuid:pk>/", drafting.chapter_edit, name="chapter_edit"),
    path("redaction/chapitres/<uuid:pk>/deplacer/", drafting.chapter_move, name="chapter_move"),
    path("redaction/chapitres/<uuid:pk>/supprimer/", drafting.chapter_remove, name="chapter_remove"),
    path("redaction/editions/<uuid:pk>/retirer/", publishing.edition_withdraw, name="edition_withdraw"),
    path("redaction/editions/<uuid:pk>/pdf/", publishing.rendition_request, name="rendition_request"),
    path("livrables/", editions.deliverable_list, name="deliverable_list"),
    path("livrables/<slug:slug>/", editions.deliverable_detail, name="deliverable_detail"),
    path("livrables/<slug:slug>/v<version:version>/", editions.edition_detail, name="edition_detail"),
    path("livrables/<slug:slug>/v<version:version>.pdf", editions.edition_pdf, name="edition_pdf"),
    path("livrables/<slug:slug>/v<version:version>/pdf/etat/", editions.edition_pdf_state, name="edition_pdf_state"),
]
