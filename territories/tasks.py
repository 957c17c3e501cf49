"""Long work on territories: ids in, safe to run twice."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons import jobs
from territories import actions
from territories.models import Composition


@jobs.work(actions.preparing.TASK)
def compose(progress: jobs.Progress, composition: Composition) -> None:
    """Draws the union of many communes before it takes any lock; the page of the composition shows how far.

    Refused when another person has saved the territory meanwhile.
    """
    step = _("réunion des contours")
    outline = actions.drawn(composition.codes, lambda percent: progress(percent, step))
    count = len(composition.codes)
    with transaction.atomic():
        try:
            actions.settle(composition, outline=outline)
        except ValidationError as refusal:
            raise jobs.Refused(" ".join(refusal.messages)) from refusal
        said = ngettext("Le territoire compte %(count)s commune.", "Le territoire compte %(count)s communes.", count)
        progress.finish(said % {"count": number_format(count, force_grouping=True)})
