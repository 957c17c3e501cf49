"""A written-up interview, from a word processor or a text editor, as rich text: its words and nothing that runs."""

import html as html_escape
import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePath

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commons import archives, pandoc, richtext
from commons.names import writable
from commons.tables import Unreadable
from commons.tables.csvs import decoded

#: Extension → what pandoc calls it; empty for what it is not asked to read.
FORMATS = {
    "docx": "docx",
    "odt": "odt",
    "md": "markdown-raw_html-raw_tex-raw_attribute-yaml_metadata_block",
    "markdown": "markdown-raw_html-raw_tex-raw_attribute-yaml_metadata_block",
    "txt": "",
}
#: What an archive may weigh once unpacked, in bytes, its images left out: a book weighs ten times less.
MOST_UNPACKED = 30 * 1024 * 1024
MOST_MEMBERS = 5000
#: Bytes, unpacked, that are read in less than a second.
LIGHT = 300_000
_PARTS = {"docx": "word/document.xml", "odt": "content.xml"}
#: The title and the authors of a document stand outside its body.
_WHOLE = "$if(title)$<h2>$title$</h2>$endif$$for(author)$<p>$author$</p>$endfor$$if(date)$<p>$date$</p>$endif$\n$body$"
_TEXT_PART = re.compile(r"(\.xml|\.rels|mimetype)\Z", re.IGNORECASE)
_IMAGE = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)\Z", re.IGNORECASE)
_MEDIA = re.compile(r"<(?:img|embed|video|audio)\b")
_BACK = re.compile(r'<a\b[^>]*class="footnote-back"[^>]*>.*?</a>', re.DOTALL)
_NOTE_MARK = re.compile(r'<a\b[^>]*class="footnote-ref"[^>]*>(.*?)</a>', re.DOTALL)
_DEEP = re.compile(r"(</?)h[56]\b")
_OWN_IDS = re.compile(r'\sid="b-[^"]*"')


@dataclass(frozen=True)
class Document:
    """Stored rich text, and what was left out of the file, one sentence each."""

    body: str
    warnings: list[str] = field(default_factory=list)


def format_of(name: str) -> str:
    """The key of ``FORMATS`` that a file is given as. Raises ``Unreadable``."""
    extension = PurePath(name.lower()).suffix.lstrip(".")
    if extension in FORMATS:
        return extension
    if extension in {"docm", "dotm"}:
        raise Unreadable(_macros())
    raise Unreadable(_("Ce format ne se lit pas ici : enregistrez le texte en DOCX, ODT, Markdown ou texte."))


def is_light(data: bytes, kind: str) -> bool:
    """Whether it is read while a person waits."""
    return (archives.unpacked(io.BytesIO(data)) if kind in _PARTS else len(data)) <= LIGHT


def read(data: bytes, kind: str, *, longest: float | None = None) -> Document:
    """``kind``: a key of ``FORMATS``. Raises ``Unreadable``, ``pandoc.Unconvertible`` and what ``clean`` does;
    ``pandoc.TooSlow`` after ``longest`` seconds."""
    images = 0
    if kind in _PARTS:
        data, images = _text_parts(data, kind)
        html = _by_pandoc(data, kind, longest)
    elif FORMATS[kind]:
        html = _by_pandoc(_text(data).encode(), kind, longest)
        images = len(_MEDIA.findall(html))
    else:
        html = _paragraphs(_text(data))
    body = richtext.clean(writable(html))
    if not richtext.plain_text(body).strip():
        raise Unreadable(_("Ce document ne contient pas de texte."))
    if not images:
        return Document(body)
    said = ngettext("%(count)d image est laissée de côté.", "%(count)d images sont laissées de côté.", images)
    return Document(body, [said % {"count": images}])


def _by_pandoc(data: bytes, kind: str, longest: float | None) -> str:
    options = ["--shift-heading-level-by=1", "--wrap=none", "--track-changes=accept"]
    read = pandoc.convert(data, source=FORMATS[kind], to="html", template=_WHOLE, options=options, longest=longest)
    html = read.decode()
    return _DEEP.sub(r"\1h4", _NOTE_MARK.sub(r"\1", _BACK.sub("", _OWN_IDS.sub("", html))))


def _text(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x1f\x8b")) or b"\x00\x00" in data:
        raise Unreadable(_("Ce fichier n’est pas du texte, malgré son nom : donnez l’original, en DOCX ou en ODT."))
    return decoded(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _paragraphs(text: str) -> str:
    """Plain text says nothing of its form but its blank lines."""
    return "".join(
        "<p>" + "<br>".join(html_escape.escape(line.strip(), quote=False) for line in part.split("\n")) + "</p>"
        for part in re.split(r"\n\s*\n", text)
        if part.strip()
    )


def _text_parts(data: bytes, kind: str) -> tuple[bytes, int]:
    """The archive with its text parts only, unpacked no further than it declares; and how many images it had."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            _refuse(archive, names, kind)
            kept = archives.as_declared(archive, lambda name: bool(_TEXT_PART.search(name)))
    except Unreadable:
        raise
    except Exception as damage:  # a damaged archive raises whatever its bytes lead to
        raise Unreadable(
            _("Ce document ne se lit pas : il est abîmé, protégé par un mot de passe ou d’un autre format.")
        ) from damage
    return kept.getvalue(), sum(1 for name in names if _IMAGE.search(name))


def _refuse(archive: zipfile.ZipFile, names: list[str], kind: str) -> None:
    """Before anything is unpacked."""
    if any(name.lower().endswith("vbaproject.bin") or name.lower().startswith("basic/") for name in names):
        raise Unreadable(_macros())
    if _PARTS[kind] not in names or not archives.packs_as_known(archive):
        raise Unreadable(_("Ce fichier n’est pas un document .%(kind)s, malgré son nom.") % {"kind": kind})
    weight = sum(member.file_size for member in archive.infolist() if _TEXT_PART.search(member.filename))
    if weight > MOST_UNPACKED or len(names) > MOST_MEMBERS:
        raise Unreadable(_("Ce document est trop grand une fois ouvert : découpez-le, puis recommencez."))


def _macros() -> str:
    return _("Ce document contient des macros : enregistrez-le sans macros, en .docx ou .odt, et recommencez.")
