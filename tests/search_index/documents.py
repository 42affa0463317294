"""Documents for tests of the index, in as few words as a test needs."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from search_index.interface import (
    PUBLIC,
    Audience,
    IndexDocument,
    NoteText,
    SearchEngine,
    SearchRequest,
    SearchResponse,
    Upsert,
)
from search_index.opening import open_engine


def document(
    note_id: int,
    body: str = "",
    *,
    title: str = "",
    language: str = "en",
    audience: Sequence[str] = ("public",),
    version: int = 1,
    day: date | None = None,
    adoptions: int = 0,
    translation_set: str = "",
    texts: dict[str, str] | None = None,
    **facets: Sequence[str],
) -> IndexDocument:
    values = {"language": (language,)} | {name: tuple(held) for name, held in facets.items()}
    return IndexDocument(
        note_id=note_id,
        version=version,
        audience=frozenset(audience),
        language=language,
        title=title,
        texts={"body": body} | (texts or {}),
        facets=values,
        day=day,
        adoptions=adoptions,
        translation_set=translation_set,
    )


def new_engine(home: Path, *documents: IndexDocument) -> SearchEngine:
    """An engine over a fresh index with these documents, each in a commit of its own after the first half."""
    engine = open_engine("whoosh:", home)
    half = len(documents) // 2
    engine.rebuild(documents[:half])
    for one in documents[half:]:
        engine.apply([Upsert(one)])
    return engine


def find(engine: SearchEngine, query: str, audience: Audience = PUBLIC, **options: Any) -> SearchResponse:
    return engine.search(SearchRequest(query, audience, **options))


def ids(response: SearchResponse) -> list[int]:
    return [hit.note_id for hit in response.hits]


def texts_of(*documents: IndexDocument) -> dict[int, NoteText]:
    return {one.note_id: NoteText(one.language, {"title": one.title, **one.texts}) for one in documents}
