"""French counts nought in the singular: « 0 acteur », on every page."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.template import Context, Template
from django.urls import reverse
from django.utils.translation import ngettext, npgettext, override

from reviews.models import Remark
from tests import factories
from tests import scene as scenes
from tests.access import Line
from tests.test_access import lines

#: A count of nought and its word, in the plural; words that end so in the singular are left.
NONE_OF = re.compile(r"(?<![\d,.:/-])0[ \xa0\u202f](?!fois\b|mois\b|avis\b)([^\W\d]+s)\b")


@pytest.mark.parametrize(("count", "said"), [(0, "0 acteur"), (1, "1 acteur"), (2, "2 acteurs"), (40, "40 acteurs")])
def test_nought_is_singular_in_code_and_in_templates(count: int, said: str) -> None:
    template = Template(
        "{% load i18n %}{% blocktranslate count n=n %}{{ n }} acteur{% plural %}{{ n }} acteurs{% endblocktranslate %}"
    )
    for language in ("fr", None):
        with override(language) if language else override("fr", deactivate=True):
            assert ngettext("%(n)d acteur", "%(n)d acteurs", count) % {"n": count} == said
            assert npgettext("annuaire", "%(n)d acteur", "%(n)d acteurs", count) % {"n": count} == said
            assert template.render(Context({"n": count})) == said


def _words(built: scenes.Scene, address: str, asked: Any = None) -> str:
    response = built.client("coordinator").get(address, asked)
    is_page = response.status_code == 200 and "text/html" in response["Content-Type"]
    return re.sub(r"<[^>]+>", "", response.content.decode()) if is_page else ""


def _of(built: scenes.Scene, line: Line) -> str:
    point = transaction.savepoint()
    line.prepare(built)
    words = _words(built, reverse(line.name, kwargs=line.kwargs(built)), line.data(built))
    transaction.savepoint_rollback(point)
    return words


@pytest.mark.django_db
def test_no_page_counts_nought_in_the_plural() -> None:
    built = scenes.build()
    pages = {line.name: _of(built, line) for line in lines() if line.method == "GET"}
    Remark.objects.all().delete()
    bare = factories.deliverable(built.commons)
    emptied = (
        reverse("draft_list"),
        reverse("draft_detail", args=[bare.pk]),
        reverse("round_list"),
        reverse("round_detail", args=[built.round.pk]),
    )
    pages |= {address: _words(built, address) for address in emptied}
    said = {page: found[0] for page, words in pages.items() for found in [NONE_OF.search(words)] if found}
    assert sum(bool(words) for words in pages.values()) > 50
    assert sum(bool(re.search(r"(?<!\d)0[ \xa0][^\W\d]", words)) for words in pages.values()) > 2
    assert not said
