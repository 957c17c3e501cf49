from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commons.models import JournalEntry, Role
from commons.verbs import Verb
from interviews import actions
from tests import factories
from tests.conftest import StrictClient
from tests.scene import Scene


def test_many_excerpts_take_no_more_queries_than_few(cast: Scene, researcher: StrictClient) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert researcher.get(reverse("excerpt_list")).status_code == 200
        return len(captured)

    few = queries()
    for number in range(6):
        interview = factories.interview(cast.ecosystem, cast.people["researcher"])
        person = factories.interviewee(interview)
        factories.consent(person)
        revision = factories.note(interview, cast.people["researcher"])
        factories.excerpt(revision, speaker=person if number % 2 else None)
    assert queries() == few


def test_a_team_without_excerpt_is_told_what_to_do(db: None) -> None:
    client = StrictClient()
    client.force_login(factories.member(Role.RESEARCHER, factories.commons()))
    assert "Aucun verbatim pour le moment" in client.get(reverse("excerpt_list")).content.decode()


def test_a_withdrawal_masks_the_wording_in_list_and_detail(cast: Scene) -> None:
    colleague = StrictClient()
    colleague.force_login(cast.people["colleague"])
    pages = [reverse("excerpt_list"), cast.excerpt.get_absolute_url()]
    assert all("On partage les chantiers." in colleague.get(page).content.decode() for page in pages)
    actions.withdraw_consent(cast.consent, by=None)
    assert not any("On partage les chantiers." in colleague.get(page).content.decode() for page in pages)


def test_the_detail_walks_back_from_the_passage_to_the_territory(cast: Scene, researcher: StrictClient) -> None:
    page = researcher.get(cast.excerpt.get_absolute_url()).content.decode()
    for thing in (cast.territory, cast.ecosystem, cast.interview, cast.note):
        assert f'href="{thing.get_absolute_url()}"' in page
    assert f"[[verbatim:{cast.excerpt.pk}]]" in page


def test_the_wording_is_edited_with_a_line_in_the_journal(cast: Scene, researcher: StrictClient) -> None:
    address = reverse("excerpt_edit", args=[cast.excerpt.pk])
    researcher.post(address, {"public_wording": "Mieux dit.", "memo": "m", "speaker": cast.interviewee.pk})
    cast.excerpt.refresh_from_db()
    assert (cast.excerpt.public_wording, cast.excerpt.quote) == ("Mieux dit.", "On partage les chantiers.")
    assert JournalEntry.objects.filter(verb=Verb.EXCERPT_EDITED).count() == 1
    refused = researcher.post(address, {"public_wording": "x" * 2001})
    assert refused.status_code == 422
    naming = researcher.post(address, {"public_wording": "Confidentiel."})
    assert naming.status_code == 422


def test_an_excerpt_without_wording_is_never_named_by_its_raw_quote(cast: Scene) -> None:
    cast.excerpt.public_wording, cast.excerpt.quote = "", "MARQUEURNOTE"
    assert "MARQUEUR" not in str(cast.excerpt)
