"""One generation of the index, read-only and shared by all threads."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC
from whoosh.reading import MultiReader
from whoosh.searching import Searcher

from search_index.whoosh_engine.integrity import refuse_damaged
from search_index.whoosh_engine.postings import PostingsCache
from search_index.whoosh_engine.schema import BODY, NUMBERS, SCORED, TITLE
from search_index.whoosh_engine.segment import LENGTHS, Mask, Scores, Segment
from search_index.whoosh_engine.translation_sets import TranslationSets

K1 = 1.2
B = 0.75
"""The constants of Whoosh's BM25F."""
FEWEST = 20
"""A language with fewer notes counts as having so many, so that a word of a single note is never taken for a common one."""
ATTEMPTS = 10
"""A commit may remove the files of the table of contents just read; then it is read again."""


@dataclass(frozen=True, slots=True)
class Part:
    """A segment as this generation sees it: `live` leaves out deleted documents; `first` numbers its documents."""

    segment: Segment
    live: Mask
    first: int


class Snapshot:
    """The segments of one generation with the statistics over all of them that Whoosh's scoring uses."""

    def __init__(self, storage: Any, schema: Any, generation: int, parts: Iterable[Part], name: str) -> None:
        self.folder = Path(storage.folder)
        self.schema = schema
        self.number = generation
        self.generation = f"{name}:{generation}"
        self.parts = tuple(parts)
        self.documents_with_deleted = sum(part.segment.count for part in self.parts)
        self.documents = sum(int(np.count_nonzero(part.live)) for part in self.parts)
        self.average_length = {name: self._average(name) for name in SCORED}
        self.languages = cache(self._languages)
        self.norms = cache(self._norms)
        self.frequency = lru_cache(maxsize=20_000)(self._frequency)
        self.largest_share = lru_cache(maxsize=20_000)(self._largest_share)

    @cached_property
    def translation_sets(self) -> TranslationSets:
        return TranslationSets(self.parts)

    def _average(self, name: str) -> float:
        total = sum(part.segment.totals[name] for part in self.parts)
        return (total / (self.documents_with_deleted or 1)) or 1.0

    def _frequency(self, name: str, term: str) -> int:
        return sum(part.segment.document_frequency(name, term) for part in self.parts)

    def idf(self, name: str, term: str) -> float:
        """As Whoosh's weighting models compute it."""
        return math.log(self.documents_with_deleted / (self.frequency(name, term) + 1)) + 1

    def holds(self, term: str) -> bool:
        return bool(self.frequency(BODY, term) or self.frequency(TITLE, term))

    def _norms(self, segment: Segment, name: str) -> Scores:
        """For each document what BM25F adds to a term's weight below the line. Must not be written to."""
        by_code = K1 * (1 - B) + K1 * B / self.average_length[name] * LENGTHS
        norms: Scores = by_code.take(segment.lengths[name])
        return norms

    def _languages(self) -> tuple[str, ...]:
        """Languages of the notes in the index, the commonest first."""
        counts: Counter[str] = Counter()
        for part in self.parts:
            labels = part.segment.columns["language"].labels
            counts.update(dict(zip(labels, part.segment.language_counts.tolist(), strict=False)))
        return tuple(sorted(counts, key=lambda language: (-counts[language], language)))

    def _largest_share(self, name: str, term: str) -> float:
        """In what share of a language's notes the term stands, for the language where that is largest."""
        held: Counter[str] = Counter()
        notes: Counter[str] = Counter()
        for part in self.parts:
            segment = part.segment
            labels = segment.columns["language"].labels
            ids = segment.postings(name, term).ids
            with_term = np.bincount(segment.language_of[ids], minlength=len(labels)) if len(ids) else ()
            held.update(dict(zip(labels, map(int, with_term), strict=False)))
            notes.update(dict(zip(labels, segment.language_counts.tolist(), strict=False)))
        return max((count / max(notes[label], FEWEST) for label, count in held.items()), default=0.0)

    def numbers(self, name: str, notes: Collection[int] | None = None) -> Mapping[int, int]:
        """A number column by note id, of the live documents, if told only of these notes."""
        found: dict[int, int] = {}
        for part in self.parts:
            ids, wanted = part.segment.numbers[NUMBERS[0]], part.live
            if notes is not None:
                wanted = wanted & np.isin(ids, np.fromiter(notes, np.int64, len(notes)))
            found.update(zip(ids[wanted].tolist(), part.segment.numbers[name][wanted].tolist(), strict=True))
        return found

    @contextmanager
    def whoosh_searcher(self, part: Part) -> Iterator[Any]:
        """Whoosh's own searcher of one segment, with statistics over all. Nobody else reads meanwhile: Whoosh's
        searchers and open files give silently wrong results when threads share them."""
        with ExitStack() as held:
            for other in self.parts:
                held.enter_context(other.segment.lock)
            readers = [other.segment.reader for other in self.parts]
            searcher = Searcher(readers[0] if len(readers) == 1 else MultiReader(readers))
            yield next(leaf for leaf, first in searcher.leaf_searchers() if first == part.first)

    def note_at(self, document: int) -> int:
        """Note id of a document number of this generation."""
        part = next(p for p in reversed(self.parts) if p.first <= document)
        return int(part.segment.numbers[NUMBERS[0]][document - part.first])


def _live(count: int, deleted: Iterable[int]) -> Mask:
    live = np.ones(count, np.bool_)
    gone = list(deleted)
    live[gone] = False
    return live


def take_snapshot(index: Any, name: str, previous: Snapshot | None, postings: PostingsCache) -> Snapshot:
    """The latest generation of a Whoosh index; segments that `previous` holds are taken over, all else is opened anew.

    Whoosh's own refreshing of readers is not used: it shows deleted notes. Raises OSError when files stay missing.
    """
    known = {part.segment.id: part.segment for part in previous.parts} if previous else {}
    for _ in range(ATTEMPTS):
        contents = TOC.read(index.storage, index.indexname)
        try:
            return _open(index.storage, contents, name, known, postings)
        except FileNotFoundError as error:
            missing = error
    raise missing


def _open(storage: Any, contents: Any, name: str, known: Mapping[str, Segment], postings: PostingsCache) -> Snapshot:
    parts: list[Part] = []
    first = 0
    for description in contents.segments:
        segment = known.get(description.segment_id())
        if segment is None:
            refuse_damaged(Path(storage.folder), description.segment_id())
            segment = Segment(storage, contents.schema, description, postings)
        parts.append(Part(segment, _live(segment.count, description.deleted_docs()), first))
        first += segment.count
    return Snapshot(storage, contents.schema, contents.generation, parts, name)
