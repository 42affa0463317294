"""Building the index anew beside the one that serves, while changes keep arriving.

The caller holds the drainer's lock. Rows that stand in the outbox at the start are followed by the new index itself,
since every note is loaded after them. Rows that arrive later are drained into the serving index between batches, and
their notes are loaded once more into the new index before it takes over. A rebuild that is stopped leaves nothing, and
the next one begins anew.
"""

import logging
from collections.abc import Callable, Iterator

from sqlalchemy import select

from knowledge.outbox import IndexChange
from search_index.draining import drain_batch, forget, operations_for
from search_index.errors import SearchUnavailable, Stopped
from search_index.interface import IndexDocument, Operation, Progress, SearchEngine
from search_index.loading import BATCH, Sessions, latest_change, stream_documents

log = logging.getLogger(__name__)
Stopping = Callable[[], bool]


def never() -> bool:
    return False


def rebuild(
    sessions: Sessions, engine: SearchEngine, progress: Progress | None = None, stopping: Stopping = never
) -> int:
    """Build a new index from the database and let it serve. Returns how many notes it holds at first.

    `progress` is told how many documents have been written; raises Stopped soon after `stopping` says so. What changes
    after the last look stays in the outbox.
    """
    changes = _Changes(sessions, engine)
    written = engine.rebuild(_documents(sessions, changes, stopping), progress, changes.to_repeat)
    forget(sessions, changes.rows)
    return written


def _documents(sessions: Sessions, changes: "_Changes", stopping: Stopping) -> Iterator[IndexDocument]:
    for batch in stream_documents(sessions):
        for document in batch:
            if stopping():
                raise Stopped("the index was not built to the end; the old one goes on serving, if there is one")
            yield document
        changes.follow()


class _Changes:
    """Keeps the serving index fresh during a rebuild, as long as there is one."""

    def __init__(self, sessions: Sessions, engine: SearchEngine) -> None:
        self.sessions = sessions
        self.engine = engine
        self.serving = engine.health().problem is None
        self.notes: set[int] = set()
        with sessions() as session:
            self.rows = list(session.scalars(select(IndexChange.id)))
        self.start = max(self.rows, default=0)

    def follow(self) -> None:
        try:
            while self.serving and (notes := drain_batch(self.sessions, self.engine, self.start)):
                self.notes.update(notes)
        except SearchUnavailable:
            log.warning("the serving index fails; its changes wait for the new one", exc_info=True)
            self.serving = False

    def to_repeat(self) -> Iterator[list[Operation]]:
        """Batches of operations on the notes that changed while they may already have been written."""
        self.follow()
        notes = sorted(self.notes)
        for start in range(0, len(notes), BATCH):
            with self.sessions() as session:
                version = latest_change(session)
                yield operations_for(session, dict.fromkeys(notes[start : start + BATCH], version))
