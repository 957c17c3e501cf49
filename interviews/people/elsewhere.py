"""Organisations and communes that a text names, near or far. Reads only."""

import re
from collections.abc import Iterable

from django.db.models import Q

from actors.models import Organisation
from commons.names import folded
from interviews.people.common_words import COMMON
from interviews.people.spelling import has_capital
from interviews.people.whole_names import ARTICLES, SHORT, spelt
from territories.models import Commune

_WORD = re.compile(r"[^\W_]+")
#: « Communauté d’agglomération de l’Étampois Sud-Essonne » has seven.
_MOST_WORDS = 12
#: More would be no text of an interview; a query takes so many values everywhere.
_MOST = 500


class Said:
    """The runs of words of some texts: a name of the whole country is then found at the cost of one comparison."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.runs: set[str] = set()
        #: Those that a capital begins.
        self.capitals: set[str] = set()
        for text in texts:
            words = _WORD.findall(text)
            plain = [spelt(folded(word)) for word in words]
            for start, word in enumerate(words):
                those = {" ".join(plain[start:end]) for end in range(start + 1, start + 1 + _MOST_WORDS)}
                self.runs |= those
                if has_capital(word):
                    self.capitals |= those


def organisations(said: Said) -> list[Organisation]:
    """Of the directory, by any of their names."""
    known = Organisation.objects.current().values_list("pk", "folded_names")
    named = [pk for pk, names in known if any(_among(name, said.runs) for name in names.split(" / "))]
    rows = Organisation.objects.filter(pk__in=named[:_MOST])
    return list(rows.only("name", "short_name", "aliases", "kind").order_by("name"))


def communes(said: Said, *, near: Iterable[str]) -> list[Commune]:
    """Those of the codes of ``near``, then of the country, one by name.

    A word of every day is a commune somewhere: left out, unless it is of ``near``.
    """
    codes = set(near)
    by_name: dict[str, str] = {}
    for code, name in Commune.objects.order_by("code").values_list("code", "folded_name"):
        if code not in codes and len(name) > SHORT and name not in COMMON and _among(name, said.capitals):
            by_name.setdefault(name, code)
    found = Commune.objects.filter(Q(code__in=list(by_name.values())[:_MOST]) | Q(code__in=codes))
    return sorted(found.defer("outline"), key=lambda each: (each.code not in codes, each.code))


def _among(name: str, runs: set[str]) -> bool:
    """As it is, or without its article."""
    words = [spelt(word) for word in name.split()]
    return " ".join(words) in runs or (len(words) > 1 and words[0] in ARTICLES and " ".join(words[1:]) in runs)
