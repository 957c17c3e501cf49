import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from commons import richtext
from commons.fields import LinesFormField
from deliverables.models import Chapter, ChapterRevision, Deliverable
from reviews.actions import Guest, end_of
from reviews.models import Decision, MirrorGroup, Remark, ReviewRound, RoundChapter

_GUEST = re.compile(r"(?P<name>[^<>]+?)\s*<\s*(?P<email>[^<>\s]+)\s*>")
#: Beyond this a list is a mailing, not a mirror group.
_MOST_GUESTS = 60


class ChapterChoiceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.position}. {obj.title}"


class RoundForm(forms.Form):
    """A round on one deliverable. An existing group, or the name of a new one."""

    chapters = ChapterChoiceField(
        label=_("Chapitres à relire"),
        help_text=_("Leur dernière version enregistrée est figée : vous pourrez continuer à écrire."),
        queryset=Chapter.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choisissez au moins un chapitre."),
            "invalid_choice": _("Ce chapitre n’est pas proposé à la relecture."),
            "invalid_pk_value": _("Ce chapitre n’est pas proposé à la relecture."),
        },
    )
    group = forms.ModelChoiceField(
        label=_("Groupe miroir"),
        queryset=MirrorGroup.objects.none(),
        required=False,
        empty_label=_("Un nouveau groupe, nommé ci-dessous"),
    )
    new_group = forms.CharField(
        label=_("Nom du nouveau groupe"),
        help_text=_("À remplir si vous ne choisissez pas un groupe existant."),
        max_length=120,
        required=False,
    )
    new_group_kind = forms.ChoiceField(
        label=_("Composition du nouveau groupe"), choices=MirrorGroup.Kind.choices, required=False
    )
    questions = LinesFormField(
        label=_("Questions posées aux lectrices et lecteurs"),
        help_text=_("Une question par ligne. Elles sont affichées en tête du texte."),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    closes_on = forms.DateField(
        label=_("Dernier jour pour faire des remarques"),
        help_text=_("La relecture ferme ce jour-là à 23 h 59, heure de Paris."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, deliverable: Deliverable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deliverable = deliverable
        written = [chapter.pk for chapter in _chapters_of(deliverable) if _has_text(chapter)]
        fields: dict[str, Any] = self.fields
        fields["chapters"].queryset = deliverable.chapters.filter(pk__in=written).order_by("position")
        fields["chapters"].initial = written
        fields["group"].queryset = deliverable.commons.mirror_groups.order_by("name")
        if not fields["group"].queryset.exists():
            del self.fields["group"]
            fields["new_group"].label, fields["new_group"].help_text = _("Nom du groupe miroir"), ""
            fields["new_group_kind"].label = _("Sa composition")
            fields["new_group"].required = fields["new_group_kind"].required = True

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        today = timezone.localdate()
        if day < today or end_of(day) <= timezone.now():
            raise ValidationError(_("Cette date est passée : la relecture fermerait avant d’ouvrir."))
        if day > today + timedelta(days=366):
            raise ValidationError(_("Une relecture dure un an au plus."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if (
            "group" in self.fields
            and "group" not in self.errors
            and not cleaned.get("group")
            and not cleaned.get("new_group")
        ):
            self.add_error("new_group", _("Choisissez un groupe miroir, ou donnez un nom au nouveau groupe."))
        return cleaned

    def mirror_group(self) -> MirrorGroup:
        """The chosen group, or the new one, not saved yet."""
        chosen: MirrorGroup | None = self.cleaned_data.get("group")
        return chosen or MirrorGroup(
            commons=self.deliverable.commons,
            name=self.cleaned_data["new_group"],
            kind=self.cleaned_data["new_group_kind"] or MirrorGroup.Kind.PRACTITIONERS,
        )


def _chapters_of(deliverable: Deliverable) -> Iterable[Chapter]:
    newest = Prefetch("revisions", ChapterRevision.objects.order_by("-number"), to_attr="newest_first")
    return deliverable.chapters.prefetch_related(newest).order_by("position")


def _has_text(chapter: Chapter) -> bool:
    revisions: list[ChapterRevision] = chapter.newest_first  # type: ignore[attr-defined]
    return bool(revisions) and bool(richtext.plain_text(revisions[0].body).strip())


class GuestsForm(forms.Form):
    """Who to invite, one a line; the whole list is refused with each faulty line named, and stays as typed."""

    guests = forms.CharField(
        label=_("Personnes à inviter"),
        help_text=_("Une par ligne : Prénom Nom &lt;adresse@exemple.fr&gt;. Chacune reçoit son propre lien."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        max_length=20_000,
        strip=False,
    )

    def clean_guests(self) -> list[Guest]:
        lines = [(number, line.strip()) for number, line in enumerate(self.cleaned_data["guests"].splitlines(), 1)]
        lines = [(number, line) for number, line in lines if line]
        if not lines:
            raise ValidationError(_("Écrivez au moins une personne."))
        if len(lines) > _MOST_GUESTS:
            raise ValidationError(_("Soixante personnes à la fois au plus."))
        found: list[Guest] = []
        faults: list[str] = []
        for number, line in lines:
            try:
                guest = _read_guest(line, {guest.email for guest in found})
            except ValidationError as fault:
                faults.append(_t("Ligne %(number)s : %(fault)s") % {"number": number, "fault": fault.messages[0]})
            else:
                found.append(guest)
        if faults:
            raise ValidationError(faults)
        return found


def _read_guest(line: str, above: set[str]) -> Guest:
    match = _GUEST.fullmatch(line)
    if match is None:
        raise ValidationError(_("écrivez « Prénom Nom <adresse@exemple.fr> »."))
    name, email = " ".join(match["name"].split()).strip("\"' ,;"), match["email"].lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(_("« %(email)s » n’est pas une adresse e-mail."), params={"email": email}) from None
    if not name or len(name) > 120 or any(ord(char) < 32 for char in name) or len(email) > 254:
        raise ValidationError(_("le nom manque ou dépasse 120 caractères."))
    if email in above:
        raise ValidationError(_("%(email)s est déjà plus haut dans la liste."), params={"email": email})
    return Guest(name, email)


class RemarkForm(forms.ModelForm):
    """What a remark says; where it stands never changes."""

    class Meta:
        model = Remark
        fields = ["text", "kind"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        labels = {"text": _("Votre remarque")}

    kind = forms.ChoiceField(
        label=_("En un mot"),
        choices=[("", _("sans préciser")), *Remark.Kind.choices],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser cuts a pasted text at its limit without a word; the form refuses it and keeps it whole.
        self.fields["text"].widget.attrs.pop("maxlength", None)


class NewRemarkForm(RemarkForm):
    """``near`` is where the selection began in its block (code points). What a script sends wrong is worth nothing."""

    quote = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    near = forms.CharField(widget=forms.HiddenInput, required=False)

    def passage(self) -> tuple[str, int]:
        near = self.cleaned_data["near"]
        quote = str(self.cleaned_data["quote"]).replace("\r\n", "\n")  # browsers send line ends in two characters
        return quote, int(near) if near.isdecimal() and len(near) < 8 else 0


class AnswerForm(forms.ModelForm):
    class Meta:
        model = Decision
        fields = ["disposition", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"reason": _("La personne qui a fait la remarque lira ces mots.")}
        error_messages = {
            "reason": {"required": _("Dites pourquoi : la personne qui a fait la remarque lira votre réponse.")}
        }

    disposition = forms.ChoiceField(
        label=_("Suite donnée"),
        choices=Decision.Disposition.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez la suite donnée.")},
    )


class RemarkFilterForm(forms.Form):
    """Which remarks the team looks at."""

    chapitre = forms.ModelChoiceField(
        label=_("Chapitre"), queryset=RoundChapter.objects.none(), required=False, empty_label=_("tous")
    )
    type = forms.ChoiceField(label=_("Type"), choices=[("", _("tous")), *Remark.Kind.choices], required=False)
    sans_suite = forms.BooleanField(label=_("Seulement les remarques sans suite"), label_suffix="", required=False)

    def __init__(self, *args: Any, review_round: ReviewRound, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chapters: Any = self.fields["chapitre"]
        chapters.queryset = review_round.chapters.select_related("revision").order_by("position")
        if chapters.queryset.count() < 2:
            del self.fields["chapitre"]
