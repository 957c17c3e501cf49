from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.marks import account_mark
from accounts.models import User
from commons.markup import french_spaces
from commons.policies import require, signed_in
from commons.requests import is_page
from interviews import actions, policies
from interviews.forms import conflicts
from interviews.forms.answers import AnswersForm, shown
from interviews.forms.conflicts import ConflictForm
from interviews.forms.notes import HTML, TEXT, NoteForm, PlainNoteForm
from interviews.grids.answers import Kind
from interviews.models import GridRevision, Note, NoteRevision
from interviews.notes import desk, divergence, offline, presence
from interviews.notes.divergence import Divergence
from interviews.notes.kept import Wordings
from interviews.views.interviews import SECTION, confidential, crumbs

#: The person's choice between the editor and plain text, for a year.
WRITING_COOKIE, WRITING_SECONDS = "notes", 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@confidential
def note_edit(request: HttpRequest, interview: UUID, pk: UUID) -> HttpResponse:
    user = signed_in(request.user)
    if request.method == "POST":
        note = _to_write(request, interview, pk)
        require(_is_from(request, user))
        if "application/json" in request.headers.get("Accept", ""):
            return _autosave(request, note, by=user)
        return _save(request, note, by=user)
    notes = Note.objects.visible_to(request.user).select_related("author", "interview__commons", "interview__revision")
    note = get_object_or_404(notes, pk=pk, interview=interview)
    actions.note_was_read(note, by=user)
    latest = note.latest()
    if _writing(request) == TEXT:
        form: NoteForm = _plain(note, latest)
    else:
        form = NoteForm.showing(latest)
    return _remembering(request, _page(request, note, form, latest))


def _to_write(request: HttpRequest, interview: UUID, pk: UUID) -> Note:
    """Whoever may write a note sees it: a save, which comes every few seconds, asks no more than that."""
    note = get_object_or_404(Note.objects.select_related("interview"), pk=pk, interview=interview)
    if not policies.can_write_note(request.user, note):
        get_object_or_404(Note.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied
    return note


def _autosave(request: HttpRequest, note: Note, *, by: User) -> JsonResponse:
    """The contract of ``note-sender.js``. An answer that is refused does not hold the text back: it is said beside."""
    form = _sent(request, note)
    if not form.is_valid():
        errors = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"errors": errors}, status=422)
    typed = form.cleaned_data["answers"]
    answers = _answers(note, by, AnswersForm.typed, typed) if typed else None
    try:
        revision = _write(note, form, answers.answers if answers else None, by=by)
    except actions.Conflict as conflict:
        latest = conflict.latest
        told = {**state_of(latest), **_told(latest, form), "answers": _diverging(note, form, answers, latest)}
        return JsonResponse(told, status=409)
    said = {"refused": answers.refused, "kept": answers.kept} if answers else {}
    return JsonResponse({**state_of(revision), **said})


def _is_from(request: HttpRequest, user: User) -> bool:
    """What one account typed is never saved by another that signed in since, on the same device."""
    return request.headers.get("X-Account", "") in ("", account_mark(user))


def _told(latest: NoteRevision, form: NoteForm) -> dict[str, Any]:
    """What stands, as the writer writes: both texts are put side by side, block by block."""
    told = {"by": latest.by.name, "html": latest.body, "passages": latest.passages}
    return told | {"text": form.written(latest)} if isinstance(form, PlainNoteForm) else told


def _diverging(note: Note, form: NoteForm, answers: AnswersForm | None, latest: NoteRevision) -> list[dict[str, Any]]:
    """Each answer that is not that of the latest text, as ``note-conflict.js`` shows it."""
    found = _divergences(note, form.cleaned_data["base"], answers, latest)
    return [
        {
            "key": each.asked.key,
            "title": french_spaces(f"{each.number}. {each.asked.text}"),
            "said": each.theirs,
            "shown": shown(each.asked, latest.answers.get(each.asked.key)),
            "changed": each.changed_by_them,
        }
        for each in found
        if each.asked.kind != Kind.LONG_TEXT
    ]


def _divergences(note: Note, base: int, answers: AnswersForm | None, latest: NoteRevision) -> list[Divergence]:
    since = note.revisions.filter(number=base).first()
    before = since.answers if since else {}
    mine = answers.over(before) if answers else before
    asked = desk.questions(note.interview.revision_id)
    return divergence.between(asked, base=before, mine=mine, theirs=latest.answers)


def _save(request: HttpRequest, note: Note, *, by: User) -> HttpResponse:
    """Without scripts: nothing is kept until all is right, and all that was typed stays before the person."""
    form = _sent(request, note)
    answers = _answers(note, by, AnswersForm, request.POST) if "beside" in request.POST else None
    right = [each.is_valid() for each in (form, answers) if each is not None]
    choice = _choice(request, note, answers)
    if not all(right) or (choice is not None and not choice.is_valid()):
        return _page(request, note, form, note.latest(), answers=answers, choice=choice, status=422)
    typed = answers.answers if answers else None
    try:
        _write(note, form, choice.settled(typed) if choice and typed is not None else typed, by=by)
    except actions.Conflict as conflict:
        latest = conflict.latest
        base = form.cleaned_data["base"]
        found = _divergences(note, base, answers, latest) if answers else []
        choice = ConflictForm(latest=latest, since=base, divergences=found)
        return _page(request, note, form.again(latest), latest, answers=answers, choice=choice, status=409)
    messages.success(request, _("Vos notes sont enregistrées."))
    return redirect(request.path)


