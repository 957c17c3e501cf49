"""Whether a passage, as others would read it, names a person met. The only place that compares it with identities.

A name to replace of the interview (``Pseudonym``) counts as one.

A wording that named nobody may do so later: a person takes back the right to be named, or is added to the interview.
So it is compared again at each of these changes (``settings.INTERVIEW_CHANGES``), and before publishing.
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from analysis.models import Excerpt
from interviews.models import Consent, ConsentChange, Interview, Interviewee, Pseudonym
from interviews.people import identities, naming
from interviews.people.keys import UnreadableIdentity
from interviews.people.occurrences import Occurrence
from interviews.people.spelling import fold


def look_again(interview: Interview) -> None:
    """Who was met there, or what they allow, has changed: each of its passages says whether it may stay as it is.

    With a lost key the passages stay as they were: publishing looks too, and refuses.
    """
    excerpts = list(Excerpt.objects.filter(revision__note__interview=interview).with_evidence())
    if interview.erased_at is not None:
        _look_without_identities(interview, excerpts)
        return
    try:
        designating = {excerpt.pk for excerpt in naming_among(excerpts)}
    except UnreadableIdentity:
        return
    for excerpt in excerpts:
        if excerpt.names_someone != (excerpt.pk in designating):
            Excerpt.objects.filter(pk=excerpt.pk).update(names_someone=not excerpt.names_someone)


def _look_without_identities(interview: Interview, excerpts: Sequence[Excerpt]) -> None:
    """Whoever could be named when their identity was erased, and no longer may, may be named in any wording of theirs:
    nothing is left to compare it with."""
    said = ConsentChange.objects.filter(consent__interviewee__interview=interview, at__lte=interview.erased_at)
    levels = dict(said.order_by("at", "pk").values_list("consent__interviewee", "level"))
    for excerpt in excerpts:
        if (person := excerpt.speaker) is not None and levels.get(person.pk) == Consent.Level.ATTRIBUTED:
            Excerpt.objects.filter(pk=excerpt.pk).update(names_someone=not _may_be_named(person, person))


def naming_among(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Those whose wording or attribution designates someone who may not be named. Raises ``UnreadableIdentity``."""
    met: dict[UUID, list[Interviewee]] = defaultdict(list)
    people = Interviewee.objects.filter(interview__in={excerpt.interview.pk for excerpt in excerpts})
    for person in people.select_related("consent", "identity"):
        met[person.interview_id].append(person)
    kept: dict[UUID, list[Pseudonym]] = defaultdict(list)
    for each in Pseudonym.objects.filter(interview__in={excerpt.interview.pk for excerpt in excerpts}).order_by("pk"):
        kept[each.interview_id].append(each)
    return [
        excerpt
        for excerpt in excerpts
        if names_in(f"{excerpt.public_wording}\n{excerpt.attribution}", met[excerpt.interview.pk], excerpt.speaker)
        or kept_in(excerpt.public_wording, kept[excerpt.interview.pk], excerpt.speaker)
    ]


def names_in(text: str, people: Sequence[Interviewee], speaker: Interviewee | None) -> list[str]:
    """What of ``text`` designates one of ``people``, all those met; whoever speaks may have agreed to be named."""
    hidden = [person.known_identity for person in people if not _may_be_named(person, speaker)]
    return identities.found_in(text, [line for identity in hidden if identity for line in identity.lines])


def kept_in(text: str, kept: Sequence[Pseudonym], speaker: Interviewee | None) -> list[Pseudonym]:
    """Those of ``kept``, names to replace, that stand in ``text``; a speaker who agreed may be named."""
    folded = fold(text)
    found = [each for each in kept if naming.is_said(each, folded)]
    identity = speaker.known_identity if found and speaker and _may_be_named(speaker, speaker) else None
    own = fold("\n".join(identity.lines) if identity else "")
    return [each for each in found if not naming.is_said(each, own)]


def names_to_replace(text: str, interview: Interview, speaker: Interviewee | None) -> list[Occurrence]:
    """Where ``text``, a wording, names somebody or something; a speaker who agreed may be named."""
    shown = [speaker] if speaker and _may_be_named(speaker, speaker) else []
    return naming.Names(interview, [("", text)], shown=shown).occurrences()


def _may_be_named(person: Interviewee, speaker: Interviewee | None) -> bool:
    consent = person.recorded_consent
    return bool(person == speaker and consent and consent.is_given and consent.level == Consent.Level.ATTRIBUTED)
