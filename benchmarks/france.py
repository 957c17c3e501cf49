"""The import of all the communes of France."""

from collections.abc import Mapping

from benchmarks.machine import run


def measure(env: Mapping[str, str]) -> list[tuple[str, str, str]]:
    run("migrate", "-v0", env=env)
    first, again = (run("import_communes", "-v0", env=env) for _ in range(2))
    return [
        ("France entière, première fois", f"{first.seconds:.0f} s", "repère : environ 60 s"),
        ("mémoire", f"{first.megabytes:.0f} Mo", "repère : moins de 500 Mo"),
        ("France entière, rien à changer", f"{again.seconds:.0f} s", ""),
    ]
