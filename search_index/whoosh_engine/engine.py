"""The engine that runs inside the application: Whoosh's files, read through snapshots."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from search_index.errors import SearchUnavailable
from search_index.highlighting import Highlighter
from search_index.interface import (
    Audience,
    Health,
    Hit,
    IndexDocument,
    NoteText,
    Operation,
    Progress,
    SearchRequest,
    SearchResponse,
    TextSource,
)
from search_index.query.parser import parse
from search_index.query.tree import topics_in
from search_index.wanted_names import WantedNames
from search_index.wanted_words import Wanted
from search_index.whoosh_engine.compiling import Compiler
from search_index.whoosh_engine.postings import PostingsCache
from search_index.whoosh_engine.ranking import rank
from search_index.whoosh_engine.similar import telling_terms
from search_index.whoosh_engine.snapshot import Snapshot, take_snapshot
from search_index.whoosh_engine.store import Store
from search_index.whoosh_engine.suggesting import corrected
from search_index.whoosh_engine.topics import topics_of
from search_index.whoosh_engine.writing import collapse, merge_small, needed, write, write_all

log = logging.getLogger(__name__)


class WhooshEngine:
    """Serves the interface of `search_index.interface.SearchEngine` from a folder of this machine.

    Any number of threads and processes may search; writers take turns by Whoosh's lock.
    """

    def __init__(self, place: Path, cache_bytes: int = 64 << 20) -> None:
        self.store = Store(place)
        self._cache = PostingsCache(cache_bytes)
        self._snapshot: Snapshot | None = None
        self._index: tuple[str, Any] | None = None
        self._lock = threading.Lock()

    def search(self, request: SearchRequest, texts: TextSource | None = None) -> SearchResponse:
        started = time.perf_counter()
        snapshot = self.snapshot()
        tree = parse(request.query) if isinstance(request.query, str) else request.query
        with _reading():
            compiler = Compiler(snapshot, request.languages)
            ranked = rank(snapshot, compiler.compile(tree), request)
            suggestion = None
            typed = request.query if isinstance(request.query, str) else request.typed
            if not ranked.total and typed:
                suggestion = corrected(snapshot, typed, request.audience, compiler.languages)
            tagged = topics_of(snapshot, topics_in(tree), [note for note, _ in ranked.hits])
        hits = tuple(Hit(note, score, topics=tagged.get(note, ())) for note, score in ranked.hits)
        if request.highlight and texts is not None and hits:
            wanted = Wanted(tree, compiler.languages, compiler.is_telling)
            hits = Highlighter(wanted, WantedNames(topics_in(tree))).add_fragments(hits, texts)
        took = (time.perf_counter() - started) * 1000
        return SearchResponse(hits, ranked.total, ranked.facets, suggestion, took, snapshot.generation)

    def similar(
        self, like: int | NoteText, audience: Audience, *, texts: TextSource | None = None, limit: int = 10
    ) -> tuple[Hit, ...]:
        snapshot = self.snapshot()
        text = like if isinstance(like, NoteText) else (texts([like]) if texts else {}).get(like)
        if text is None:
            return ()
        with _reading():
            clause = telling_terms(snapshot, text)
            ranked = rank(snapshot, clause, SearchRequest("", audience, limit=limit + 1))
        return tuple(Hit(note, score) for note, score in ranked.hits if note != like)[:limit]

    def suggest(self, text: str, audience: Audience, languages: tuple[str, ...] = ()) -> str | None:
        snapshot = self.snapshot()
        with _reading():
            return corrected(snapshot, text, audience, Compiler(snapshot, languages).languages)

    def apply(self, operations: Iterable[Operation]) -> None:
        latest = collapse(operations)
        if not latest:
            return
        todo = needed(latest, self.versions())
        if todo:
            _, index = self._opened()
            write(index, todo)

    def rebuild(
        self,
        documents: Iterable[IndexDocument],
        progress: Progress | None = None,
        catch_up: Callable[[], Iterable[list[Operation]]] | None = None,
    ) -> int:
        name, index = self.store.create()
        try:
            written = write_all(index, documents, progress)
            for batch in catch_up() if catch_up else ():
                write(index, collapse(batch).values())
        except BaseException:
            self.store.discard(name)
            raise
        self.store.switch(name)
        self.store.sweep()
        return written

    def versions(self) -> Mapping[int, int]:
        return self.snapshot().versions()

    def health(self) -> Health:
        try:
            snapshot = self.snapshot()
        except SearchUnavailable as error:
            return Health(0, 0, "", str(self.store.place), str(error))
        return Health(snapshot.documents, len(snapshot.parts), snapshot.generation, str(self.store.place))

    def maintain(self) -> bool:
        self.store.sweep()
        _, index = self._opened()
        return merge_small(index)

    def forget_postings(self) -> None:
        """Empty the cache, for measuring what a first search costs."""
        self._cache.clear()

    def _opened(self) -> tuple[str, Any]:
        """The serving folder's name and its Whoosh index, opened anew only when the pointer has moved."""
        name = self.store.current()
        if self._index is None or self._index[0] != name:
            with _reading():
                self._index = (name, self.store.open(name))
        return self._index

    def snapshot(self) -> Snapshot:
        """The latest generation. Raises SearchUnavailable when the index is missing or cannot be read."""
        name, index = self._opened()
        held = self._snapshot
        with _reading():
            if held is not None and held.generation == f"{name}:{index.latest_generation()}":
                return held
            with self._lock:
                held = self._snapshot
                if held is None or held.generation != f"{name}:{index.latest_generation()}":
                    self._snapshot = held = take_snapshot(index, name, held, self._cache)
                return held


class _reading:
    """Turns whatever damaged or missing files raise into SearchUnavailable; Whoosh raises almost anything then."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, SearchUnavailable):
            log.error("the search index cannot be read", exc_info=error)
            raise SearchUnavailable("the search index is damaged or was removed") from error
