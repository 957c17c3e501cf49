"""Colours of the maps drawn on the server: neither a PDF nor a saved figure gets the site's style sheet."""

from territories.models import Territory

INK, INK_SOFT, PAPER, GROUND, GROUND_LINE, BRICK = "#1d2624", "#4d5a56", "#ffffff", "#f5f1e7", "#cfc6b2", "#9c3d22"
#: Fill and line of each kind of territory; the line is the colour of its badge.
KINDS = {
    Territory.Kind.METROPOLITAN: ("#cfe1ee", "#1d5478"),
    Territory.Kind.PERI_URBAN: ("#f7e2ad", "#8a5a00"),
    Territory.Kind.RURAL: ("#d3e6cb", "#2f6b2f"),
}
#: How what is a hypothesis is drawn.
DASHES = "7 5"
#: Quoted: without quotes, a family whose name ends with a digit is refused by a style sheet.
FONTS = "'Source Sans 3', 'Segoe UI', sans-serif"
