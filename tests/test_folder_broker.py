"""The folder that carries messages: what is read is whole, in order, and taken once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from kombu import Connection
from kombu.simple import SimpleQueue

from config import folder


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    (tmp_path / "messages").mkdir()
    options = {
        "data_folder_in": str(tmp_path / "messages"),
        "data_folder_out": str(tmp_path / "messages"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://", transport="config.folder:Transport", transport_options=options) as opened:
        yield opened


def test_the_embedded_pair_uses_it() -> None:
    if not settings.REDIS_URL:
        named = f"{folder.Transport.__module__}:{folder.Transport.__name__}"
        assert named == settings.CELERY_BROKER_TRANSPORT


def test_messages_come_out_once_and_in_order(connection: Connection) -> None:
    queue = SimpleQueue(connection, "ordre")
    for number in range(5):
        queue.put({"n": number})
    assert [queue.get(timeout=1).payload["n"] for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(queue.Empty):
        queue.get(timeout=0.1)


def test_a_message_being_written_is_not_seen(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held just before it takes its name, a message is invisible; then it is whole.

    A queue of its own: kombu remembers, in a process, the queues it has bound, whatever the folder.
    """
    queue = SimpleQueue(connection, "attente")
    held, go_on = threading.Event(), threading.Event()
    replace = Path.replace

    def late(source: Path, target: Path) -> Path:
        if target.suffix == ".msg":
            held.set()
            assert go_on.wait(5)
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", late)
    writer = threading.Thread(target=queue.put, args=({"n": "é" * 10_000},))
    writer.start()
    assert held.wait(5)
    reader = connection.clone()
    other = SimpleQueue(reader, "attente")
    with pytest.raises(other.Empty):
        other.get(timeout=0.1)
    go_on.set()
    writer.join()
    assert other.get(timeout=1).payload["n"] == "é" * 10_000
    reader.release()


def test_bindings_made_at_the_same_time_are_all_kept(connection: Connection) -> None:
    channels = [connection.channel() for _ in range(8)]
    binders = [
        threading.Thread(target=channel._queue_bind, args=("commande", "", "", f"file-{number}"))
        for number, channel in enumerate(channels)
    ]
    for binder in binders:
        binder.start()
    for binder in binders:
        binder.join()
    assert {bound.queue for bound in channels[0].get_table("commande")} == {f"file-{number}" for number in range(8)}
