"""A hundred researchers who save their notes at once, beside a bare view that writes one row at the same rate."""

import statistics
from collections.abc import Mapping, Sequence
from itertools import cycle, islice

from benchmarks import writers
from benchmarks.machine import Failed, run, site
from benchmarks.saving import Desk, Sent, at_rate

WRITERS, RATE = 100, 50
#: Slices in turn, of so many seconds each: a minute of saves in all.
SLICES, SLICE = 12, 5
BARE = "/une-ligne/"
OK = 200


def measure(env: Mapping[str, str]) -> list[tuple[str, str, str]]:
    run("migrate", "-v0", env=env)
    desks = [Desk(writer) for writer in writers.make(WRITERS, env=env)]
    notes: list[list[Sent]] = []
    bare: list[list[Sent]] = []
    with site(env) as port:
        for path in (BARE, ""):
            at_rate(port, desks, rate=RATE, seconds=2, path=path)  # both are warm
        for kept, path in islice(cycle([(bare, BARE), (notes, "")]), 2 * SLICES):
            kept.append(at_rate(port, desks, rate=RATE, seconds=SLICE, path=path))
    for name, slices in (("vue nue", bare), ("notes", notes)):
        if refused := [sent for sent in _flat(slices) if sent.status != OK]:
            raise Failed(f"{name} : {len(refused)} réponses en erreur, la première {refused[0].status}")
    found = writers.saved(env=env)
    lost = sum(1 for sent in _flat(notes) if not found[sent.key])
    ratio = statistics.median(_p95(one) / _p95(other) for one, other in zip(notes, bare, strict=True))
    return [
        ("notes enregistrées", str(len(_flat(notes))), f"{RATE} par seconde, {WRITERS} personnes"),
        ("perdues", str(lost), "repère : aucune"),
        ("en double", str(sum(times - 1 for times in found.values())), "repère : aucune"),
        ("vue nue qui écrit une ligne, p95", f"{_median(bare):.1f} ms", ""),
        ("enregistrement d’une note, p95", f"{_median(notes):.1f} ms", ""),
        ("  en nombre de fois la vue nue", f"× {ratio:.1f}", "repère : au plus 3, sur PostgreSQL"),
    ]


def _flat(slices: Sequence[Sequence[Sent]]) -> list[Sent]:
    return [sent for one in slices for sent in one]


def _p95(sent: Sequence[Sent]) -> float:
    """Milliseconds."""
    return statistics.quantiles((one.seconds for one in sent), n=20)[-1] * 1000


def _median(slices: Sequence[Sequence[Sent]]) -> float:
    return statistics.median(_p95(one) for one in slices)
