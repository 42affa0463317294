"""The two files of a segment that hold its terms: `.trm`, in the order of fields and bytes, and `.pst`, the lists.

Terms lie in blocks. Only the first term of each block is kept in memory; a look-up reads one block. Files are read
with `pread` and never mapped: threads need no lock, processes share the pages that the system keeps, and a file that
was cut short raises an error where a mapped one would end the process.
"""

import json
import os
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from search_index.whoosh_engine.packing import Packed

BLOCK = 64
FEW = 24
"""So many terms are looked for in the bytes of a block before it is cut into its own."""
_RECORD = struct.Struct("<QIIIII")
_DOCUMENTS = struct.Struct("<I")
_BEFORE_DOCUMENTS = 16
MOST_BLOCKS = 128
"""Blocks that are looked at for what begins a word: some 8,000 words."""
_FOOT = struct.Struct("<QQ")


@dataclass(frozen=True, slots=True)
class TermEntry:
    """Where a term's list lies, in how many documents it stands, how often in all, and how often at most in one."""

    offset: int
    head: int
    places: int
    documents: int
    total: int
    most: int


class TermFilesWriter:
    """Takes terms in order of field name, then bytes."""

    def __init__(self, terms: Path, lists: Path) -> None:
        self._terms = terms.open("wb")
        self._lists = lists.open("wb")
        self._offset = 0
        self._field = ""
        self._block: list[tuple[bytes, bytes]] = []
        self._index: dict[str, list[tuple[bytes, int]]] = {}
        self.is_closed = False

    def add(self, field: str, term: bytes, packed: Packed) -> None:
        if field != self._field or len(self._block) == BLOCK:
            self._end_block()
            self._field = field
        sizes = len(packed.head), len(packed.places)
        record = _RECORD.pack(self._offset, *sizes, packed.documents, packed.total, packed.most)
        self._block.append((term, record))
        self._lists.write(packed.head)
        self._lists.write(packed.places)
        self._offset += sum(sizes)

    def _end_block(self) -> None:
        if not self._block:
            return
        terms = [term for term, _ in self._block]
        self._index.setdefault(self._field, []).append((terms[0], self._terms.tell()))
        ends = struct.pack(f"<B{len(terms)}I", len(terms), *accumulate(map(len, terms)))
        self._terms.write(b"".join([ends, *(record for _, record in self._block), *terms]))
        self._block = []

    def close(self) -> None:
        """Write the index of blocks: for each field the first terms, their ends and the blocks' offsets."""
        self._end_block()
        start = self._terms.tell()
        described = {}
        for field, blocks in self._index.items():
            first = [term for term, _ in blocks]
            described[field] = [len(blocks), self._terms.tell(), sum(map(len, first))]
            self._terms.write(struct.pack(f"<{len(blocks)}I", *accumulate(map(len, first))))
            self._terms.write(struct.pack(f"<{len(blocks)}Q", *(offset for _, offset in blocks)))
            self._terms.write(b"".join(first))
        names = self._terms.tell()
        self._terms.write(json.dumps(described).encode() + _FOOT.pack(start, names))
        self._terms.close()
        self._lists.close()
        self.is_closed = True


@dataclass(frozen=True, slots=True)
class _Field:
    """First terms of the blocks of a field, and where each block begins; the last offset is where the last one ends."""

    first: list[bytes]
    offsets: list[int]


