"""Addresses of the team, the card's form, the invitations and the long works."""

from django.urls import path

from commons import views

urlpatterns = [
    path("communs/<slug:slug>/modifier/", views.commons_edit, name="commons_edit"),
    path("communs/<slug:slug>/equipe/", views.team, name="team"),
    path("communs/<slug:slug>/equipe/<uuid:pk>/role/", views.member_role, name="member_role"),
    path("communs/<slug:slug>/equipe/<uuid:pk>/retirer/", views.member_remove, name="member_remove"),
    path("communs/<slug:slug>/equipe/second-facteur/", views.second_factor, name="second_factor"),
    path("communs/<slug:slug>/invitations/<uuid:pk>/renvoyer/", views.invitation_resend, name="invitation_resend"),
    path("communs/<slug:slug>/invitations/<uuid:pk>/annuler/", views.invitation_revoke, name="invitation_revoke"),
    path("invitation/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("travaux/<uuid:pk>/", views.job_progress, name="job_progress"),
]
