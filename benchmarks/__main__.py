"""``make bench``: what the pages cost at the size of a région, as medians and as ratios measured in one run."""

import sys
from collections.abc import Callable, Mapping, Sequence

from benchmarks import directory, france, notes
from benchmarks.machine import Failed
from benchmarks.places import DATABASES, on

Figures = list[tuple[str, str, str]]


def main(chosen: Sequence[str]) -> int:
    parts: dict[str, Callable[[Mapping[str, str]], Figures]] = {
        "france": france.measure,
        "annuaire": directory.measure,
        "notes": notes.measure,
    }
    if unknown := set(chosen) - set(parts):
        sys.stderr.write(f"Inconnu : {', '.join(sorted(unknown))}. Mesures : {', '.join(parts)}.\n")
        return 2
    for name in chosen or parts:
        for database in DATABASES:
            sys.stdout.write(f"\n{name}, {database}\n")
            try:
                with on(database) as env:
                    _table(parts[name](env))
            except Failed as failed:
                sys.stdout.write(f"  non mesuré : {failed}\n")
    return 0


def _table(figures: Figures) -> None:
    wide = max(len(what) for what, _figure, _bar in figures)
    for what, figure, bar in figures:
        sys.stdout.write(f"  {what:<{wide}}  {figure:>16}   {bar}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
