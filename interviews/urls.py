"""Addresses of interviews."""

from django.urls import path

from interviews.views import consents, interviews, notes

urlpatterns = [
    path("entretiens/", interviews.interview_list, name="interview_list"),
    path("entretiens/nouveau/", interviews.interview_create, name="interview_create"),
    path("entretiens/<uuid:pk>/", interviews.interview_detail, name="interview_detail"),
    path("entretiens/<uuid:pk>/ouvrir/", interviews.interview_share, name="interview_share"),
    path("entretiens/<uuid:pk>/personnes/", interviews.interviewee_add, name="interviewee_add"),
    path("entretiens/<uuid:interview>/notes/<uuid:pk>/", notes.note_edit, name="note_edit"),
    path(
        "entretiens/<uuid:interview>/personnes/<uuid:pk>/consentement/", consents.consent_record, name="consent_record"
    ),
    path(
        "entretiens/<uuid:interview>/personnes/<uuid:pk>/consentement/lien/",
        consents.consent_link,
        name="consent_link",
    ),
    path(
        "entretiens/<uuid:interview>/personnes/<uuid:pk>/consentement/retrait/",
        consents.consent_withdraw,
        name="consent_withdraw",
    ),
    path("entretiens/<uuid:interview>/personnes/<uuid:pk>/preuve/", consents.consent_proof, name="consent_proof"),
    path("consentement/<str:token>/", consents.consent_page, name="consent_page"),
]
