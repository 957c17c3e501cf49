"""The pages of an annuaire of 5,000 organisations and 20,000 relations."""

import statistics
from collections.abc import Mapping

from benchmarks.machine import Load, answer, load, run, seconds_until, site, worker

ROUNDS = 5
ILE_DE_FRANCE = ("75", "77", "78", "91", "92", "93", "94", "95")
TERRITORY, SYSTEM = "/territoires/mesure-91", "/ecosystemes/mesure-0"
#: Another graph, laid out first: what the worker takes to start is not to be counted.
WARMING = "/ecosystemes/mesure-1"
#: Pages put under load, each in turn with the empty one.
LIST = "/acteurs/"
PAGES = {
    "annuaire, 25 lignes": LIST,
    "annuaire, recherche": "/acteurs/?q=dourdan",
    "qui fait quoi à Dourdan": "/acteurs/qui-fait-quoi/91200/",
}
EMPTY = "/rien/"
#: Pages asked for alone: what one visitor waits for, and what travels.
ONCE = {
    f"{TERRITORY}/acteurs.geojson": ("données de la carte, 194 communes", "repère : au plus 60 ko"),
    f"{TERRITORY}/contour.geojson": ("contours de la carte", ""),
    f"{TERRITORY}/": ("page du territoire", ""),
    f"{SYSTEM}/": ("page d’un écosystème de 300 nœuds", "repère : environ 300 ms"),
    f"{SYSTEM}/graphe.svg": ("son graphe en SVG", ""),
}


def measure(env: Mapping[str, str]) -> list[tuple[str, str, str]]:
    run("migrate", "-v0", env=env)
    run("import_communes", "--departement", *ILE_DE_FRANCE, "-v0", env=env)
    seeded = run("seed_directory", env=env)
    with site(env) as port:
        with worker(env):
            seconds_until(port, f"{WARMING}/graphe.svg")
            laid_out = seconds_until(port, f"{SYSTEM}/graphe.svg")
        return [
            ("annuaire fictif, écrit en", f"{seeded.seconds:.1f} s", ""),
            ("graphe de 300 nœuds disposé en", f"{laid_out:.1f} s", "attente comprise ; repère : environ 3 s"),
            *_under_load(port),
            *_once(port),
        ]


def _under_load(port: int) -> list[tuple[str, str, str]]:
    """Slices in turn, so that whatever the machine does besides weighs on all of them."""
    slices: dict[str, list[Load]] = {path: [] for path in (EMPTY, *PAGES.values())}
    for path in slices:
        answer(port, path)
    for _ in range(ROUNDS):
        for path, kept in slices.items():
            kept.append(load(port, path))
    rate = {path: statistics.median(one.rate for one in kept) for path, kept in slices.items()}
    p95 = {path: statistics.median(one.p95 for one in kept) for path, kept in slices.items()}
    figures = [("vue vide", f"{rate[EMPTY]:.0f} req/s", f"p95 {p95[EMPTY]:.1f} ms")]
    for name, path in PAGES.items():
        share, slower = rate[path] / rate[EMPTY], p95[path] / p95[EMPTY]
        figures += [
            (name, f"{rate[path]:.0f} req/s", f"p95 {p95[path]:.1f} ms"),
            ("  débit, en part de la vue vide", f"× {share:.3f}", "repère : au moins 0,10" if path == LIST else ""),
            ("  p95, en nombre de fois la vue vide", f"× {slower:.1f}", "repère : au plus 9" if path == LIST else ""),
        ]
    return figures


def _once(port: int) -> list[tuple[str, str, str]]:
    figures = []
    for path, (name, bar) in ONCE.items():
        answers = [answer(port, path) for _ in range(ROUNDS + 1)][1:]
        seconds = statistics.median(one.seconds for one in answers)
        figures.append((name, f"{seconds * 1000:.0f} ms, {answers[0].size / 1000:.0f} ko", bar))
    return figures
