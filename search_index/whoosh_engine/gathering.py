"""Postings of the documents being written, gathered by term in bounded memory.

Documents come in order, so nothing has to be sorted but the terms: each term's postings are appended to one run of
bytes. When these have grown too large they are put on disk in the order of terms, and merged at the end.
"""

import struct
import tempfile
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import IO

from search_index.whoosh_engine.packing import ENTRY

Gathered = tuple[str, bytes, bytes | bytearray, bytes | bytearray]
"""Field, term, entries (packing.ENTRY), and places as 32-bit numbers."""
_SIZES = struct.Struct("<HII")
_PER_TERM = 280
"""Bytes that a term costs in memory beside its postings."""
_BUFFER = 1 << 18


class Postings:
    """What `whoosh.writing.SegmentWriter` calls its pool."""

    def __init__(self, limit: int, folder: str) -> None:
        self.limit = limit
        self.size = 0
        self._folder = folder
        self._entries: dict[str, dict[bytes, bytearray]] = {}
        self._places: dict[str, dict[bytes, bytearray]] = {}
        self._runs: list[IO[bytes]] = []

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        field, term, document, weight, places = posting
        self.extend(field, term, ENTRY.pack(document, int(weight)), places)

    def extend(self, field: str, term: bytes, entries: bytes | bytearray, places: bytes | bytearray) -> None:
        """Add postings of documents that come after all those this term has."""
        of_field = self._entries.get(field)
        if of_field is None:
            of_field, self._places[field] = self._entries.setdefault(field, {}), {}
        held = of_field.get(term)
        if held is None:
            of_field[term] = bytearray(entries)
            self.size += _PER_TERM
            if places:
                self._places[field][term] = bytearray(places)
        else:
            held += entries
            if places:
                self._places[field][term] += places
        self.size += len(entries) + len(places)
        if self.size > self.limit:
            self._put_away()

    def _in_order(self) -> Iterator[Gathered]:
        for field in sorted(self._entries):
            places = self._places[field]
            for term, entries in sorted(self._entries[field].items()):
                yield field, term, entries, places.get(term, b"")

    def _put_away(self) -> None:
        run = tempfile.TemporaryFile(dir=self._folder, buffering=_BUFFER)  # noqa: SIM115 - read later, closed below
        for field, term, entries, places in self._in_order():
            name = field.encode()
            run.write(b"".join([_SIZES.pack(len(name), len(term), len(entries)), name, term, entries]))
            run.write(struct.pack("<I", len(places)) + places)
        self._runs.append(run)
        self._entries, self._places, self.size = {}, {}, 0

    def lists(self) -> Iterator[Gathered]:
        """All postings, by field and term."""
        if not self._runs:
            yield from self._in_order()
            return
        self._put_away()
        merged = merge(*map(_read, self._runs), key=itemgetter(0, 1))
        for (field, term), parts in groupby(merged, key=itemgetter(0, 1)):
            held = list(parts)
            yield field, term, b"".join(part[2] for part in held), b"".join(part[3] for part in held)

    def cleanup(self) -> None:
        """Give the disk space back."""
        for run in self._runs:
            run.close()
        self._runs = []


def _read(run: IO[bytes]) -> Iterator[Gathered]:
    run.seek(0)
    while sizes := run.read(_SIZES.size):
        name, term, entries = (run.read(size) for size in _SIZES.unpack(sizes))
        (places,) = struct.unpack("<I", run.read(4))
        yield name.decode(), term, entries, run.read(places)
