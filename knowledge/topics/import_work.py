"""An import on its way and what it reports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from knowledge.topics.history import HandMade
from knowledge.topics.vocabulary import Vocabulary

Progress = Callable[[int, int], None]  # done, of how many


@dataclass
class ImportReport:
    """What an import did, by URI. A second run of the same file leaves all but the remarks empty."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)  # URI: what (labels, notes, place, scheme, state)
    gone: list[str] = field(default_factory=list)  # no longer in the file: retired, nothing uses them
    gone_in_use: list[str] = field(default_factory=list)  # no longer in the file, kept because something uses them
    remarks: list[str] = field(default_factory=list)


@dataclass
class Import:
    """What one run knows and found so far."""

    session: Session
    vocabulary: Vocabulary
    report: ImportReport
    by_hand: dict[int, HandMade]
    topics: dict[str, int] = field(default_factory=dict)  # URI: id
    details: dict[int, dict[str, Any]] = field(default_factory=dict)  # id: what changed, for the history

    def changed(self, uri: str, what: str, **detail: Any) -> None:
        """Note a change to a topic that was there before."""
        whats = self.report.changed.setdefault(uri, [])
        if what not in whats:
            whats.append(what)
        self.details.setdefault(self.topics[uri], {}).update(detail)

    def remark(self, text: str) -> None:
        self.report.remarks.append(text)
