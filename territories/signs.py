"""Signs that are told apart by their shape as well as by their colour: on maps, on graphs, in legends."""

from math import cos, pi, sin
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString

from territories.palette import PAPER

#: How the line of a hollow sign is broken.
BROKEN = "3 2"


class Sign(NamedTuple):
    """``corners``: none for a circle; ``angle``: degrees, of the first; ``inner``: how far from the centre every other
    corner is, below 1 for a star."""

    corners: int
    angle: float
    fill: str
    line: str
    inner: float = 1

    def drawn(self, x: float, y: float, radius: float, *, hollow: bool = False) -> SafeString:
        """As SVG, centred there; ``hollow``: only its line, broken."""
        ink = format_html(
            'fill="{}" stroke="{}" stroke-width="{}" stroke-dasharray="{}"',
            PAPER if hollow else self.fill,
            self.line,
            f"{min(2.2, radius / 4):g}",
            BROKEN if hollow else "none",
        )
        if not self.corners:
            return format_html('<circle cx="{}" cy="{}" r="{}" {}/>', f"{x:g}", f"{y:g}", f"{radius:g}", ink)
        return format_html('<polygon points="{}" {} stroke-linejoin="round"/>', self._points(x, y, radius * 1.1), ink)

    def _points(self, x: float, y: float, radius: float) -> str:
        far = [(radius * (self.inner if corner % 2 else 1), corner) for corner in range(self.corners)]
        turned = [(length, (self.angle + 360 * corner / self.corners) * pi / 180) for length, corner in far]
        return " ".join(f"{x + length * cos(angle):.1f},{y + length * sin(angle):.1f}" for length, angle in turned)
