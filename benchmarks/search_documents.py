"""Documents for the search benchmarks, straight from files of records into the index, without a database."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from search_index.interface import IndexDocument
from search_index.plain import plain_text

Record = dict[str, Any]


def records_of(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def practice_notes(path: Path) -> Iterator[IndexDocument]:
    """The records of a notes file, numbered from 1."""
    for number, record in enumerate(records_of(path), 1):
        yield index_document(number, record)


def audience_of(number: int) -> str:
    """Seven notes in ten are public, the others for the network, for one of nine organizations or seven groups."""
    return {7: "network", 8: f"org:{number % 9}", 9: f"group:{number % 7}"}.get(number % 10, "public")


def index_document(number: int, record: Record) -> IndexDocument:
    day = record.get("date")
    organization = str(record["organisation"])
    return IndexDocument(
        note_id=number,
        version=1,
        audience=frozenset({audience_of(number)}),
        language=str(record["language"]),
        title=str(record["title"]),
        texts={"body": plain_text(str(record["body_markdown"])), "organization": organization},
        facets={
            "language": (str(record["language"]),),
            "country": (str(record["country"]),),
            "region": (f"region {sum(map(ord, record['country'])) % 20}",),
            "organization": (organization,),
            "topic": tuple(str(tag) for tag in record["tags"]),
            "kind": ("reference",),
            "year": (str(day)[:4],) if day else (),
        },
        day=date.fromisoformat(str(day)[:10]) if day else None,
        source_id=str(record["id"]),
    )
