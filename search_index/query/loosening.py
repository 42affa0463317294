"""The same query asking for less, as text: for those whose query finds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from search_index.query.fields import QUERY_FIELDS
from search_index.query.scan import Mark, Piece, clean, scan

MOST_UNITS = 6
"""Parts of a query that are left out one by one."""
_STRICT = frozenset({Mark.AND, Mark.PLUS, Mark.PHRASE, Mark.FIELD})


def with_any_word(text: str) -> str:
    """The wanted words side by side, so that any of them finds; empty when the query asks for no more than that."""
    pieces = scan(clean(text), QUERY_FIELDS)
    if not any(piece.mark in _STRICT | {Mark.NOT} for piece in pieces):
        return ""
    words = [word.strip("*+-") for unit in _units(pieces) if unit.is_wanted for word in unit.text.split()]
    return " ".join(word for word in words if word and word.upper() not in {"AND", "OR", "NOT"})


def without_each_word(text: str) -> Iterator[tuple[str, str]]:
    """(what is left out, the rest) for a query of parts that must all match; nothing for any other."""
    pieces = scan(clean(text), QUERY_FIELDS)
    marks = {piece.mark for piece in pieces}
    if marks & {Mark.OR, Mark.OPEN, Mark.CLOSE} or not marks & _STRICT:
        return
    units = list(_units(pieces))
    wanted = [unit.typed() for unit in units if unit.is_wanted]
    unwanted = "".join(f" -{unit.typed()}" for unit in units if not unit.is_wanted)
    for at in range(min(len(wanted), MOST_UNITS) if len(wanted) > 1 else 0):
        yield wanted[at], " AND ".join(wanted[:at] + wanted[at + 1 :]) + unwanted


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word or phrase, with the name of the field before its colon."""

    text: str
    is_phrase: bool
    field: str
    is_wanted: bool

    def typed(self) -> str:
        text = f'"{self.text}"' if self.is_phrase else self.text
        return f"{self.field}:{text}" if self.field else text


def _units(pieces: list[Piece]) -> Iterator[_Unit]:
    wanted, field = True, ""
    for piece in pieces:
        if piece.mark in {Mark.WORD, Mark.PHRASE}:
            yield _Unit(piece.text, piece.mark is Mark.PHRASE, field, wanted)
            wanted, field = True, ""
        elif piece.mark is Mark.NOT:
            wanted = False
        elif piece.mark is Mark.FIELD:
            field = piece.text
