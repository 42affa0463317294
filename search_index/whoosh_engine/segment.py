"""One immutable segment of the index: its columns as arrays, its posting lists on demand."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader
from whoosh.util.numeric import byte_to_length

from search_index.interface import Audience
from search_index.whoosh_engine.codec import PackedTerms
from search_index.whoosh_engine.packing import EMPTY, Places, Postings
from search_index.whoosh_engine.postings import PostingsCache
from search_index.whoosh_engine.schema import LABELLED, NUMBERS, SCORED

Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]
Numbers = NDArray[np.int64]
MOST_MASKS = 64
"""Audiences whose masks are kept."""

LENGTHS = np.fromiter((byte_to_length(code) for code in range(256)), np.float64, 256)
"""Whoosh keeps a field's length in one byte; this is what each byte stands for."""


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """Which documents carry which labels: pair `i` says that `documents[i]` carries `labels[codes[i]]`.

    Pairs are ordered by label; those of label `c` begin at `starts[c]`. Every label is carried by some document.
    """

    documents: NDArray[np.intp]
    codes: NDArray[np.int32]
    labels: tuple[str, ...]
    starts: NDArray[np.intp]

    def count(self, mask: Mask) -> dict[str, int]:
        """Labels that documents of a mask carry, with how many do."""
        if not self.labels or not mask.any():
            return {}
        counts = np.add.reduceat(mask.take(self.documents), self.starts, dtype=np.int32)
        codes = np.flatnonzero(counts)
        return dict(zip(map(self.labels.__getitem__, codes.tolist()), counts[codes].tolist(), strict=True))


class Segment:
    """All columns are read when the segment is opened, since a merge may remove its files at any time afterwards."""

    def __init__(self, storage: Any, schema: Any, description: Any, cache: PostingsCache) -> None:
        self.id: str = description.segment_id()
        self.count: int = description.doc_count_all()
        self._cache = cache
        self.lock = threading.Lock()
        self.reader = SegmentReader(storage, schema, description)
        self._terms: PackedTerms = self.reader._terms
        self._folder = Path(storage.folder)
        self.description = description
        self.lengths = {name: self._field_lengths(name) for name in SCORED}
        self.totals = {name: int(self.reader.field_length(name)) for name in SCORED}
        self.numbers = {name: self._numbers(name) for name in NUMBERS}
        self.columns = {name: self._label_column(name) for name in LABELLED}
        language = self.columns["language"]
        self.language_of = np.full(self.count, len(language.labels), np.int32)
        self.language_of[language.documents] = language.codes
        self.language_counts = np.bincount(language.codes, minlength=len(language.labels))
        self._audience_masks: dict[Audience, Mask] = {}

    def _column_bytes(self, name: str, dtype: str) -> NDArray[Any]:
        """A column file as it lies on disk; documents at its end that have the default value are not in it."""
        column = np.zeros(self.count, dtype)
        path = self._folder / W3Codec.column_filename(self.description, name)
        if path.exists():
            stored = np.frombuffer(path.read_bytes(), dtype)[: self.count]
            column[: len(stored)] = stored
        return column

    def _numbers(self, name: str) -> Numbers:
        return self._column_bytes(name, ">i8").astype(np.int64)

    def _field_lengths(self, name: str) -> NDArray[np.uint8]:
        """Codes of lengths, see LENGTHS."""
        return self._column_bytes(f"_{name}_len", "u1")

    def _label_column(self, name: str) -> LabelColumn:
        documents, labels = [EMPTY.ids], []
        for term, entry in self._terms.files.entries(name):
            documents.append(self._terms.postings(entry).ids)
            labels.append(term.decode())
        sizes = np.array([len(ids) for ids in documents[1:]], np.intp)
        codes = np.repeat(np.arange(len(labels), dtype=np.int32), sizes)
        return LabelColumn(np.concatenate(documents, dtype=np.intp), codes, tuple(labels), np.cumsum(sizes) - sizes)

    def postings(self, name: str, term: str) -> Postings:
        """Documents that hold a term, deleted ones included."""
        key = term.encode()

        def load() -> Postings:
            entry = self._terms.files.find(name, key)
            return self._terms.postings(entry) if entry else EMPTY

        return self._cache.get((self.id, name, key), Postings, load)

    def places(self, name: str, term: str) -> Places:
        """Positions of a term that this segment holds."""
        key = term.encode()

        def load() -> Places:
            entry = self._terms.files.find(name, key)
            if entry is None:
                raise KeyError(term)
            return self._terms.places(entry, self.postings(name, term))

        return self._cache.get((self.id, name, key, "places"), Places, load)

    def document_frequency(self, name: str, term: str) -> int:
        """In how many documents a term stands, deleted ones included, without reading its posting list."""
        entry = self._terms.files.find(name, term.encode())
        return entry.documents if entry else 0

    def terms_with_prefix(self, name: str, prefix: str, limit: int) -> list[str]:
        """The first terms in the order of their bytes."""
        start = prefix.encode()
        found = takewhile(
            lambda term: term.startswith(start), (term for term, _ in self._terms.files.entries(name, start))
        )
        return [term.decode() for term in islice(found, limit)]

    def commonest(self, name: str, prefix: str, most: int) -> dict[str, int]:
        """Terms that begin so, those in most documents, with in how many each stands, deleted ones included."""
        return {term.decode(): count for term, count in self._terms.files.commonest(name, prefix.encode(), most)}

    def known(self, name: str, terms: Sequence[bytes]) -> Iterator[str]:
        """Those of many terms, given in UTF-8 and ascending, that some document holds, deleted ones included."""
        return map(bytes.decode, self._terms.files.known(name, terms))

    def labelled(self, name: str, values: tuple[str, ...] | frozenset[str]) -> Mask:
        """Documents that carry any of the values."""
        mask = np.zeros(self.count, np.bool_)
        for value in values:
            mask[self.postings(name, value).ids] = True
        return mask

    def visible(self, audience: Audience) -> Mask:
        """Documents that an audience may see. Must not be written to."""
        mask = self._audience_masks.get(audience)
        if mask is None:
            mask = self.labelled("audience", audience.tokens)
            if audience.hidden:
                mask &= ~np.isin(self.numbers[NUMBERS[0]], np.fromiter(audience.hidden, np.int64))
            if len(self._audience_masks) >= MOST_MASKS:
                self._audience_masks.clear()
            self._audience_masks[audience] = mask
        return mask
