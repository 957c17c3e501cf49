"""Caches that endure: when Redis or the folder fails, this process counts alone, and the site goes on.

The limits of attempts on signing in are kept in the cache: without it, nobody could sign in at all.
"""

import logging
import pickle
import time
import zlib
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: How long a cache that failed is left alone, in seconds: each try may wait for a time-out.
PAUSE = 15
_FAILURES = (RedisError, OSError, EOFError, pickle.UnpicklingError, zlib.error)


def _enduring(name: str) -> Callable[..., Any]:
    def method(self: "_Enduring", *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= self.down_until:
            try:
                answer = getattr(super(_Enduring, self), name)(*args, **kwargs)
            except _FAILURES as failure:
                self.fell(failure)
            else:
                self.down_until = 0.0
                return answer
        return getattr(self.spare, name)(*args, **kwargs)

    return method


class _Enduring(BaseCache):
    """Goes before a backend, and answers from this process's memory while that backend fails."""

    def __init__(self, location: Any, params: dict[str, Any]) -> None:
        self.down_until = 0.0
        self.spare = LocMemCache("spare", {key: value for key, value in params.items() if key != "OPTIONS"})
        super().__init__(location, params)  # type: ignore[call-arg]  # the backend's, next in line

    def fell(self, failure: Exception) -> None:
        if not self.down_until:
            logger.warning("the cache fails (%s): attempts are counted in each process", failure)
        self.down_until = time.monotonic() + PAUSE

    add = _enduring("add")
    get = _enduring("get")
    set = _enduring("set")
    touch = _enduring("touch")
    delete = _enduring("delete")
    has_key = _enduring("has_key")
    incr = _enduring("incr")
    get_many = _enduring("get_many")
    set_many = _enduring("set_many")
    delete_many = _enduring("delete_many")
    clear = _enduring("clear")


class EnduringRedis(_Enduring, RedisCache):
    pass


class EnduringFolder(_Enduring, FileBasedCache):
    def _createdir(self) -> None:
        try:
            super()._createdir()  # type: ignore[misc]
        except OSError as failure:
            self.fell(failure)
