"""``manage.py rotate_identity_key``: after it, the newest key alone opens everything."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection

from commons.second_factor import SecondFactorAdapter
from interviews.actions import key_rotation
from interviews.models import Identity
from tests import factories, scene

pytestmark = [pytest.mark.django_db, pytest.mark.pair]
OLD, NEW = "une clé d’avant", "une clé nouvelle"


@pytest.fixture
def secrets(settings: Any) -> dict[str, Any]:
    """Two identities and a second factor under the former key; the new one has just been put before it."""
    settings.IDENTITY_KEYS = [OLD]
    built = scene.build()
    other = factories.interviewee(built.interview, identity="Autre Personne")
    other.identity.phone = "06 11 22 33 44"
    other.identity.save()
    secret = factories.application(built.people["researcher"])
    settings.IDENTITY_KEYS = [NEW, OLD]
    return {"secret": secret, "other": other}


def turn(**options: Any) -> str:
    said = StringIO()
    call_command("rotate_identity_key", stdout=said, **options)
    return said.getvalue()


def raw() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM interviews_identity ORDER BY interviewee_id")
        return cursor.fetchall()


def test_the_newest_key_alone_then_opens_everything(secrets: dict[str, Any], settings: Any) -> None:
    assert "À chiffrer à nouveau : 5. Déjà avec la première clé : 0" in turn(check=True)
    assert "Chiffrées à nouveau : 5." in turn()
    settings.IDENTITY_KEYS = [NEW]
    assert Identity.objects.get(pk=secrets["other"].pk).lines == ["Autre Personne", "06 11 22 33 44"]
    application = Authenticator.objects.get(type="totp")
    assert SecondFactorAdapter().decrypt(application.data["secret"]) == secrets["secret"]
    codes = Authenticator.objects.get(type="recovery_codes")
    assert SecondFactorAdapter().decrypt(codes.data["seed"])


def test_run_again_it_changes_nothing(secrets: dict[str, Any]) -> None:
    turn()
    before = raw()
    assert "Chiffrées à nouveau : 0. Déjà avec la première clé : 5." in turn()
    assert raw() == before


def test_interrupted_half_way_it_is_taken_up_again(
    secrets: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    def die(turn: key_rotation.Turn) -> None:
        if turn.seen >= 2:
            raise Killed

    monkeypatch.setattr(key_rotation, "BATCH", 2)
    with pytest.raises(Killed):
        key_rotation.rotate(die)
    assert key_rotation.look() == key_rotation.Turn(renewed=3, already=2)
    assert Identity.objects.get(pk=secrets["other"].pk).name == "Autre Personne"  # both keys, meanwhile
    assert "Chiffrées à nouveau : 3. Déjà avec la première clé : 2." in turn()
    settings.IDENTITY_KEYS = [NEW]
    assert {one.name for one in Identity.objects.all()} >= {"Autre Personne"}


def test_a_value_that_no_key_opens_refuses_and_changes_nothing(secrets: dict[str, Any], settings: Any) -> None:
    before = raw()
    settings.IDENTITY_KEYS = [NEW]
    with pytest.raises(CommandError, match=r"5 valeur\(s\) ne s’ouvrent avec aucune"):
        turn()
    assert raw() == before


def test_what_a_person_writes_meanwhile_is_not_lost(secrets: dict[str, Any]) -> None:
    identity = Identity.objects.get(pk=secrets["other"].pk)
    stale = next(kept for kept in key_rotation._of_field(Identity, "phone"))
    identity.phone = "06 99 99 99 99"
    identity.save()
    assert stale.replace("écrasé") is False
    assert Identity.objects.get(pk=identity.pk).phone == "06 99 99 99 99"


def test_what_another_service_still_writes_with_the_former_key_is_said(
    secrets: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotate = key_rotation.rotate

    def late(told: Any) -> key_rotation.Turn:
        done = rotate(told)
        settings.IDENTITY_KEYS = [OLD, NEW]
        Identity.objects.get(pk=secrets["other"].pk).save()
        settings.IDENTITY_KEYS = [NEW, OLD]
        return done

    monkeypatch.setattr(key_rotation, "rotate", late)
    with pytest.raises(CommandError, match=r"2 valeur\(s\) viennent d’être écrites"):
        turn()
