"""Writing batches of operations, and keeping the number of segments low."""

import logging
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from whoosh.index import TOC, LockError, clean_files
from whoosh.reading import SegmentReader

from search_index.errors import SearchUnavailable
from search_index.interface import Delete, IndexDocument, Operation, Progress, Upsert
from search_index.whoosh_engine.codec import PackedWriter
from search_index.whoosh_engine.merging import to_merge
from search_index.whoosh_engine.schema import NOTE, values_of

LOCK_SECONDS = 30
log = logging.getLogger(__name__)


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


def _abandon(index: Any, writer: Any) -> None:
    """Give the write lock back after a failure, whatever state the writer is in, and remove what it began to write."""
    writer.pool.cleanup()
    if not writer.writelock or writer.is_closed:
        return
    try:
        contents = TOC.read(index.storage, index.indexname)
        clean_files(index.storage, index.indexname, contents.generation, contents.segments)
        for unfinished in Path(index.storage.folder).glob(f"_{index.indexname}_*.toc.*"):
            unfinished.unlink()
        shutil.rmtree(Path(index.storage.folder) / f"{index.indexname}.tmp", ignore_errors=True)
    except Exception:
        log.warning("what a failed commit left could not be removed", exc_info=True)
    finally:
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
        _abandon(index, writer)
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
        _abandon(index, writer)
        raise
    return len(seen)


def merge_small(index: Any, largest: int) -> bool:
    """One step of merging, of so many documents at most; tells whether there was anything to merge."""
    segments = index._segments()
    sizes = [(segment.doc_count(), segment.deleted_count()) for segment in segments]
    chosen = {segments[at].segment_id() for at in to_merge(sizes, largest)}
    if not chosen:
        return False

    def policy(writer: Any, present: list[Any]) -> list[Any]:
        for segment in (one for one in present if one.segment_id() in chosen and one.doc_count()):
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        return [segment for segment in present if segment.segment_id() not in chosen]

    writer = _writer(index)
    try:
        writer.commit(mergetype=policy)
    except BaseException:
        _abandon(index, writer)
        raise
    return True
