"""The fields of the index, and a note as the values of these fields.

`title` and `body` hold stems; `title_exact` and `body_exact` the words as written, which weigh more when they match.
Every text field of a note lies in `body` at a place of its own, so that one posting list serves both plain words and
`field:word`, and a phrase never runs from one field into the next.
"""

from datetime import date
from hashlib import blake2b
from typing import Any

from whoosh import columns, fields

from search_index.analysis.terms import document_terms
from search_index.interface import FACET_FIELDS, IndexDocument
from search_index.query.fields import TEXT_FIELDS
from search_index.whoosh_engine.formats import counted_words, labels, words_with_positions

FORMAT = "5"
"""Changes whenever schema or analysis do: an index of another format is rebuilt, not read."""

TITLE, BODY, TITLE_EXACT, BODY_EXACT = "title", "body", "title_exact", "body_exact"
SCORED = (TITLE, BODY, TITLE_EXACT, BODY_EXACT)
AUDIENCE, NOTE, VERSION, STAMP, DAY = "audience", "note", "version", "stamp", "day"
TRANSLATION_SET, VALID_UNTIL, ADOPTIONS, WORKED = "translation_set", "valid_until", "adoptions", "worked"
LABELLED = (*FACET_FIELDS, AUDIENCE)
NUMBERS = (NOTE + "_id", VERSION, STAMP, DAY, TRANSLATION_SET, VALID_UNTIL, ADOPTIONS, WORKED)

SECTION_BITS = 17
"""A text field holds up to 2**17 words; what lies beyond is found by its surface forms alone."""
SECTIONS = {name: number for number, name in enumerate(TEXT_FIELDS)}
POSITION_BITS = SECTION_BITS + 6
NO_DAY = -(2**40)


def schema() -> Any:
    """A new Whoosh schema."""
    text = {
        TITLE: words_with_positions(),
        BODY: words_with_positions(),
        TITLE_EXACT: counted_words(),
        BODY_EXACT: counted_words(),
    }
    marks = {name: labels() for name in (*LABELLED, NOTE)}
    numbers = {name: fields.COLUMN(columns.NumericColumn("q", default=0)) for name in NUMBERS}
    return fields.Schema(**text, **marks, **numbers)


def _ordinal(day: date | None) -> int:
    return NO_DAY if day is None else day.toordinal()


def number_of(name: str) -> int:
    """A name as a number that is the same in every process; 0 stands for no name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True) if name else 0


def values_of(document: IndexDocument) -> dict[str, Any]:
    """The field values of a document as Whoosh's writer takes them. Empty fields are left out."""
    title, title_exact = document_terms(document.title, document.language)
    body: list[tuple[int, list[str]]] = []
    exact: list[str] = []
    for name, text in document.texts.items():
        stems, surfaces = document_terms(text, document.language)
        first = SECTIONS[name] << SECTION_BITS
        body.append((first, stems[: 1 << SECTION_BITS]))
        exact += surfaces
    values: dict[str, Any] = {TITLE: [(0, title)], BODY: body, TITLE_EXACT: title_exact, BODY_EXACT: exact}
    values |= {name: sorted(set(document.facets.get(name, ()))) for name in FACET_FIELDS}
    values |= {AUDIENCE: sorted(document.audience), NOTE: [str(document.note_id)]}
    values |= {
        NUMBERS[0]: document.note_id,
        VERSION: document.version,
        STAMP: document.stamp,
        DAY: _ordinal(document.day),
    }
    values |= {TRANSLATION_SET: number_of(document.translation_set), VALID_UNTIL: _ordinal(document.valid_until)}
    values |= {ADOPTIONS: document.adoptions, WORKED: document.worked}
    return {name: value for name, value in values.items() if value != []}
