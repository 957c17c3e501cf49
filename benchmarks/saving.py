"""Saves of notes, sent as browsers send them, at a given rate: what was acknowledged, and how long each took."""

import http.client
import json
import threading
import time
import urllib.parse
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import uuid4

from benchmarks.writers import Writer

#: What an interview of an hour leaves, some four pages.
PARAGRAPH = ("On a gardé les portes du collège, elles servent maintenant dans trois maisons du bourg. " * 4).strip()
PARAGRAPHS = 24
PATIENCE = 20


@dataclass
class Desk:
    """A writer at work: a text that changes at each save, and the number of the last one acknowledged."""

    writer: Writer
    base: int = 0
    lines: int = 0
    busy: threading.Lock = field(default_factory=threading.Lock)

    def form(self, key: str) -> dict[str, str]:
        self.lines += 1
        written = "".join(f'<p id="b-{number:08}">{PARAGRAPH}</p>' for number in range(PARAGRAPHS))
        body = f'{written}<p id="b-derniere">Ligne {self.lines}.</p>'
        return {"body": body, "base": str(self.base), "answers": "{}", "passages": "{}", "key": key}


@dataclass(frozen=True)
class Sent:
    """One save: its key, its status (0 without an answer), the seconds since the moment it was to leave."""

    key: str
    status: int
    seconds: float


def save(port: int, desk: Desk, *, path: str = "", due: float | None = None, key: str = "") -> Sent:
    """One save of ``desk``, to its note unless ``path`` is another address."""
    key = key or str(uuid4())
    with desk.busy:
        due = time.perf_counter() if due is None else due
        status, body = post(port, path or desk.writer.path, desk.writer, desk.form(key))
        if status == http.client.OK and not path:
            desk.base = json.loads(body)["revision"]
    return Sent(key, status, time.perf_counter() - due)


def post(port: int, path: str, writer: Writer, form: dict[str, str]) -> tuple[int, bytes]:
    """The status and the body of the answer; a status of 0 when there is none."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
        "Cookie": f"sessionid={writer.session}; csrftoken={writer.csrf}",
        "X-CSRFToken": writer.csrf,
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", path, urllib.parse.urlencode(form), headers)
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def at_rate(port: int, desks: Sequence[Desk], *, rate: int, seconds: float, path: str = "") -> list[Sent]:
    """``rate`` saves a second, whether or not the former ones are answered, each desk in its turn."""
    start = time.perf_counter() + 0.05

    def one(number: int) -> Sent:
        due = start + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        return save(port, desks[number % len(desks)], path=path, due=due)

    with ThreadPoolExecutor(max_workers=len(desks)) as people:
        return list(people.map(one, range(int(rate * seconds))))
