from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from commons import journal
from commons.policies import signed_in
from commons.verbs import Verb


@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def one_row(request: HttpRequest) -> JsonResponse:
    """What any view that writes costs: the session, the account, what was sent, one row."""
    user = signed_in(request.user)
    journal.record(Verb.NOTE_SAVED, user, by=user)
    return JsonResponse({"length": len(request.POST["body"])})


urlpatterns = [path("rien/", nothing), path("une-ligne/", one_row), path("", include("config.urls"))]
