"""An ecosystem in figures: how many members of each kind a source counts, named or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from actors.ecosystems.graph_drawing import INK, PAPER
from actors.models import Headcount, Organisation
from actors.signs import SIGNS

_WORDS = {
    Organisation.Kind.NETWORK: ngettext_lazy("%(count)d réseau", "%(count)d réseaux", "count"),
    Organisation.Kind.ENERGY_AGENCY: ngettext_lazy(
        "%(count)d agence locale de l’énergie et du climat",
        "%(count)d agences locales de l’énergie et du climat",
        "count",
    ),
    Organisation.Kind.LOCAL_AUTHORITY: ngettext_lazy("%(count)d collectivité", "%(count)d collectivités", "count"),
    Organisation.Kind.PUBLIC_BODY: ngettext_lazy("%(count)d organisme public", "%(count)d organismes publics", "count"),
    Organisation.Kind.COMPANY: ngettext_lazy("%(count)d entreprise", "%(count)d entreprises", "count"),
    Organisation.Kind.COOPERATIVE: ngettext_lazy("%(count)d coopérative", "%(count)d coopératives", "count"),
    Organisation.Kind.ASSOCIATION: ngettext_lazy("%(count)d association", "%(count)d associations", "count"),
    Organisation.Kind.LANDLORD: ngettext_lazy("%(count)d bailleur social", "%(count)d bailleurs sociaux", "count"),
    Organisation.Kind.RESEARCH: ngettext_lazy(
        "%(count)d structure de recherche ou de conseil", "%(count)d structures de recherche ou de conseil", "count"
    ),
    Organisation.Kind.OTHER: ngettext_lazy("%(count)d autre structure", "%(count)d autres structures", "count"),
}
WIDTH, HEIGHT = 640.0, 44.0
#: A share narrower than this has no room for its number.
NARROW = 22.0


@dataclass(frozen=True)
class Composition:
    """Members counted by kind, most numerous first, with the sources, and how many of them the ecosystem names."""

    rows: Sequence[Headcount]
    named: int

    @cached_property
    def total(self) -> int:
        return sum(row.count for row in self.rows)

    @property
    def sources(self) -> list[str]:
        return list(dict.fromkeys(row.source for row in self.rows))

    @property
    def words(self) -> list[str]:
        return [_WORDS[Organisation.Kind(row.kind)] % {"count": row.count} for row in self.rows]

    @property
    def sentence(self) -> str:
        """« 22 membres, dont 2 nommés ici »."""
        members = ngettext("%(count)d membre", "%(count)d membres", self.total) % {"count": self.total}
        if not self.named:
            return _("%(members)s, dont aucun n’est encore nommé ici") % {"members": members}
        return ngettext(
            "%(members)s ; %(count)d organisation est nommée ici",
            "%(members)s ; %(count)d organisations sont nommées ici",
            self.named,
        ) % {"members": members, "count": self.named}

    @property
    def drawing(self) -> SafeString:
        """A bar whose shares are as long as they are numerous; its words stand beside it."""
        shares, x = [], 0.0
        for row in self.rows:
            wide = WIDTH * row.count / self.total
            sign = SIGNS[row.kind]
            shares.append((f"{x:.1f}", f"{wide:.1f}", sign.fill, sign.line, self._number(row, x, wide)))
            x += wide
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="composition" role="img" viewBox="-2 -2 {w} {h}" '
            'width="{w}" height="{h}" font-family="Source Sans 3, Segoe UI, sans-serif">'
            "<title>{title}</title><desc>{desc}</desc>"
            '<rect x="-2" y="-2" width="{w}" height="{h}" fill="{paper}"/>{shares}</svg>',
            w=f"{WIDTH + 4:g}",
            h=f"{HEIGHT + 4:g}",
            title=_("Composition en chiffres"),
            desc=", ".join(self.words),
            paper=PAPER,
            shares=format_html_join(
                "",
                '<rect x="{}" y="0" width="{}" height="44" fill="{}" stroke="{}" stroke-width="1.5"/>{}',
                shares,
            ),
        )

    @staticmethod
    def _number(row: Headcount, x: float, wide: float) -> SafeString | str:
        if wide < NARROW:
            return ""
        return format_html(
            '<text x="{}" y="28" font-size="16" font-weight="600" fill="{}" text-anchor="middle">{}</text>',
            f"{x + wide / 2:.1f}",
            INK,
            row.count,
        )


def compose(headcounts: Iterable[Headcount], organisations: Iterable[Organisation]) -> Composition | None:
    """``None`` when nothing is counted. Named: the organisations that take part and are of a kind counted."""
    rows = sorted((row for row in headcounts if row.count), key=lambda row: (-row.count, row.kind))
    counted = {row.kind for row in rows}
    named = sum(organisation.kind in counted for organisation in organisations)
    return Composition(rows, named) if rows else None
