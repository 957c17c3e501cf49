"""A folder as message broker, without Redis: kombu's own, where no message is ever seen half-written.

kombu opens a message under its final name, then writes it: a worker that looks in between reads an empty message and
stops on it. Here a file is written aside and takes its name once complete.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        # Workers sort names: the oldest message comes first.
        name = f"{time_ns():020}_{uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, payload)

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        file: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]
        file.parent.mkdir(exist_ok=True)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with _alone_in(file.parent):
            table = self.get_table(exchange)
            if bound not in table:
                _write(file, [bound, *table])


class Transport(filesystem.Transport):
    Channel = Channel


def _write(file: Path, value: Any) -> None:
    """Under another name first: nobody looks at a file that does not end in ``.msg`` or ``.exchange``."""
    aside = file.with_name(f"{uuid4()}.part")
    aside.write_text(dumps(value), encoding="utf-8")
    aside.replace(file)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
