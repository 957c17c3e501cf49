"""How every form of the house is drawn, refused and limited."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from commons.models import Commons, Invitation, Membership, Role
from commons.names import on_one_line

#: taggit's own limits are those of its columns: a longer tag would break there.
MOST_TAGS, LONGEST_TAG = 30, 100


class HouseRenderer(TemplatesSetting):
    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


def form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a form: 422 when any form in the context was sent and refused, what was typed kept."""
    refused = any(isinstance(value, forms.BaseForm) and value.errors for value in context.values())
    return render(request, template, context, status=422 if refused else 200)


def check_upload(upload: UploadedFile | None) -> None:
    """Raises ``ValidationError`` when the file is larger than ``UPLOAD_MAX_BYTES``."""
    if upload and upload.size and upload.size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("Ce fichier pèse %(size)s ; la limite est de %(limit)s."),
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)},
        )


def checked_tags(tags: list[str]) -> list[str]:
    """Raises ``ValidationError`` when there are too many, or one is too long."""
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise ValidationError(
            _("Au plus %(most)d étiquettes, de %(longest)d caractères chacune."),
            params={"most": MOST_TAGS, "longest": LONGEST_TAG},
        )
    return tags


class CommonsForm(forms.ModelForm):
    class Meta:
        model = Commons
        fields = [
            "title",
            "subtitle",
            "summary",
            "description",
            "statement",
            "maturity",
            "challenges",
            "themes",
            "near_commons",
            "wanted_resources",
            "wanted_skills",
            "referents",
            "aid_requested",
            "tags",
        ]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"tags": _("Séparées par des virgules.")}

    def clean_tags(self) -> list[str]:
        return checked_tags(self.cleaned_data["tags"])

    def clean_title(self) -> str:
        return on_one_line(self.cleaned_data["title"])


#: Said by the form, and by the view when two forms were sent at once.
ALREADY_INVITED = _("Une invitation est déjà en attente pour cette adresse : renvoyez-la, ou annulez-la d’abord.")


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["email", "role"]

    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices, widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("Adresse e-mail de la personne"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, commons: Commons, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commons = commons

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if self.commons.memberships.filter(user__email__iexact=email).exists():
            raise ValidationError(_("Cette personne fait déjà partie de l’équipe."))
        if self.commons.invitations.pending().filter(email__iexact=email).exists():
            raise ValidationError(ALREADY_INVITED)
        return email


class RoleForm(forms.ModelForm):
    class Meta:
        model = Membership
        fields = ["role"]

    role = forms.ChoiceField(label=_("Rôle"), choices=Role.choices, widget=forms.RadioSelect)


class RemovalForm(forms.Form):
    """Nothing to type: only the confirmation, and the reason when it is refused."""
