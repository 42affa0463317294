"""The engine that runs inside the application: Whoosh's files, read through snapshots."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search_index.errors import SearchUnavailable
from search_index.highlighting import Highlighter
from search_index.interface import (
    Audience,
    Health,
    Hit,
    IndexDocument,
    Likeness,
    Operation,
    Progress,
    SearchRequest,
    SearchResponse,
    SimilarHit,
    TextSource,
)
from search_index.query.parser import parse
from search_index.query.tree import topics_in
from search_index.wanted_names import WantedNames
from search_index.wanted_words import Wanted
from search_index.weights import Weights, packaged
from search_index.whoosh_engine.compiling import Compiler
from search_index.whoosh_engine.integrity import clear, damage, is_suspect, settle, suspect
from search_index.whoosh_engine.merging import LARGEST, LARGEST_AT_LEISURE
from search_index.whoosh_engine.postings import PostingsCache
from search_index.whoosh_engine.priors import Priors
from search_index.whoosh_engine.ranking import rank
from search_index.whoosh_engine.schema import STAMP, VERSION
from search_index.whoosh_engine.similar import similar_notes
from search_index.whoosh_engine.snapshot import Snapshot, take_snapshot
from search_index.whoosh_engine.store import Store
from search_index.whoosh_engine.suggesting import corrected
from search_index.whoosh_engine.topics import topics_of
from search_index.whoosh_engine.writing import collapse, merge_small, needed, write, write_all

log = logging.getLogger(__name__)
FEW = 3
"""Up to so many hits another spelling may be what was meant."""


class WhooshEngine:
    """Serves the interface of `search_index.interface.SearchEngine` from a folder of this machine.

    Any number of threads and processes may search; writers take turns by Whoosh's lock.
    """

    def __init__(self, place: Path, cache_bytes: int = 64 << 20, weights: Weights | None = None) -> None:
        self.store = Store(place)
        self.weights = weights or packaged()
        self._priors = Priors(self.weights)
        self._cache = PostingsCache(cache_bytes)
        self._snapshot: Snapshot | None = None
        self._index: tuple[str, Any] | None = None
        self._lock = threading.Lock()

    def search(self, request: SearchRequest, texts: TextSource | None = None) -> SearchResponse:
        started = time.perf_counter()
        snapshot = self.snapshot()
        tree = parse(request.query) if isinstance(request.query, str) else request.query
        with _reading(snapshot.folder):
            compiler = Compiler(snapshot, request.languages, self.weights, request.audience)
            ranked = rank(snapshot, compiler.compile(tree), request, self._priors)
            suggestion = None
            typed = request.query if isinstance(request.query, str) else request.typed
            if ranked.total <= FEW and request.limit and typed:
                suggestion = corrected(snapshot, typed, request.audience, compiler.languages)
            tagged = topics_of(snapshot, topics_in(tree), [note for note, _ in ranked.hits])
        hits = tuple(
            Hit(note, score, matched=ranked.matched.get(note), topics=tagged.get(note, ()))
            for note, score in ranked.hits
        )
        if request.highlight and texts is not None and hits:
            wanted = Wanted(tree, compiler.languages, compiler.is_telling)
            hits = Highlighter(wanted, WantedNames(topics_in(tree))).add_fragments(hits, texts)
        took = (time.perf_counter() - started) * 1000
        return SearchResponse(hits, ranked.total, ranked.facets, suggestion, took, snapshot.generation)

    def similar(
        self, like: Likeness, audience: Audience, *, languages: tuple[str, ...] = (), limit: int = 5
    ) -> tuple[SimilarHit, ...]:
        snapshot = self.snapshot()
        with _reading(snapshot.folder):
            return similar_notes(snapshot, like, audience, languages, limit)

    def suggest(self, text: str, audience: Audience, languages: tuple[str, ...] = ()) -> str | None:
        snapshot = self.snapshot()
        with _reading(snapshot.folder):
            return corrected(snapshot, text, audience, Compiler(snapshot, languages).languages)

    def apply(self, operations: Iterable[Operation]) -> None:
        latest = collapse(operations)
        if not latest:
            return
        todo = needed(latest, self.versions(latest))
        if todo:
            index = self._opened(self.store.current())
            with _writing():
                write(index, todo)
                settle(index)

    def rebuild(
        self,
        documents: Iterable[IndexDocument],
        progress: Progress | None = None,
        catch_up: Callable[[], Iterable[list[Operation]]] | None = None,
    ) -> int:
        with _writing():
            name, index = self.store.create()
            try:
                written = write_all(index, documents, progress)
                for batch in catch_up() if catch_up else ():
                    write(index, collapse(batch).values())
                settle(index)
                self.store.switch(name)
            except BaseException:
                self.store.discard(name)
                raise
        self.store.sweep()
        return written

    def versions(self, notes: Collection[int] | None = None) -> Mapping[int, int]:
        return self.snapshot().numbers(VERSION, notes)

    def stamps(self) -> Mapping[int, int]:
        return self.snapshot().numbers(STAMP)

    def health(self, *, thorough: bool = False) -> Health:
        place = str(self.store.place)
        try:
            snapshot = self.snapshot()
        except SearchUnavailable as error:
            return Health(0, 0, "", place, str(error))
        parts = [part.segment.id for part in snapshot.parts]
        problem = damage(snapshot.folder, snapshot.number, parts, thorough=thorough)
        if problem and not self._is_latest(snapshot):
            return self.health(thorough=thorough)  # what is missing was merged away meanwhile
        if thorough and not problem:
            clear(snapshot.folder)
        deleted = snapshot.documents_with_deleted - snapshot.documents
        suspected = is_suspect(snapshot.folder)
        return Health(snapshot.documents, len(parts), snapshot.generation, place, problem, deleted, suspected)

    def maintain(self, *, at_leisure: bool = False) -> bool:
        self.store.sweep()
        index = self._opened(self.store.current())
        with _writing():
            merged = merge_small(index, LARGEST_AT_LEISURE if at_leisure else LARGEST)
            if merged:
                settle(index)
        return merged

    def forget_postings(self) -> None:
        """Empty the cache, for measuring what a first search costs."""
        self._cache.clear()

    def snapshot(self) -> Snapshot:
        """The latest generation. Raises SearchUnavailable when the index is missing or cannot be read."""
        while True:
            name = self.store.current()
            try:
                return self._latest(name)
            except SearchUnavailable:
                if self.store.current() == name:
                    raise  # otherwise a rebuild has switched meanwhile, and the old folder may be gone

    def _is_latest(self, snapshot: Snapshot) -> bool:
        try:
            return self.snapshot() is snapshot
        except SearchUnavailable:
            return False

    def _latest(self, name: str) -> Snapshot:
        with _reading(self.store.place / name):
            index, held = self._opened(name), self._snapshot
            if held is not None and held.generation == f"{name}:{index.latest_generation()}":
                return held
            with self._lock:
                held = self._snapshot
                if held is None or held.generation != f"{name}:{index.latest_generation()}":
                    self._snapshot = held = take_snapshot(index, name, held, self._cache)
                return held

    def _opened(self, name: str) -> Any:
        """The Whoosh index in a folder, opened anew only when the pointer has moved."""
        held = self._index
        if held is None or held[0] != name:
            self._index = held = (name, self.store.open(name))
        return held[1]


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Turns whatever damaged or missing files raise into SearchUnavailable; Whoosh raises almost anything then."""
    try:
        yield
    except SearchUnavailable:
        raise
    except Exception as error:
        log.exception("the search index cannot be read")
        suspect(folder)
        raise SearchUnavailable("the search index is damaged or was removed") from error


@contextmanager
def _writing() -> Iterator[None]:
    """Turns a full disk, or a folder that may not be written to, into SearchUnavailable."""
    try:
        yield
    except OSError as error:
        raise SearchUnavailable(f"the search index cannot be written: {error.strerror or error}") from error
