"""The only door to WeasyPrint and pikepdf: HTML as a tagged PDF (PDF/UA-1), from our own files, without network.

Both libraries are imported when first used: they cost a second, and only the worker needs them.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

#: ``report(percent, step)``; it may raise to stop the work.
Report = Callable[[int, str], None]
#: Share of the work, in percent, done when the pages are laid out.
_LAID_OUT = 75
#: Words on an average page of ours: only used to say how far the layout is.
WORDS_A_PAGE = 330
#: PDF annotation flag, bit 3 of table 165 of ISO 32000-1: the annotation is printed.
_PRINT = 4


@dataclass(frozen=True)
class Made:
    content: bytes
    pages: int


def make(
    html: str, *, stylesheet: str, metadata: Mapping[str, Any], report: Report, words_a_page: int = WORDS_A_PAGE
) -> Made:
    """The PDF of ``html``, whole, in memory. Raises whatever ``report`` raises.

    ``stylesheet`` is a static file of ours; ``metadata`` are values of XMP by their prefixed name (``dc:rights``).
    """
    pages = max(1, len(html.split()) // words_a_page)
    content = _lay_out(html, stylesheet, pages, report)
    report(88, _("licence et accessibilité"))
    return _finish(content, metadata)


def _lay_out(html: str, stylesheet: str, pages: int, report: Report) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    path = finders.find(stylesheet)
    if not isinstance(path, str):
        raise FileNotFoundError(stylesheet)
    fetcher = _fetcher()
    fonts = FontConfiguration()
    css = CSS(filename=path, font_config=fonts, url_fetcher=fetcher)
    with _layout_progress(report, pages):
        document = HTML(string=html, base_url=f"{settings.SITE_URL}/", url_fetcher=fetcher)
        content = document.write_pdf(stylesheets=[css], font_config=fonts, pdf_variant="pdf/ua-1")
    return bytes(content)


def _fetcher() -> Any:
    """Opens our own static files and ``data:`` addresses, refuses everything else: no network, no other file."""
    from weasyprint.urls import URLFetcher

    folders = [Path(folder).resolve() for folder in settings.STATICFILES_DIRS]

    class OwnFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            address = urlsplit(url)
            path = Path(unquote(address.path)).resolve()
            ours = address.scheme == "file" and any(path.is_relative_to(folder) for folder in folders)
            if not ours and address.scheme != "data":
                raise ValueError(f"refusé : {url[:200]}")
            return super().fetch(url, headers)

    return OwnFiles(allowed_protocols=["file", "data"], allow_redirects=False)


@contextmanager
def _layout_progress(report: Report, expected_pages: int) -> Iterator[None]:
    """Tells ``report`` each page that WeasyPrint lays out (it says so in a log), and lets it stop the work there."""
    progress = logging.getLogger("weasyprint.progress")
    level, propagate = progress.level, progress.propagate
    handler = _PageCounter(report, expected_pages)
    progress.addHandler(handler)
    progress.setLevel(logging.INFO)
    progress.propagate = False
    try:
        yield
    finally:
        progress.removeHandler(handler)
        progress.setLevel(level)
        progress.propagate = propagate


class _PageCounter(logging.Handler):
    def __init__(self, report: Report, expected_pages: int) -> None:
        super().__init__()
        self.report, self.expected_pages, self.furthest = report, expected_pages, 5

    def emit(self, record: logging.LogRecord) -> None:
        if "Page %d" in record.msg and isinstance(record.args, tuple):
            page = int(str(record.args[0]))
            done = 5 + round((_LAID_OUT - 5) * min(1.0, page / self.expected_pages))
            self.furthest = max(self.furthest, done)
            self.report(self.furthest, _("mise en page"))
        elif record.msg.startswith("Step 6"):
            self.report(_LAID_OUT + 2, _("écriture du fichier"))


def _finish(content: bytes, metadata: Mapping[str, Any]) -> Made:
    """What WeasyPrint does not write: metadata in XMP, what tags lack, links marked as printed."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as written:
            for name, value in metadata.items():
                written[name] = value
        if "/StructTreeRoot" in pdf.Root:
            _complete_tags(pdf, pdf.Root.StructTreeRoot, in_head=False)
        for page in pdf.pages:
            for annotation in page.get("/Annots", ()):
                if annotation.get("/Subtype") == "/Link":
                    annotation["/F"] = int(annotation.get("/F", 0)) | _PRINT
        kept = BytesIO()
        pdf.save(kept, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return Made(kept.getvalue(), len(pdf.pages))


def _complete_tags(pdf: Any, element: Any, *, in_head: bool) -> None:
    """Headers of tables say whether they head a column or a row; items of lists keep their content in a body."""
    import pikepdf

    tag = str(element.get("/S", ""))
    if tag == "/TH":
        scope = pikepdf.Name.Column if in_head else pikepdf.Name.Row
        element["/A"] = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
    children = _children(element)
    if tag == "/LI" and not any(str(child.get("/S", "")) == "/LBody" for child in children):
        _put_in_body(pdf, element, children)
    for child in children:
        _complete_tags(pdf, child, in_head=in_head or tag == "/THead")


def _children(element: Any) -> list[Any]:
    """The structure elements right under ``element``; not its marked content, nor the objects of links."""
    import pikepdf

    kids = element.get("/K", ())
    every = kids if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in every if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _put_in_body(pdf: Any, item: Any, children: list[Any]) -> None:
    import pikepdf

    content = [child for child in children if str(child["/S"]) != "/Lbl"]
    body = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.LBody, P=item, K=pikepdf.Array(content))
    )
    for child in content:
        child["/P"] = body
    labels = [child for child in children if str(child["/S"]) == "/Lbl"]
    item["/K"] = pikepdf.Array([*labels, body])
