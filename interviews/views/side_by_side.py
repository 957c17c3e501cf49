from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commons.policies import require, signed_in
from interviews import policies
from interviews.actions import note_was_read, sharing
from interviews.models import Interview, Note, NoteRevision
from interviews.notes import side_by_side
from interviews.notes.side_by_side import Sight
from interviews.views.interviews import SECTION, confidential, crumbs


@require_http_methods(["GET", "POST"])
@confidential
def notes_side_by_side(request: HttpRequest, pk: UUID) -> HttpResponse:
    visible = Interview.objects.raw_visible_to(request.user).select_related("commons", "ecosystem")
    interview = get_object_or_404(visible, pk=pk)
    user = signed_in(request.user)
    sight = side_by_side.look(interview)
    can_take = policies.can_write_note(user, sight.account)
    if request.method == "POST":
        require(can_take)
        return _take(request, interview, sight, by=user)
    for column in sight.columns:
        note_was_read(column.note, by=user)
    context = {
        "interview": interview,
        "sight": sight,
        "can_take": can_take,
        "section": SECTION,
        "crumbs": crumbs((interview, interview.get_absolute_url()), (_("Notes côte à côte"), "")),
    }
    return render(request, "interviews/notes_side_by_side.html", context)


def _take(request: HttpRequest, interview: Interview, sight: Sight, *, by: User) -> HttpResponse:
    """One button of the page: a passage, all those of a question, an answer, or the answers on which both agree."""
    what, _colon, rest = request.POST.get("take", "").partition(":")
    if what == "agreed":
        sharing.choose_answers(sight.account, answers=sight.agreed, by=by)
        messages.success(request, _("Les réponses communes sont dans le compte rendu."))
        return redirect(f"{request.path}#reponses")
    number, _colon, name = rest.partition(":")
    source = _source(interview, number)
    if what == "answer" and name in source.answers:
        sharing.choose_answers(sight.account, answers={name: source.answers[name]}, by=by)
        messages.success(request, _("Cette réponse est celle du compte rendu."))
        return redirect(f"{request.path}#reponse-{name}")
    if what not in ("passage", "question"):
        raise BadRequest
    blocks = [name] if what == "passage" else [block for block, keys in source.passages.items() if name in keys]
    _say_taken(request, sharing.take_passages(sight.account, source=source, blocks=blocks, by=by))
    return redirect(f"{request.path}#{what}-{source.note_id}-{name}")


def _source(interview: Interview, identifier: str) -> NoteRevision:
    """The notes as they were on the page: what was seen is what is taken."""
    try:
        key = UUID(identifier)
    except ValueError as malformed:
        raise BadRequest from malformed
    own = Note.objects.filter(interview=interview, author__isnull=False)
    return get_object_or_404(NoteRevision.objects.select_related("note__author").filter(note__in=own), pk=key)


def _say_taken(request: HttpRequest, count: int) -> None:
    if count:
        sentence = ngettext(
            "Le passage est dans le compte rendu, avec le nom de qui l’a noté.",
            "Les %(count)s passages sont dans le compte rendu, avec le nom de qui les a notés.",
            count,
        )
        messages.success(request, sentence % {"count": number_format(count)})
    else:
        messages.info(request, _("Ce passage est déjà dans le compte rendu."))
