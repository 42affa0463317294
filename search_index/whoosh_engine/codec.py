"""How Whoosh writes and reads the terms of this index: its own codec for documents and columns, packed lists for terms."""

from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound
from whoosh.writing import SegmentWriter

from search_index.whoosh_engine.formats import POSITION_TYPE
from search_index.whoosh_engine.gathering import Postings as Gathering
from search_index.whoosh_engine.packing import Places, Postings, pack, unpack, unpack_places
from search_index.whoosh_engine.taking_over import lists_with
from search_index.whoosh_engine.term_files import TermEntry, TermFiles, TermFilesWriter

LONGEST_FIELD = 2**31


def _paths(storage: Any, segment: Any) -> tuple[Path, Path]:
    folder = Path(storage.folder)
    return folder / segment.make_filename(W3Codec.TERMS_EXT), folder / segment.make_filename(W3Codec.POSTS_EXT)


class PackedCodec(W3Codec):
    def field_writer(self, storage: Any, segment: Any) -> TermFilesWriter:
        return TermFilesWriter(*_paths(storage, segment))

    def terms_reader(self, storage: Any, segment: Any) -> "PackedTerms":
        return PackedTerms(TermFiles(*_paths(storage, segment)))


class PackedTerms(TermsReader):
    """Terms of a segment as Whoosh's own searcher asks for them; `files` serves everything else."""

    def __init__(self, files: TermFiles) -> None:
        self.files = files

    def close(self) -> None:
        self.files.close()

    def postings(self, entry: TermEntry) -> Postings:
        return unpack(self.files.read_list(entry.offset, entry.head), entry.documents)

    def places(self, entry: TermEntry, postings: Postings) -> Places:
        return unpack_places(self.files.read_list(entry.offset + entry.head, entry.places), postings.weights)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.files.find(*term) is not None

    def cursor(self, name: str, kept_as: Any) -> "PackedCursor":
        return PackedCursor(self, name, kept_as)

    def indexed_field_names(self) -> list[str]:
        return list(self.files.fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return (term for term, _ in self.items())

    def terms_from(self, name: str, start: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term, _ in self.items_from(name, start))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return self.items_from("", b"")

    def items_from(self, name: str, start: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        for field in sorted(self.files.fields):
            if field >= name:
                for term, entry in self.files.entries(field, start if field == name else b""):
                    yield (field, term), _info(entry)

    def term_info(self, name: str, term: bytes) -> Any:
        return _info(self._entry(name, term))

    def frequency(self, name: str, term: bytes) -> int:
        return self._entry(name, term).total

    def doc_frequency(self, name: str, term: bytes) -> int:
        return self._entry(name, term).documents

    def _entry(self, name: str, term: bytes) -> TermEntry:
        entry = self.files.find(name, term)
        if entry is None:
            raise KeyError(term)  # which Whoosh's reader turns into what its callers expect
        return entry

    def matcher(self, name: str, term: bytes, kept_as: Any, scorer: Any = None) -> Any:
        entry = self.files.find(name, term)
        if entry is None:
            raise TermNotFound(f"{name}:{term!r}")
        postings = self.postings(entry)
        values = _values(self.places(entry, postings)) if entry.places else [b""] * entry.documents
        numbers = postings.ids.tolist(), postings.weights.tolist()
        return ListMatcher(*numbers, values, kept_as, scorer, term=(name, term), terminfo=_info(entry))


class PackedCursor(FieldCursor):
    """A place among the terms of a field, for Whoosh's automata."""

    def __init__(self, terms: PackedTerms, name: str, kept_as: Any) -> None:
        self._terms, self._name, self._kept_as = terms, name, kept_as
        self.first()

    def first(self) -> str | None:
        return self.find(b"")

    def find(self, term: str | bytes) -> str | None:
        """Go to the first term that is not before this one; returns it, or None at the end."""
        start = term if isinstance(term, bytes) else self._kept_as.to_bytes(term)
        self._rest = self._terms.files.entries(self._name, start)
        return self.next()

    def next(self) -> str | None:
        self._at = next(self._rest, None)
        return self.text()

    def text(self) -> str | None:
        return None if self._at is None else self._kept_as.from_bytes(self._at[0])

    def term_info(self) -> Any:
        return None if self._at is None else _info(self._at[1])

    def is_valid(self) -> bool:
        return self._at is not None


def _info(entry: TermEntry) -> Any:
    """The statistics that Whoosh's scorers take; lengths as bounds that always hold."""
    return TermInfo(entry.total, entry.documents, minlength=1, maxlength=LONGEST_FIELD, maxweight=entry.most)


def _values(places: Places) -> list[bytes]:
    starts = places.starts.tolist()
    return [array(POSITION_TYPE, places.places[first:last].tolist()).tobytes() for first, last in pairwise(starts)]


class PackedWriter(SegmentWriter):
    """Whoosh's writer, except that postings are gathered by term and go to disk list by list."""

    def __init__(self, index: Any, *, timeout: float, memory_mb: int = 64) -> None:
        # compound=False always: a compound segment is copied into memory by every reader.
        super().__init__(index, timeout=timeout, codec=PackedCodec(), compound=False)
        self.pool = Gathering(memory_mb << 20, index.storage.folder)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for field, term, entries, places in self.pool.lists():
            self.fieldwriter.add(field, term, pack(entries, places))
        self.fieldwriter.close()

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: dict[int, int] | None) -> None:
        """Take over the lists of another segment; `docmap` gives the new numbers of its documents that are alive."""
        terms: PackedTerms = reader._terms
        new = np.full(reader.doc_count_all(), -1, np.int64)
        if docmap is None:
            new[:] = np.arange(startdoc, startdoc + len(new))
        else:
            new[list(docmap)] = list(docmap.values())
        for postings in lists_with(terms.files, new):
            self.pool.extend(*postings)