class TermFiles:
    """Reads what TermFilesWriter wrote. Raises OSError, ValueError or struct.error when the files are damaged."""

    def __init__(self, terms: Path, lists: Path) -> None:
        self._terms = terms.open("rb", buffering=0)
        self._lists = lists.open("rb", buffering=0)
        size = os.fstat(self._terms.fileno()).st_size
        start, names = _FOOT.unpack(self._read(size - _FOOT.size, _FOOT.size))
        described = json.loads(self._read(names, size - _FOOT.size - names))
        self.fields = self._fields(described, start)

    def close(self) -> None:
        self._terms.close()
        self._lists.close()

    def _read(self, offset: int, size: int) -> bytes:
        return _whole(os.pread(self._terms.fileno(), size, offset), size)

    def read_list(self, offset: int, size: int) -> bytes:
        """Bytes of the file of lists."""
        return _whole(os.pread(self._lists.fileno(), size, offset), size)

    def _fields(self, described: dict[str, Any], start: int) -> dict[str, _Field]:
        fields = {}
        for name, (blocks, at, size) in described.items():
            cuts = (0, *struct.unpack(f"<{blocks}I", self._read(at, 4 * blocks)))
            offsets = list(struct.unpack(f"<{blocks}Q", self._read(at + 4 * blocks, 8 * blocks)))
            words = self._read(at + 12 * blocks, size)
            fields[name] = _Field([words[first:last] for first, last in pairwise(cuts)], offsets)
        ends = [*(field.offsets[0] for field in fields.values()), start][1:]
        for field, end in zip(fields.values(), ends, strict=True):
            field.offsets.append(end)
        return fields

    def _block(self, field: _Field, number: int) -> "_Block":
        start, end = field.offsets[number], field.offsets[number + 1]
        return _Block(self._read(start, end - start))

    def find(self, name: str, term: bytes) -> TermEntry | None:
        """What is known of a term, or None when no document holds it."""
        field = self.fields.get(name)
        if field is None:
            return None
        number = bisect_right(field.first, term) - 1
        if number < 0:
            return None
        block = self._block(field, number)
        at = block.place_of(term)
        return block.entry(at) if at < block.count and block.term(at) == term else None

    def entries(self, name: str, start: bytes = b"") -> Iterator[tuple[bytes, TermEntry]]:
        """Terms of a field with what is known of them, in order, from the first that is not before `start`."""
        field = self.fields.get(name)
        if field is None:
            return
        for number in range(max(0, bisect_right(field.first, start) - 1), len(field.first)):
            block = self._block(field, number)
            for at in range(block.place_of(start), block.count):
                yield block.term(at), block.entry(at)

    def known(self, name: str, terms: Sequence[bytes]) -> Iterator[bytes]:
        """Those of many ascending terms that some document holds; each block is read once."""
        field = self.fields.get(name)
        if field is None:
            return
        at = bisect_left(terms, field.first[0])
        while at < len(terms):
            number = bisect_right(field.first, terms[at]) - 1
            is_last = number + 1 == len(field.first)
            end = len(terms) if is_last else bisect_left(terms, field.first[number + 1], at)
            yield from self._block(field, number).those_held(terms[at:end])
            at = end

    def commonest(self, name: str, start: bytes, most: int) -> list[tuple[bytes, int]]:
        """Terms that begin so and in how many documents each stands, at most so many, those in most documents.

        Where very many begin so, only the first MOST_BLOCKS blocks of them are looked at.
        """
        field = self.fields.get(name)
        if field is None:
            return []
        first, last = max(0, bisect_right(field.first, start) - 1), bisect_right(field.first, start + b"\xff")
        blocks = [self._block(field, number) for number in range(first, min(last, first + MOST_BLOCKS))]
        ranges = [range(block.place_of(start), block.place_of(start + b"\xff")) for block in blocks]
        places = [(block, at) for block, held in zip(blocks, ranges, strict=True) for at in held]
        counts = [block.documents_of(at) for block, at in places]
        chosen = nlargest(most, range(len(places)), key=counts.__getitem__)
        return [(places[at][0].term(places[at][1]), counts[at]) for at in chosen]


class _Block:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.count = raw[0]
        self.ends = (0, *struct.unpack_from(f"<{self.count}I", raw, 1))
        self._records = 1 + 4 * self.count
        self._words = self._records + _RECORD.size * self.count

    def term(self, at: int) -> bytes:
        return self.raw[self._words + self.ends[at] : self._words + self.ends[at + 1]]

    def place_of(self, term: bytes) -> int:
        return bisect_left(range(self.count), term, key=self.term)

    def those_held(self, terms: Sequence[bytes]) -> set[bytes]:
        """Those of some terms that are in the block."""
        if len(terms) < FEW and not any(self.raw.find(term, self._words) >= 0 for term in terms):
            return set()  # which is so for most
        words = self.raw[self._words :]
        return {words[start:end] for start, end in pairwise(self.ends)}.intersection(terms)

    def documents_of(self, at: int) -> int:
        documents: int = _DOCUMENTS.unpack_from(self.raw, self._records + at * _RECORD.size + _BEFORE_DOCUMENTS)[0]
        return documents

    def entry(self, at: int) -> TermEntry:
        return TermEntry(*_RECORD.unpack_from(self.raw, self._records + at * _RECORD.size))


def _whole(read: bytes, size: int) -> bytes:
    if len(read) != size:
        raise ValueError("a file of the search index is shorter than it was")
    return read
