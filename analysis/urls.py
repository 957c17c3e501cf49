"""Addresses of analysis."""

from django.urls import path

from analysis.views import accounts, excerpts, validations

urlpatterns = [
    path("analyse/verbatims/", excerpts.excerpt_list, name="excerpt_list"),
    path("analyse/verbatims/extraire/<uuid:revision>/", excerpts.excerpt_take, name="excerpt_take"),
    path("analyse/verbatims/<uuid:pk>/", excerpts.excerpt_detail, name="excerpt_detail"),
    path("analyse/verbatims/<uuid:pk>/modifier/", excerpts.excerpt_edit, name="excerpt_edit"),
    path("entretiens/<uuid:pk>/validation/", validations.interview_validation, name="interview_validation"),
    path("entretiens/<uuid:pk>/validation/<uuid:comment>/repondre/", validations.comment_answer, name="comment_answer"),
    path("consentement/<str:token>/compte-rendu/", accounts.account_read, name="account_read"),
    path("consentement/<str:token>/compte-rendu/valider/", accounts.account_validate, name="account_validate"),
    path("consentement/<str:token>/compte-rendu/revenir/", accounts.account_reopen, name="account_reopen"),
    path(
        "consentement/<str:token>/compte-rendu/commentaires/<uuid:pk>/retirer/",
        accounts.comment_take_back,
        name="comment_take_back",
    ),
    path("consentement/<str:token>/citations/<uuid:pk>/", accounts.quotation_answer, name="quotation_answer"),
]
