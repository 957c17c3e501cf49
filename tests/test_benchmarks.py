"""The measures measure pages that exist; their figures are printed, never asserted."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import resolve

from actors.models import Ecosystem, Organisation, Participation, Relation
from benchmarks import __main__ as bench
from benchmarks import directory
from soak import __main__ as soak
from tests import factories


@pytest.mark.parametrize("path", [directory.EMPTY, *directory.PAGES.values(), *directory.ONCE])
def test_each_page_measured_has_an_address(path: str) -> None:
    assert resolve(path.partition("?")[0], urlconf="benchmarks.urls")


def test_an_unknown_measure_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (bench, soak):
        assert command.main(["vitesse"]) == 2
        assert "Inconnu : vitesse" in capsys.readouterr().err


@pytest.mark.pair
@pytest.mark.django_db
def test_the_fictional_directory_has_the_size_asked_for_and_is_the_same_each_time() -> None:
    factories.commune("91200", name="Dourdan", departement="91")
    said = StringIO()
    call_command("seed_directory", organisations=320, relations=41, stdout=said)
    assert "320 organisations et 41 relations fictives" in said.getvalue()
    assert (Organisation.objects.count(), Relation.objects.count(), Participation.objects.count()) == (320, 41, 320)
    assert [system.participations.count() for system in Ecosystem.objects.order_by("slug")] == [300, 20]
    first = Organisation.objects.get(short_name="AR7")
    assert json.dumps(first.aliases, ensure_ascii=False) == '["Dourdan réemploi 7"]'
    assert first.folded_names.startswith(first.folded_name)


@pytest.mark.django_db
def test_no_fiction_is_mixed_with_a_real_directory() -> None:
    with pytest.raises(CommandError, match="import_communes"):
        call_command("seed_directory")
    assert not Organisation.objects.exists()
    factories.organisation("Vraie")
    with pytest.raises(CommandError, match="contient déjà"):
        call_command("seed_directory")
    with pytest.raises(CommandError, match="au moins deux"):
        call_command("seed_directory", organisations=1)
