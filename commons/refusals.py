"""The pages that say no: what happened, what was kept, what to do next."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from commons import second_factor
from commons.requests import is_page


class Unavailable(Exception):
    """What the installation lacks to answer; the message is for whoever runs it, and is written, never shown."""


#: A typed value this long (characters) is worth giving back.
WORTH_KEEPING = 20
IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _page(request: HttpRequest, status: int, title: str, text: str, *, back: str = "") -> HttpResponse:
    return render(request, "refusal.html", {"title": title, "text": text, "back": back}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _page(
        request,
        400,
        _("Demande incomprise"),
        _("L’adresse ou le formulaire est mal formé. Revenez à la page précédente et recommencez."),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("Cette action ne vous est pas ouverte"),
        _("Votre rôle dans l’équipe ne le permet pas. Si c’est une erreur, écrivez à la coordination du commun."),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("Page introuvable"),
        _("Cette page n’existe pas, n’existe plus, ou ne vous est pas ouverte."),
    )


def not_opened_so(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """An address that only receives a form, opened as a page: after signing in again, for one. ``refused`` says what
    it allows."""
    page = _page(
        request,
        405,
        _("Cette adresse ne s’ouvre pas seule"),
        _("Elle reçoit un formulaire. Rien n’a été enregistré : rouvrez la page d’où il venait et recommencez."),
    )
    page["Allow"] = refused["Allow"]
    return page


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        413,
        _("Envoi trop lourd"),
        _(
            "Ce que vous avez envoyé dépasse la taille permise : 25 Mo par fichier, "
            "un million de caractères par texte. "
            "Rien n’a été enregistré. Revenez à la page d’avant avec un fichier plus léger ou un texte plus court."
        ),
        back=_came_from(request),
    )


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        429,
        _("Trop de demandes à la suite"),
        _("Par sécurité, le site demande une pause. Attendez une minute, puis recommencez."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent too late gives back what was typed in it: no cache keeps a private page."""
    return _given_back(
        request,
        _("Formulaire expiré"),
        _(
            "Cette page est restée ouverte trop longtemps, ou votre navigateur refuse les cookies du site. "
            "Rien n’a été enregistré. Copiez ci-dessous ce que vous aviez écrit, puis rouvrez la page."
        ),
    )


def proof_expired(request: HttpRequest) -> HttpResponse:
    """A code proved who the person was, too long ago."""
    return _given_back(
        request,
        _("Il faut un nouveau code"),
        _(
            "Par sécurité, le code donné ne vaut que deux heures. Rien n’a été enregistré. "
            "Copiez ci-dessous ce que vous aviez écrit, puis rouvrez votre lien et demandez un nouveau code."
        ),
    )


def signed_out(request: HttpRequest) -> HttpResponse:
    """A form sent once the session is over. Sign-in leads back to the page it came from, without what that asked."""
    came_from = _came_from(request)
    after = f"?{urlencode({'next': came_from})}" if came_from else ""
    return _given_back(
        request,
        _("Session terminée"),
        _(
            "Vous aviez quitté le site, ou votre session a pris fin. Rien n’a été enregistré. "
            "Copiez ci-dessous ce que vous aviez écrit, puis connectez-vous et recommencez."
        ),
        sign_in=reverse("account_login") + after,
    )


def second_factor_missing(request: HttpRequest, *, set_up: bool) -> HttpResponse:
    """Sends whoever reads to give a second factor, or to set one up; what someone was writing is given back."""
    text = _(
        "Votre commun demande un second facteur. Rien n’a été enregistré. Copiez ce que vous aviez écrit, "
        "suivez le lien en haut de la page, puis rouvrez celle d’avant."
    )
    is_read = request.method in {"GET", "HEAD"}
    for_script = request.accepts("application/json") and not request.accepts("text/html")
    page = request.get_full_path() if is_read and is_page(request) and not for_script else _came_from(request)
    second_factor.remember_page(request, page)
    address = f"{reverse('mfa_reauthenticate' if set_up else 'mfa_index')}?{urlencode({'next': page})}"
    if for_script:
        said = _(
            "Votre commun demande un second facteur. Votre texte est sur cet écran, il n’est pas encore enregistré."
        )
        return JsonResponse({"errors": {"second_factor": [said]}, "address": address}, status=403)
    if not is_read:
        return _given_back(request, _("Il faut un second facteur"), text)
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _came_from(request: HttpRequest) -> str:
    """The page of ours whose form or script sent this, without what it asked; empty when it is unknown."""
    came_from = request.headers.get("Referer", "")
    inside = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return urlsplit(came_from).path if came_from and inside else ""


def _given_back(request: HttpRequest, title: str, text: str, *, sign_in: str = "") -> HttpResponse:
    context = {"title": title, "text": text, "typed": worth_keeping(request), "sign_in": sign_in, "back": ""}
    return render(request, "refusal.html", context, status=403)


def worth_keeping(request: HttpRequest) -> list[str]:
    """What is long enough to have been written by someone, and is neither secret nor an identifier."""
    sent = request.POST.items()
    return [value for name, value in sent if isinstance(value, str) and _is_text(name) and _is_written(value)]


def _is_text(name: str) -> bool:
    return "password" not in name and "token" not in name


def _is_written(value: str) -> bool:
    return len(value) >= WORTH_KEEPING and not IDENTIFIER.fullmatch(value)


def unavailable(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        503,
        _("Cette page est momentanément indisponible"),
        _("Un réglage du site empêche de lire ce qu’elle montre. Rien n’est perdu. Prévenez qui administre le site."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(
        request,
        500,
        _("Le site a rencontré une erreur"),
        _("Ce n’est pas de votre fait. L’erreur est enregistrée ; réessayez dans un instant."),
    )
