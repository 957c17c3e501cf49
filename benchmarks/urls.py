from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("rien/", nothing), path("", include("config.urls"))]
