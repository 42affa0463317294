"""Documents for the search benchmarks, straight from files of records into the index, without a database."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from search_index.interface import IndexDocument, NoteText
from search_index.plain import plain_text


def practice_notes(path: Path, copies: int = 1) -> Iterator[IndexDocument]:
    """The records of a notes file; further copies get ids of their own and every fifth note only for a group."""
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    number = 0
    for _ in range(copies):
        for record in records:
            number += 1
            yield _document(number, record)


def _document(number: int, record: dict[str, Any]) -> IndexDocument:
    day = record.get("date")
    organization = str(record["organisation"])
    return IndexDocument(
        note_id=number,
        version=1,
        audience=frozenset({"public" if number % 5 else f"group:{number % 7}"}),
        language=str(record["language"]),
        title=str(record["title"]),
        texts={"body": plain_text(str(record["body_markdown"])), "organization": organization},
        facets={
            "language": (str(record["language"]),),
            "country": (str(record["country"]),),
            "region": (f"region of {record['country']}",),
            "organization": (organization,),
            "topic": tuple(str(tag) for tag in record["tags"]),
            "kind": ("reference",),
            "year": (str(day)[:4],) if day else (),
        },
        day=date.fromisoformat(str(day)[:10]) if day else None,
        source_id=str(record["id"]),
    )


def texts_of(document: IndexDocument) -> NoteText:
    return NoteText(document.language, {"title": document.title, **document.texts})
