"""The bounded cache in which decoded posting lists are kept."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

from search_index.whoosh_engine.packing import Places, Postings

_PER_ENTRY = 300
"""Bytes that an entry costs beside its arrays."""

Kept = TypeVar("Kept", Postings, Places)


class PostingsCache:
    """Least recently used posting lists up to a number of bytes, shared by threads and generations.

    Segments never change, so an entry is never stale; those of segments that are gone fall out by disuse.
    """

    def __init__(self, limit: int = 64 << 20) -> None:
        self.limit = limit
        self.size = 0
        self._kept: OrderedDict[Hashable, Postings | Places] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, kind: type[Kept], load: Callable[[], Kept]) -> Kept:
        with self._lock:
            found = self._kept.get(key)
            if isinstance(found, kind):
                self._kept.move_to_end(key)
                return found
        loaded = load()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = loaded
                self.size += loaded.size() + _PER_ENTRY
            while self.size > self.limit and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self.size -= dropped.size() + _PER_ENTRY
        return loaded

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.size = 0
