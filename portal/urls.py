from django.urls import path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("communs/<slug:slug>/", views.commons_card, name="commons_card"),
    path("mentions-legales/", views.legal, name="legal"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("courrier/", views.mailbox, name="mailbox"),
    path("sante/", views.health, name="health"),
]