def _choice(request: HttpRequest, note: Note, answers: AnswersForm | None) -> ConflictForm | None:
    """What was chosen on a page that showed a conflict."""
    since, latest = request.POST.get(f"{conflicts.PREFIX}-{conflicts.SINCE}", ""), note.latest()
    if latest is None or answers is None or not (since.isdecimal() and len(since) < 10):
        return None
    found = _divergences(note, int(since), answers, latest)
    return ConflictForm(request.POST, latest=latest, since=int(since), divergences=found)


def _sent(request: HttpRequest, note: Note) -> NoteForm:
    if request.POST.get("format") != TEXT:
        return NoteForm(request.POST)
    base = request.POST.get("base", "")
    revision = note.revisions.filter(number=base).first() if base.isdecimal() and len(base) < 10 else None
    return _plain(note, revision, request.POST)


def _plain(note: Note, revision: NoteRevision | None, sent: QueryDict | None = None) -> PlainNoteForm:
    """Read with the numbers that its page showed, if it says so: the interview may have changed its grid since."""
    shown = note.interview.revision_id
    asked = sent.get("grid", "") if sent else ""
    if asked not in ("", str(shown)):
        others = GridRevision.objects.filter(grid__commons=note.interview.commons_id).values_list("pk", flat=True)
        shown = next((pk for pk in others if str(pk) == asked), shown)
    keys = [question.key for question in desk.questions(shown)]
    return PlainNoteForm(sent, revision=revision, keys=keys, grid=str(shown or ""))


def _answers(note: Note, by: User, form: Callable[..., AnswersForm], sent: Any) -> AnswersForm:
    latest = note.latest()
    asked = desk.questions(note.interview.revision_id)
    return form(sent, asked=asked, standing=latest.answers if latest else {}, user=by)


def _write(note: Note, form: NoteForm, answers: dict[str, Any] | None, *, by: User) -> NoteRevision | None:
    sent = form.cleaned_data
    return actions.save_note(
        note,
        body=sent["body"],
        base=sent["base"],
        passages=sent["passages"],
        answers=answers,
        save_key=sent["key"],
        by=by,
    )


def state_of(revision: NoteRevision | None) -> dict[str, Any]:
    if revision is None:
        return {"revision": 0, "saved_at": ""}
    return {"revision": revision.number, "saved_at": date_format(timezone.localtime(revision.at), "H:i")}


def _writing(request: HttpRequest) -> str:
    """As asked in the address, else as last chosen."""
    chosen = request.GET.get("ecrire") or request.COOKIES.get(WRITING_COOKIE)
    return TEXT if chosen == TEXT else HTML


def _remembering(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if "ecrire" in request.GET and is_page(request):  # a script that takes it along (offline-kit.js) chooses nothing
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(
            WRITING_COOKIE, _writing(request), WRITING_SECONDS, secure=secure, httponly=True, samesite="Lax"
        )
    return response


def _page(
    request: HttpRequest,
    note: Note,
    form: NoteForm,
    latest: NoteRevision | None,
    *,
    answers: AnswersForm | None = None,
    choice: ConflictForm | None = None,
    status: int = 200,
) -> HttpResponse:
    interview = note.interview
    parts = desk.parts(interview, latest)
    can_write = policies.can_write_note(request.user, note)
    if answers is None:
        asked = [line.asked for part in parts for line in part.lines]
        answers = AnswersForm(asked=asked, standing=latest.answers if latest else {}, user=signed_in(request.user))
    context = {
        "note": note,
        "interview": interview,
        "form": form,
        "writing": TEXT if isinstance(form, PlainNoteForm) else HTML,
        "answers": answers,
        "latest": latest,
        "conflict": choice,
        "other": _other(choice.latest, form, parts) if choice else "",
        "can_write": can_write,
        "can_choose_grid": policies.can_edit_interview(request.user, interview),
        "can_extract": policies.can_read_raw(request.user, interview),
        "parts": parts,
        "gone": Wordings(interview, latest).gone(latest) if latest else [],
        "aside": [line for part in parts for line in part.lines if line.is_aside],
        "uncovered": sum(line.is_waiting for part in parts for line in part.lines),
        "body": desk.marked(latest, parts) if latest and not can_write else "",
        "others": _others(request, note),
        "writers": presence.told(note, to=signed_in(request.user)) if can_write else "",
        "device": offline.device(request),
        "section": SECTION,
        "now": timezone.now(),
        "crumbs": crumbs((interview, interview.get_absolute_url()), (note, "")),
    }
    return render(request, "interviews/note_edit.html", context, status=status)


def _other(latest: NoteRevision, form: NoteForm, parts: list[desk.Part]) -> str:
    """What another saved meanwhile, as the writer writes: its passages show under which questions they are."""
    return form.written(latest) if isinstance(form, PlainNoteForm) else desk.marked(latest, parts)


def _others(request: HttpRequest, note: Note) -> list[Note]:
    """The notes that may be opened beside this one."""
    visible = Note.objects.visible_to(request.user).filter(interview=note.interview_id).exclude(pk=note.pk)
    return list(visible.select_related("author").order_by("author__name"))
