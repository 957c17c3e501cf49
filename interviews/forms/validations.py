import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interviews.models import AccountComment


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code reçu par e-mail"),
        max_length=20,
        help_text=_("Six chiffres."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Tapez les six chiffres reçus.")},
    )

    def clean_code(self) -> str:
        """As digits, however they were typed or copied."""
        digits = re.sub(r"[\s.-]", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise ValidationError(_("Un code a six chiffres. Recopiez celui du dernier message reçu."))
        return digits


class ValidationRequestForm(forms.Form):
    email = forms.EmailField(
        label=_("Son adresse e-mail"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Chiffrée. C’est là que part le code demandé avant d’ouvrir le compte rendu."),
    )
    means = forms.ChoiceField(
        label=_("Le lien"),
        choices=[
            ("mail", _("part dans un message à cette adresse")),
            ("hand", _("m’est montré : je le remets moi-même")),
        ],
        initial="mail",
        widget=forms.RadioSelect,
    )

    @property
    def mailed(self) -> bool:
        return bool(self.cleaned_data["means"] == "mail")


class AccountCommentForm(forms.ModelForm):
    """On a block of the account, or on all of it when ``block`` is empty."""

    block = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    kind = forms.ChoiceField(
        label=_("C’est"),
        choices=AccountComment.Kind.choices,
        initial=AccountComment.Kind.COMMENT,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = AccountComment
        fields = ["kind", "text"]
        labels = {"text": _("Votre texte")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"text": {"required": _("Écrivez ce que vous voulez dire, puis enregistrez.")}}


class CommentAnswerForm(forms.ModelForm):
    answer = forms.CharField(
        label=_("Votre réponse"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La personne la lit sous son commentaire."),
    )

    class Meta:
        model = AccountComment
        fields = ["answer"]
