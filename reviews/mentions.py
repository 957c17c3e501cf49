"""The relectures whose readers see an ecosystem (``settings.ECOSYSTEM_USES``)."""

from django.utils.translation import ngettext

from actors.models import Ecosystem
from commons import richtext
from commons.pieces import insertion_in
from reviews.models import RoundChapter


def of_ecosystem(ecosystem: Ecosystem) -> list[str]:
    """How many relectures show it in a frozen chapter, closed ones included: they are still read."""
    wanted = ("ecosysteme", ecosystem.slug)
    frozen = RoundChapter.objects.filter(html__contains="[[").order_by().values_list("round", "html")
    rounds = {
        pk for pk, html in frozen for block in richtext.blocks(html) if insertion_in(block.tag, block.text) == wanted
    }
    said = ngettext("%(count)d relecture, qui l’insère", "%(count)d relectures, qui l’insèrent", len(rounds))
    return [said % {"count": len(rounds)}] if rounds else []
