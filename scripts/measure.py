"""``make bench`` and ``make soak``: prepare what is missing, then measure, or wear out.

``make bench MESURES=annuaire``, ``make soak EPREUVES=coupures`` for one part.
"""

import os
import subprocess
import sys

from scripts import frontend, house, system
from scripts.speech import Refusal, complain


def main(package: str, *parts: str) -> int:
    try:
        system.need_for_measures()
        house.prepare_environment("dev" if package == "soak" else "runtime")  # it opens a browser
        frontend.prepare_frontend()
    except Refusal as refusal:
        return complain(refusal)
    kept = {name: value for name, value in os.environ.items() if name not in house.site_variables()}
    return subprocess.run([house.PYTHON, "-m", package, *parts], check=False, cwd=house.ROOT, env=kept).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
