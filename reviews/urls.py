"""Addresses of reviews."""

from django.urls import path

from reviews.views import answers, readers, reading, remarks, rounds

urlpatterns = [
    path("relecture/", rounds.round_list, name="round_list"),
    path("relecture/nouvelle/", rounds.round_create, name="round_create"),
    path("relecture/lien/<str:token>/", reading.reader_enter, name="reader_enter"),
    path("relecture/lecteurs/<uuid:pk>/annuler/", readers.reader_revoke, name="reader_revoke"),
    path("relecture/lecteurs/<uuid:pk>/nouveau-lien/", readers.reader_renew, name="reader_renew"),
    path("relecture/remarques/<uuid:pk>/", remarks.remark_edit, name="remark_edit"),
    path("relecture/remarques/<uuid:pk>/supprimer/", remarks.remark_delete, name="remark_delete"),
    path("relecture/remarques/<uuid:pk>/suite/", answers.remark_answer, name="remark_answer"),
    path("relecture/<uuid:pk>/", rounds.round_detail, name="round_detail"),
    path("relecture/<uuid:pk>/lecteurs/", readers.reader_invite, name="reader_invite"),
    path("relecture/<uuid:pk>/compte-rendu/", rounds.round_minutes, name="round_minutes"),
    path("relecture/<uuid:pk>/lire/", reading.round_read, name="round_read"),
    path("relecture/<uuid:pk>/lire/<uuid:chapter>/<slug:block>/", remarks.remark_create, name="remark_create"),
]
