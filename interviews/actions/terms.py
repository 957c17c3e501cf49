"""The information sheet of a commons: a new wording is a new version, and what was agreed to stays readable."""

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from commons import jobs, journal, pdf, richtext
from commons.jobs import Progress
from commons.models import Commons, Job, Role
from commons.verbs import Verb
from interviews.models import Terms

#: The task that makes the file.
MAKE_PDF = "interviews.tasks.make_terms_pdf"


def standing_terms(commons: Commons) -> Terms:
    """The wording handed over today; while the coordination wrote none, the one we propose, kept as version 1."""
    standing = Terms.objects.filter(commons=commons).newest_first().first()
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            return Terms.objects.create(commons=commons, version=1, body=_proposed(commons))
    except IntegrityError:  # proposed by another page at the same moment
        return Terms.objects.get(commons=commons, version=1)


def _proposed(commons: Commons) -> str:
    coordinators = coordination(commons)
    return render_to_string("interviews/terms_default.html", {"commons": commons, "coordinators": coordinators})


def coordination(commons: Commons) -> list[User]:
    """Who answers for the commons, the longest there first."""
    places = commons.memberships.filter(role=Role.COORDINATOR, user__is_active=True)
    return [place.user for place in places.select_related("user").order_by("since", "pk")]


@transaction.atomic
def write_terms(commons: Commons, *, body: str, by: User) -> Terms:
    """The new version, or the standing one when nothing in it changes."""
    Commons.objects.select_for_update(no_key=True).get(pk=commons.pk)
    standing = standing_terms(commons)
    if richtext.clean(body) == standing.body:
        return standing
    written = Terms.objects.create(commons=commons, version=standing.version + 1, body=body, by=by)
    ask_terms_pdf(written)
    journal.record(Verb.TERMS_WRITTEN, written, by=by)
    return written


def ask_terms_pdf(terms: Terms) -> Job:
    return jobs.ask(MAKE_PDF, target=terms)


def make_terms_pdf(terms: Terms, *, progress: Progress) -> None:
    """Safe to run twice: a version never changes."""
    progress(2, _("préparation"))
    if not terms.pdf:
        made = pdf.make(
            render_to_string("interviews/print/terms.html", {"terms": terms}),
            stylesheet="css/print/terms.css",
            metadata={"dc:publisher": {str(terms.commons)}},
            report=progress,
        )
        progress(95, _("rangement"))
        terms.pdf.save(f"{terms.pk}.pdf", ContentFile(made.content), save=False)
    with transaction.atomic():
        Terms.objects.filter(pk=terms.pk).update(pdf=terms.pdf.name)
        progress.finish()
