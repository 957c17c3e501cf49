"""Pages prepared for offline under the hashed names of production: a site that is down, a new version of the site."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse, HttpResponseNotFound
from django.urls import reverse
from playwright.sync_api import Page, expect

from interviews.models import Interview, Note
from tests.interviews.offline import LOST, ON_DEVICE, body, kept, save
from tests.interviews.writing import SAVED, opened, paper, state, type_at_end

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPT = "script[src*='/note-editor']"
READY = "Prêt hors connexion"


@pytest.fixture
def deployed(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """``deployed("…")``: the site serves that version of its files, under hashed names, and none of another's."""
    sources = settings.STATICFILES_DIRS[0]
    # The test server would break on our own 404 page, made outside the middleware, and leave the browser waiting.
    handler = "django.contrib.staticfiles.handlers.response_for_exception"
    monkeypatch.setattr(handler, lambda request, error: HttpResponseNotFound())
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }

    def deploy(version: str) -> None:
        changed = tmp_path / version / "sources"
        shutil.copytree(sources, changed)
        for script in (changed / "js").glob("*.js"):
            script.write_text(f"{script.read_text(encoding='utf-8')}/* {version} */\n", encoding="utf-8")
        settings.STATICFILES_DIRS = [changed]
        settings.STATIC_ROOT = tmp_path / version / "collected"
        call_command("collectstatic", interactive=False, verbosity=0)
        settings.STATICFILES_DIRS = [settings.STATIC_ROOT]

    deploy("une")
    return deploy


@pytest.fixture
def down(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The pages of notes, as a proxy answers for a site that is down."""
    monkeypatch.setattr("interviews.views.notes._page", lambda *_, **__: HttpResponse("Bad Gateway", status=502))
    return monkeypatch


def prepared(person: Any) -> Page:
    page: Page = person.go(reverse("interview_list"))
    page.get_by_role("button", name="Préparer hors connexion").click()
    expect(page.get_by_text(READY)).to_be_visible(timeout=15_000)
    return page


def file_of(page: Page) -> str | None:
    return page.locator(SCRIPT).get_attribute("src")


def test_pages_prepared_before_a_new_version_open_whole_then_are_taken_again(
    deployed: Callable[[str], None], own: Any, note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.expect_error("502")
    page = prepared(own)
    first = file_of(opened(own, note))
    assert re.search(r"note-editor\.[0-9a-f]{12}\.js", first or "")
    deployed("deux")
    with monkeypatch.context() as patch:
        patch.setattr("interviews.views.notes._page", lambda *_, **__: HttpResponse("Bad Gateway", status=502))
        page = opened(own, note)
    assert file_of(page) == first
    expect(state(page)).to_have_text(re.compile("Page préparée sur cet appareil"))
    type_at_end(page, " D’une ancienne page.")
    save(page)
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    assert "D’une ancienne page." in body(note)
    page = own.go(reverse("interview_list"))
    expect(page.get_by_text(READY)).to_be_visible(timeout=15_000)
    own.context.set_offline(True)
    page = opened(own, note)
    expect(paper(page)).to_contain_text("D’une ancienne page.")
    assert file_of(page) != first


def test_a_page_never_opened_is_there_whole_when_the_site_is_down(
    deployed: Callable[[str], None], own: Any, note: Note, interview: Interview, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.expect_error("502")
    page = prepared(own)
    with monkeypatch.context() as patch:
        patch.setattr("interviews.views.notes._page", lambda *_, **__: HttpResponse("Bad Gateway", status=502))
        patch.setattr("interviews.views.notes._autosave", lambda *_, **__: HttpResponse("Bad Gateway", status=502))
        page = opened(own, note)
        type_at_end(page, " Serveur arrêté.")
        save(page)
        expect(state(page)).to_have_text(ON_DEVICE, timeout=8000)
        page.close()
        own.page = own.context.new_page()
        page = opened(own, note)
        expect(paper(page)).to_contain_text("Serveur arrêté.")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    assert body(note).count("Serveur arrêté.") == 1
    page.wait_for_timeout(200)
    assert kept(page) == 0


def test_what_was_saved_as_plain_text_comes_back_as_plain_text_without_a_network(
    deployed: Callable[[str], None], own: Any, note: Note
) -> None:
    own.expect_error(LOST)
    prepared(own)
    page = own.go(f"{note.get_absolute_url()}?ecrire=texte")
    page.get_by_role("textbox", name=str(note)).fill("## Un titre\n\nUne suite.")
    save(page)
    expect(state(page)).to_have_text(SAVED, timeout=8000)
    own.context.set_offline(True)
    page = own.go(note.get_absolute_url())
    page.wait_for_url("**/?ecrire=texte")
    expect(page.get_by_role("textbox", name=str(note))).to_have_value("## Un titre\n\nUne suite.")
