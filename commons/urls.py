"""Addresses of commons."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
