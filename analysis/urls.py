"""Addresses of analysis."""

from django.urls import path

from analysis import views

urlpatterns = [
    path("analyse/verbatims/", views.excerpt_list, name="excerpt_list"),
    path("analyse/verbatims/extraire/<uuid:revision>/", views.excerpt_take, name="excerpt_take"),
    path("analyse/verbatims/<uuid:pk>/", views.excerpt_detail, name="excerpt_detail"),
    path("analyse/verbatims/<uuid:pk>/modifier/", views.excerpt_edit, name="excerpt_edit"),
]
