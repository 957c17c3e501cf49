"""The plural of the words that no catalogue translates: they are written in French, where nought is singular."""

from gettext import NullTranslations

from django.conf import settings
from django.utils.translation import trans_real


class _French(NullTranslations):
    def ngettext(self, msgid1: str, msgid2: str, n: float) -> str:
        return msgid1 if abs(n) < 2 else msgid2


def read_sources_as_french() -> None:
    """Django would count them as in English (« 0 acteurs ») for want of a catalogue with their plural forms."""
    trans_real.translation(settings.LANGUAGE_CODE).add_fallback(_French())
