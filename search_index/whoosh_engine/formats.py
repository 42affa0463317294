"""What is kept of a term in a document. Fields get terms that are already analyzed, so no analyzer runs in Whoosh.

The stock formats pickle every posting; these do not, which saves writing time and lets positions be read as one array.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from whoosh import fields, formats

POSITION_TYPE = "I"
"""Array type code of a position: 4 bytes on every platform Python runs on."""

Posting = tuple[str, int, float, bytes]


class Positions(formats.Format):
    """Frequency and positions. The value is a sequence of (first position, terms in order)."""

    def __init__(self) -> None:
        super().__init__(field_boost=1.0)

    def word_values(
        self, value: Sequence[tuple[int, Sequence[str]]], _analyzer: object, **_options: object
    ) -> Iterator[Posting]:
        places: dict[str, list[int]] = {}
        for first, terms in value:
            for place, term in enumerate(terms, first):
                places.setdefault(term, []).append(place)
        for term, found in places.items():
            yield term, len(found), float(len(found)), array(POSITION_TYPE, found).tobytes()

    def decode_positions(self, value: bytes) -> list[int]:
        return array(POSITION_TYPE, value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // array(POSITION_TYPE).itemsize

    def decode_weight(self, value: bytes) -> float:
        return float(self.decode_frequency(value))


class Counts(formats.Format):
    """Frequency alone, as the posting's weight. The value is a sequence of terms."""

    posting_size = 0

    def __init__(self) -> None:
        super().__init__(field_boost=1.0)

    def word_values(self, value: Sequence[str], _analyzer: object, **_options: object) -> Iterator[Posting]:
        for term, count in Counter(value).items():
            yield term, count, float(count), b""


class Labels(formats.Format):
    """Whether a document carries a term. The value is a sequence of terms."""

    posting_size = 0

    def __init__(self) -> None:
        super().__init__(field_boost=1.0)

    def word_values(self, value: Sequence[str], _analyzer: object, **_options: object) -> Iterator[Posting]:
        for term in dict.fromkeys(value):
            yield term, 1, 1.0, b""


def words_with_positions() -> Any:
    return fields.FieldType(Positions(), None, scorable=True)


def counted_words() -> Any:
    return fields.FieldType(Counts(), None, scorable=True)


def labels() -> Any:
    return fields.FieldType(Labels(), None)
