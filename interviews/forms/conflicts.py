from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interviews.forms.answers import IN_NOTE
from interviews.models import NoteRevision
from interviews.notes.divergence import MINE, THEIRS, Divergence

PREFIX = "choix"
#: The number of the revision both started from; a dot is in no key.
SINCE = "depuis."


class ConflictForm(forms.Form):
    """Beside a text that another saved meanwhile: of each answer that differs, the one to keep."""

    def __init__(
        self, data: Any = None, *, latest: NoteRevision, since: int, divergences: Sequence[Divergence]
    ) -> None:
        super().__init__(data, prefix=PREFIX)
        self.latest, self.divergences = latest, divergences
        hidden = forms.HiddenInput(IN_NOTE)
        self.fields[SINCE] = forms.IntegerField(widget=hidden, min_value=0, initial=since, required=False)
        for each in divergences:
            self.fields[each.asked.key] = forms.ChoiceField(
                label=f"{each.number}. {each.asked.text}",
                choices=[
                    (MINE, _("La vôtre : %(words)s") % {"words": each.mine or _("sans réponse")}),
                    (THEIRS, _("L’autre : %(words)s") % {"words": each.theirs or _("sans réponse")}),
                ],
                widget=forms.RadioSelect(IN_NOTE),
                initial=each.proposed or None,
                error_messages={"required": gettext_lazy("Choisissez une des deux réponses.")},
            )

    def settled(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """``answers`` as they were typed, with those of the other where they were chosen."""
        theirs = self.latest.answers
        chosen = {
            each.asked.key: theirs.get(each.asked.key)
            for each in self.divergences
            if self.cleaned_data[each.asked.key] == THEIRS
        }
        return {key: answer for key, answer in {**answers, **chosen}.items() if answer is not None}
