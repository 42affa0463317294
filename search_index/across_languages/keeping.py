"""The label table of a process, kept up to date with what coordinators and imports change, in whatever process."""

import logging
import threading
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from search_index.across_languages.labels import NO_TOPICS, LabelTable
from search_index.across_languages.loading import (
    Version,
    changed_between,
    load_changes,
    load_table,
    version_and_size,
    version_of,
)

MOST_CHANGES = 300
"""Changes that a request follows itself, in some tens of milliseconds."""
MOST_LABELS = 5_000
"""Labels that a request reads itself; more are read beside it."""
PATIENCE = 1.0
"""Seconds that a request waits for a reading beside it before it goes on with what there is."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Held:
    version: Version
    table: LabelTable


class LabelKeeper:
    """Shared by the threads of a process. What a request does itself is bounded, however many labels there are."""

    def __init__(self, most_labels: int = MOST_LABELS, most_changes: int = MOST_CHANGES) -> None:
        self.most_labels = most_labels
        self.most_changes = most_changes
        self._held: _Held | None = None
        self._lock = threading.Lock()
        self._reading: threading.Thread | None = None

    def table(self, session: Session, patience: float | None = PATIENCE) -> LabelTable:
        """The labels as they are now: one small query, and a few more after a change.

        After very many changes, and in a new process, the labels are read beside the request; the old ones, or none,
        serve once `patience` seconds have passed. None waits for as long as it takes.
        """
        held = self._held
        version, size = (version_of(session), None) if held is not None else version_and_size(session)
        if held is not None and held.version == version:
            return held.table
        with self._lock:
            reading = self._follow(session, version, size)
        if reading is not None:
            reading.join(patience)
        held = self._held
        return held.table if held is not None else NO_TOPICS

    def _follow(self, session: Session, version: Version, size: int | None) -> threading.Thread | None:
        """Bring the table up to date at once, or return the thread that does."""
        held = self._held
        if held is not None and held.version == version:
            return None
        changed = changed_between(session, held.version, version, self.most_changes) if held is not None else None
        if held is not None and changed is not None:
            self._held = _Held(version, load_changes(session, held.table, changed))
            return None
        size = version_and_size(session)[1] if size is None else size
        if size <= self.most_labels:
            self._held = _Held(version, load_table(session) if size else NO_TOPICS)
            return None
        if self._reading is None or not self._reading.is_alive():
            self._reading = threading.Thread(target=self._read, args=(session.get_bind(),), daemon=True)
            self._reading.start()
        return self._reading

    def _read(self, database: Engine) -> None:
        try:
            with Session(database) as session:
                version = version_of(session)
                self._held = _Held(version, load_table(session))
        except Exception:
            log.exception("the labels of topics cannot be read; searches go on without other languages")
