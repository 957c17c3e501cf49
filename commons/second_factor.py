"""The second factor of an account: what counts as one, when it has been proved, and allauth's questions about it."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commons.ciphers import Unreadable, cipher
from commons.models import Membership
from commons.models.team import WRITERS

#: Recovery codes replace a factor that is lost; alone, they are none.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
#: Of its secrets, among what the identity keys encrypt (``commons.ciphers``).
PURPOSE = b"second-factor"
#: Key of the session.
_PAGE = "asked_before_second_factor"


def is_set_up(user: F | OuterRef) -> Exists:
    """For a query: whether ``user``, one of its columns, has a second factor."""
    return Exists(Authenticator.objects.filter(user=user, type__in=FACTORS))


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def proved_in(request: HttpRequest, user: User) -> bool:
    """Whether this session gave a second factor: when it was opened, or since."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def remember_page(request: HttpRequest, path: str) -> None:
    """Where to bring the person back once the factor is given; one that is of no page of ours is forgotten."""
    if url_has_allowed_host_and_scheme(path, {request.get_host()}) and path.startswith("/"):
        request.session[_PAGE] = path


def asked_page(request: HttpRequest) -> str:
    """The page that was asked for before the factor was, empty when none was."""
    return str(request.session.get(_PAGE, ""))


def forget_page(request: HttpRequest) -> None:
    """Once it is reached."""
    if _PAGE in request.session and request.get_full_path() == request.session[_PAGE]:
        del request.session[_PAGE]


def is_required_of(user: User) -> bool:
    """Whether a commons where ``user`` writes requires it."""
    return Membership.objects.filter(user=user, role__in=WRITERS, commons__requires_second_factor=True).exists()


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Un commun où vous écrivez demande un second facteur, et c’est votre dernier. "
            "Ajoutez-en d’abord un autre, puis retirez celui-ci."
        ),
        "cannot_generate_recovery_codes": _("Mettez d’abord en place un second facteur."),
        "incorrect_code": _("Ce code ou cette clé ne convient pas. Attendez le code suivant, ou recommencez."),
        "unverified_email": _("Confirmez d’abord votre adresse e-mail."),
    }

    def encrypt(self, text: str) -> str:
        return cipher(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return cipher(PURPOSE).decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise Unreadable from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor stays while a commons requires one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS).exclude(pk=authenticator.pk)
        return others.exists() or not is_required_of(authenticator.user)

    def generate_authenticator_name(self, user: User, kind: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=kind).count() + 1
        return ngettext("Ma clé d’accès", "Ma clé d’accès %(number)d", number) % {"number": number}

    def _get_site_name(self) -> str:
        return gettext("Communs de coopération")
