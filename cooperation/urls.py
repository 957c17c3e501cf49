from django.urls import path

from cooperation import views

urlpatterns = [path("cooperation/<slug:slug>/", views.programme, name="programme")]
