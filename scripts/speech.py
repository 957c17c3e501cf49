"""How the road speaks to a person: one step a line, how long it took, and refusals in one sentence."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """What stops the road, said to the person: what is wrong, then what to do."""


def say(text: str = "") -> None:
    print(text, flush=True)


@contextmanager
def step(what: str, hint: str = "") -> Iterator[None]:
    """Says what begins, then how long it took (or that it failed)."""
    print(f"• {what}{f' ({hint})' if hint else ''}… ", end="", flush=True)
    since = time.monotonic()
    try:
        yield
    except Exception:
        say("échec")
        raise
    except BaseException:  # Ctrl-C
        say()
        raise
    say(seconds(time.monotonic() - since))


def seconds(duration: float) -> str:
    return f"{duration:.1f} s".replace(".", ",")


def complain(refusal: Refusal) -> int:
    """Print a refusal on the error output; the exit status of whoever was refused."""
    sys.stdout.flush()
    print(f"\n{refusal}" if "\n" in str(refusal) else str(refusal), file=sys.stderr, flush=True)
    return 1
