"""An edition as a PDF: its document, and the licence that travels with the file."""

import re

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commons import pdf
from commons.pdf import Made, Report
from deliverables.models import Edition
from deliverables.rendering import GENERATOR

_PARAGRAPH_LINK = re.compile(r'<a class="paragraph-number" [^>]*>(\d+)</a>')


def make(edition: Edition, *, report: Report) -> Made:
    """The PDF of ``edition``, whole, in memory. Raises whatever ``report`` raises."""
    report(2, _("préparation"))
    licence = edition.licence
    return pdf.make(
        source(edition),
        stylesheet="css/print/edition.css",
        metadata={
            "dc:rights": f"{licence.label} ({licence.short}). {licence.notice}",
            "xmpRights:Marked": "True",
            "xmpRights:WebStatement": licence.url,
            "xmpRights:UsageTerms": licence.notice,
            "dc:identifier": edition.address,
            "dc:publisher": {edition.manifest["deliverable"]["commons"]},
        },
        report=report,
    )


def source(edition: Edition) -> str:
    """The HTML document that is laid out: cover, colophon, table of contents, text."""
    # On the web a number is a link to itself; on paper it is only a number.
    body = _PARAGRAPH_LINK.sub(r'<span class="paragraph-number">\1</span>', edition.html)
    context = {"edition": edition, "manifest": edition.manifest, "body": body, "generator": GENERATOR}
    return render_to_string("deliverables/print/edition.html", context)
