"""One posting list as bytes: numbers in as few bytes as the largest of them needs, so that numpy reads a list at once.

The head is three widths, the steps from document to document, and how often the term stands in each unless that is
once everywhere. The places follow as low halves and, if any is needed, high bytes; a word list needs only the head.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]

ENTRY = struct.Struct("<II")
"""A document and how often the term stands in it, as they are gathered while a segment is written."""
WIDTHS = struct.Struct("<BBB")
"""Bytes of a step, of a count (none when all are 1), and of a place (none, low halves, or with high bytes)."""
_CODES = {1: "B", 2: "H", 4: "I"}
_FEW = 32
"""Lists up to this long are packed and read without numpy, which takes longer to start than they take to pack."""


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
    places: NDArray[np.int32]

    def size(self) -> int:
        return self.starts.nbytes + self.places.nbytes


EMPTY = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class Packed:
    """`head` and `places` as they go to disk; `total` and `most` sum up how often the term stands in its documents."""

    head: bytes
    places: bytes
    documents: int
    total: int
    most: int


def pack(entries: bytes | bytearray, places: bytes | bytearray = b"") -> Packed:
    """From ENTRYs in the order of documents, and all positions as 32-bit numbers in the same order."""
    count = len(entries) // ENTRY.size
    if count > _FEW:
        return _pack_many(np.frombuffer(entries, "<u4").reshape(-1, 2), places)
    numbers = struct.unpack(f"<{2 * count}I", entries)
    ids, counts = numbers[::2], numbers[1::2]
    steps = [ids[0], *(after - before for before, after in pairwise(ids))]
    most = max(counts)
    step_width, count_width = _width(max(steps)), _width(most) if most > 1 else 0
    packed, place_width = _packed_places(places)
    head = WIDTHS.pack(step_width, count_width, place_width) + _few(steps, step_width) + _few(counts, count_width)
    return Packed(head, packed, count, sum(counts), most)


def _pack_many(entries: NDArray[np.uint32], places: bytes | bytearray) -> Packed:
    steps = np.diff(entries[:, 0], prepend=np.uint32(0))
    counts = entries[:, 1]
    most = int(counts.max())
    step_width, count_width = _width(int(steps.max())), _width(most) if most > 1 else 0
    packed, place_width = _packed_places(places)
    head = WIDTHS.pack(step_width, count_width, place_width)
    head += steps.astype(f"<u{step_width}").tobytes()
    head += counts.astype(f"<u{count_width}").tobytes() if count_width else b""
    return Packed(head, packed, len(counts), int(counts.sum(dtype=np.int64)), most)


def _width(largest: int) -> int:
    return 1 if largest < 1 << 8 else 2 if largest < 1 << 16 else 4


def _few(numbers: Sequence[int], width: int) -> bytes:
    return struct.pack(f"<{len(numbers)}{_CODES[width]}", *numbers) if width else b""


def _packed_places(places: bytes | bytearray) -> tuple[bytes, int]:
    """The packed places and their width: 0 for none, 2 when low halves suffice, else 3."""
    if not places:
        return b"", 0
    if len(places) <= 4 * _FEW:
        few = struct.unpack(f"<{len(places) // 4}I", places)
        if max(few) < 1 << 16:
            return struct.pack(f"<{len(few)}H", *few), 2
    numbers = np.frombuffer(places, "<u4")
    low = (numbers & 0xFFFF).astype("<u2").tobytes()
    high = numbers >> 16
    return (low + high.astype("u1").tobytes(), 3) if high.any() else (low, 2)


def unpack(head: bytes, count: int) -> Postings:
    """Documents and weights of a list. Raises ValueError or struct.error when bytes are missing."""
    step_width, count_width, _ = WIDTHS.unpack_from(head)
    steps = np.frombuffer(head, f"<u{step_width}", count, WIDTHS.size)
    ids = np.cumsum(steps, dtype=np.int32)
    if not count_width:
        return Postings(ids, np.ones(count, np.float32))
    counts = np.frombuffer(head, f"<u{count_width}", count, WIDTHS.size + count * step_width)
    return Postings(ids, counts.astype(np.float32))


def unpack_places(packed: bytes, weights: Weights) -> Places:
    """Positions of a list whose weights are known, since these tell how many each document has."""
    starts = np.zeros(len(weights) + 1, np.int64)
    np.cumsum(weights, out=starts[1:], dtype=np.int64)
    count = int(starts[-1])
    places = np.frombuffer(packed, "<u2", count).astype(np.int32)
    if len(packed) > 2 * count:
        places |= np.frombuffer(packed, "u1", count, 2 * count).astype(np.int32) << 16
    return Places(starts, places)
