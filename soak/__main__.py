"""``make soak``: what breaks a site, many times over. Says what held, and ends with an error when something did not."""

import sys
from collections.abc import Callable, Mapping, Sequence

from benchmarks.machine import Failed
from benchmarks.places import DATABASES, on
from soak import browser, kills

PARTS: dict[str, Callable[[Mapping[str, str]], list[str]]] = {
    "coupures": kills.endure,
    "coupures-navigateur": browser.endure,
}


def main(chosen: Sequence[str]) -> int:
    if unknown := set(chosen) - set(PARTS):
        sys.stderr.write(f"Inconnu : {', '.join(sorted(unknown))}. Épreuves : {', '.join(PARTS)}.\n")
        return 2
    broken = 0
    for name in chosen or PARTS:
        for database in DATABASES:
            sys.stdout.write(f"\n{name}, {database}\n")
            try:
                with on(database) as env:
                    said = PARTS[name](env)
            except Failed as failed:
                said, broken = [f"ÉCHEC : {failed}"], broken + 1
            sys.stdout.writelines(f"  {line}\n" for line in said)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
