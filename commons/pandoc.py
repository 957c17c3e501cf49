"""Documents turned into others by pandoc: its only door. It reads nothing but what it is given, and not for long."""

import logging
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypandoc
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

#: Seconds, and memory: a book of five hundred pages takes less.
LONGEST = 30
MEMORY = "512m"


class Unconvertible(ValueError):
    """Pandoc cannot make anything of it, or not within its limits; the message says so in French."""


class TooSlow(Unconvertible):
    """It takes longer than it may."""


def convert(
    data: bytes, *, source: str, to: str, template: str = "", options: Sequence[str] = (), longest: float | None = None
) -> bytes:
    """``data`` in the format ``source`` (pandoc's name), as ``to``. ``template`` is pandoc's, for a whole document.

    No file and no network address named in ``data`` is read. Raises ``Unconvertible``; ``TooSlow`` after ``longest``
    seconds (``LONGEST`` when not said).
    """
    limits = ["--sandbox", "+RTS", f"-M{MEMORY}", "-RTS"]
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "out"
        command = [pypandoc.get_pandoc_path(), f"--from={source}", f"--to={to}", f"--output={written}", *options]
        if template:
            (Path(folder) / "template").write_text(template, encoding="utf-8")
            command += ["--standalone", f"--template={folder}/template"]
        try:
            subprocess.run(  # noqa: S603 - our own command; what people give is read from stdin
                [*command, *limits], input=data, capture_output=True, timeout=longest or LONGEST, check=True, cwd=folder
            )
            return written.read_bytes()
        except subprocess.TimeoutExpired as late:
            raise TooSlow(_("Ce document est trop lourd à lire : découpez-le, puis recommencez.")) from late
        except (subprocess.CalledProcessError, OSError) as failure:
            # What pandoc says may quote the document.
            logger.info("pandoc could not turn %s into %s (%s)", source, to, type(failure).__name__)
            raise Unconvertible(
                _("Ce document ne se lit pas : il est abîmé, protégé par un mot de passe ou d’un autre format.")
            ) from None
