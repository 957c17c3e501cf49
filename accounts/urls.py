"""Addresses of the account: allauth's, and ours where its own rule is not enough."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("compte/2fa/webauthn/keys/<int:pk>/remove/", views.passkey_remove, name="mfa_remove_webauthn"),
    path("compte/", include("allauth.urls")),
]
