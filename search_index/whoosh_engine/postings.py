"""Posting lists as numpy arrays, and the bounded cache in which they are kept."""

import codecs
import io
import pickle
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]

_MAGIC = 4
"""Bytes of the mark that opens a posting list."""
_BLOCK_SIZE = struct.Struct("!i")
_PER_ENTRY = 300
"""Bytes that an entry costs beside its arrays."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Documents of one term in one segment, ascending, deleted ones included, with the term's weight in each."""

    ids: Ids
    weights: Weights

    def size(self) -> int:
        return self.ids.nbytes + self.weights.nbytes


@dataclass(frozen=True, slots=True)
class Places:
    """Positions of one term: those of document `i` of its posting list are `places[starts[i]:starts[i + 1]]`."""

    starts: NDArray[np.int64]
    places: NDArray[np.uint32]

    def size(self) -> int:
        return self.starts.nbytes + self.places.nbytes


EMPTY = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


class _PlainData(pickle.Unpickler):
    """Reads numbers, bytes and tuples of them and refuses everything that could run code."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("_codecs", "encode"):  # how this pickle protocol spells bytes
            return codecs.encode
        raise pickle.UnpicklingError(f"a posting list names {module}.{name}")


def _blocks(raw: bytes) -> list[tuple[int, tuple[Any, Any, Any]]]:
    """(length, (id steps, weights, values)) of every block of a posting list in the W3 codec's layout."""
    stream = io.BytesIO(raw)
    stream.seek(_MAGIC)
    blocks: list[tuple[int, tuple[Any, Any, Any]]] = []
    last = False
    while not last:
        (size,) = _BLOCK_SIZE.unpack(stream.read(_BLOCK_SIZE.size))
        last = size < 0
        end = stream.tell() + abs(size)
        count, _, _, compression, _, _ = _PlainData(stream).load()
        data = stream.read(end - stream.tell())
        blocks.append((count, _PlainData(io.BytesIO(zlib.decompress(data) if compression else data)).load()))
    return blocks


def decode(raw: bytes) -> Postings:
    """Documents and weights of a posting list as it lies on disk."""
    ids, weights = [], []
    for count, (steps, of_block, _) in _blocks(raw):
        ids.append(np.cumsum(np.array(steps, np.int32), dtype=np.int32))
        one = 1.0 if of_block is None else of_block
        weights.append(np.full(count, one, np.float32) if isinstance(one, float) else np.array(one, np.float32))
    if len(ids) == 1:
        return Postings(ids[0], weights[0])
    return Postings(np.concatenate(ids), np.concatenate(weights))


def decode_places(raw: bytes) -> Places:
    """Positions of a posting list in the `Positions` format."""
    values: list[bytes] = []
    for _, (_, _, of_block) in _blocks(raw):
        values += of_block
    counts = np.fromiter(map(len, values), np.int64, len(values)) // 4
    starts = np.zeros(len(values) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return Places(starts, np.frombuffer(b"".join(values), np.uint32))


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
