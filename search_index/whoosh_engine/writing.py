"""Writing batches of operations, and keeping the number of segments low."""

from collections.abc import Iterable, Mapping
from typing import Any

from whoosh.index import LockError
from whoosh.reading import SegmentReader

from search_index.errors import SearchUnavailable
from search_index.interface import Delete, IndexDocument, Operation, Progress, Upsert
from search_index.whoosh_engine.codec import PackedWriter
from search_index.whoosh_engine.schema import NOTE, values_of

LOCK_SECONDS = 30
MOST_SEGMENTS = 12
LARGEST_MERGE = 2000
"""Documents that one step of housekeeping rewrites at most: about a second of work."""


def collapse(operations: Iterable[Operation]) -> dict[int, Operation]:
    """One operation per note, the last one: Whoosh keeps both copies of a note written twice in one batch."""
    latest: dict[int, Operation] = {}
    for operation in operations:
        latest[note_of(operation)] = operation
    return latest


def note_of(operation: Operation) -> int:
    return operation.document.note_id if isinstance(operation, Upsert) else operation.note_id


def needed(latest: Mapping[int, Operation], versions: Mapping[int, int]) -> list[Operation]:
    """Operations that change the index: nothing older than what it holds, no deletion of what it lacks."""
    kept: list[Operation] = []
    for note, operation in latest.items():
        held = versions.get(note)
        if isinstance(operation, Delete):
            kept += [operation] if held is not None else []
        elif held is None or held <= operation.document.version:
            kept.append(operation)
    return kept


def _writer(index: Any) -> Any:
    try:
        return PackedWriter(index, timeout=LOCK_SECONDS)
    except LockError as error:
        raise SearchUnavailable("another process has been writing to the search index for too long") from error


def _abandon(writer: Any) -> None:
    """Give the write lock back after a failure, whatever state the writer is in."""
    writer.pool.cleanup()
    if writer.writelock and not writer.is_closed:
        writer.writelock.release()


def write(index: Any, operations: Iterable[Operation]) -> None:
    """Write operations on different notes in one commit that merges nothing."""
    writer = _writer(index)
    try:
        for operation in operations:
            writer.delete_by_term(NOTE, str(note_of(operation)))
            if isinstance(operation, Upsert):
                writer.add_document(**values_of(operation.document))
        writer.commit(merge=False)
    except BaseException:
        _abandon(writer)
        raise


def write_all(index: Any, documents: Iterable[IndexDocument], progress: Progress | None) -> int:
    """Fill an empty index; a note that comes twice is written once. Returns how many were written."""
    seen: set[int] = set()
    writer = _writer(index)
    try:
        for document in documents:
            if document.note_id in seen:
                continue
            seen.add(document.note_id)
            writer.add_document(**values_of(document))
            if progress:
                progress(len(seen))
        writer.commit(merge=False)
    except BaseException:
        _abandon(writer)
        raise
    return len(seen)


def merge_small(index: Any) -> bool:
    """Merge small segments when there are many. The work is bounded; large segments wait for a rebuild."""
    if len(index._segments()) <= MOST_SEGMENTS:
        return False

    merged: list[int] = []

    def policy(writer: Any, segments: list[Any]) -> list[Any]:
        kept = []
        for segment in sorted(segments, key=lambda one: one.doc_count_all()):
            if sum(merged) + segment.doc_count_all() > LARGEST_MERGE:
                kept.append(segment)
                continue
            merged.append(segment.doc_count_all())
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        return kept

    writer = _writer(index)
    try:
        writer.commit(mergetype=policy)
    except BaseException:
        _abandon(writer)
        raise
    return len(merged) > 1
