"""``make bench``: prepares what is missing, then measures. ``make bench MESURES=annuaire`` for one part."""

import os
import subprocess
import sys

from scripts import frontend, house, system
from scripts.speech import Refusal, complain


def main() -> int:
    try:
        system.need_for_measures()
        house.prepare_environment("runtime")
        frontend.prepare_frontend()
    except Refusal as refusal:
        return complain(refusal)
    kept = {name: value for name, value in os.environ.items() if name not in house.site_variables()}
    return subprocess.run(
        [house.PYTHON, "-m", "benchmarks", *sys.argv[1:]], check=False, cwd=house.ROOT, env=kept
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
