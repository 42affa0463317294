"""Runs in the format of the Text Retrieval Conference, for judging the ranking with outside tools."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from search_index.across_languages.expanding import across_languages
from search_index.across_languages.labels import NO_TOPICS, LabelTable
from search_index.interface import Audience, SearchEngine, SearchRequest

TAG = "causeway"
Names = Callable[[Sequence[int]], Mapping[int, str]]


def read_queries(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(id, text) of lines `id <tab> text`; blank lines are skipped. Raises ValueError with the line's number."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        identifier, tab, text = line.rstrip("\r\n").partition("\t")
        if not tab or not identifier.strip() or " " in identifier.strip():
            raise ValueError(f"line {number}: expected an id without spaces, a tab and the text of a query")
        yield identifier.strip(), text


def run(
    engine: SearchEngine,
    queries: Iterable[tuple[str, str]],
    audience: Audience,
    names: Names,
    limit: int = 100,
    topics: LabelTable = NO_TOPICS,
) -> Iterator[str]:
    """Lines `query-id Q0 document-id rank score tag`, at most `limit` for each query, which also looks for the topics it names."""
    for identifier, text in queries:
        hits = engine.search(across_languages(SearchRequest(text, audience, limit=limit), topics)).hits
        known = names([hit.note_id for hit in hits])
        kept = [hit for hit in hits if hit.note_id in known]
        for rank, hit in enumerate(kept, 1):
            yield f"{identifier} Q0 {known[hit.note_id]} {rank} {hit.score:.6f} {TAG}"


def note_names(session: Session) -> Names:
    """A note's identifier in the file it was imported from, else its permalink."""

    def names(note_ids: Sequence[int]) -> Mapping[int, str]:
        rows = session.execute(select(Note.id, Note.source_id, Note.permalink).where(Note.id.in_(note_ids)))
        return {note_id: "_".join((source or permalink).split()) for note_id, source, permalink in rows}

    return names
