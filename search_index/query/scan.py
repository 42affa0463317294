"""The first step of parsing: typed text to a flat list of marks and words."""

from dataclasses import dataclass
from enum import Enum, auto

import regex

from search_index.analysis.scripts import UNSPACED

LONGEST_QUERY = 4000
"""Characters that are read; what follows is ignored."""

_UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}]")
_FORMAT = regex.compile(r"\p{Cf}")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "＂": '"'})
_PIECE = regex.compile(r'"([^"]*)(?:"|$)|([()])|([^\s()"]+)')


class Mark(Enum):
    WORD = auto()
    PHRASE = auto()
    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    PLUS = auto()
    FIELD = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    mark: Mark
    text: str = ""


_OPERATORS = {"AND": Mark.AND, "OR": Mark.OR, "NOT": Mark.NOT, "&&": Mark.AND, "||": Mark.OR}
_OPEN, _CLOSE, _NOT, _PLUS = Piece(Mark.OPEN), Piece(Mark.CLOSE), Piece(Mark.NOT), Piece(Mark.PLUS)


def clean(text: str) -> str:
    """Text without control and direction marks, cut to LONGEST_QUERY."""
    return _FORMAT.sub("", _UNSEEN.sub(" ", text[:LONGEST_QUERY])).translate(_QUOTES).strip()


def scan(text: str, fields: frozenset[str]) -> list[Piece]:
    """Pieces of cleaned text; `fields` are the names that may stand before a colon."""
    pieces: list[Piece] = []
    for found in _PIECE.finditer(text):
        quoted, bracket, word = found.group(1), found.group(2), found.group(3)
        if quoted is not None:
            is_syntax = not _stands_in_a_sentence(text, found.start(), found.end())
            pieces += [Piece(Mark.PHRASE, quoted)] if is_syntax else [Piece(Mark.WORD, quoted)] if quoted else []
        elif bracket:
            pieces.append(_OPEN if bracket == "(" else _CLOSE)
        else:
            _scan_word(word, fields, pieces)
    return pieces


def _stands_in_a_sentence(text: str, start: int, end: int) -> bool:
    """Quotation marks inside a line of Chinese or Thai quote a name; a phrase is asked for by itself."""
    return bool(UNSPACED.match(text[start - 1 : start]) or UNSPACED.match(text[end : end + 1]))


def _scan_word(word: str, fields: frozenset[str], pieces: list[Piece]) -> None:
    if word in _OPERATORS:
        pieces.append(Piece(_OPERATORS[word]))
        return
    if word in {"+", "-"}:  # a dash between words is one, and takes nothing away
        return
    if word[0] in "+-" and len(word.strip("+-")) == len(word) - 1:
        pieces.append(_PLUS if word[0] == "+" else _NOT)
        word = word[1:]
    name, colon, rest = word.partition(":")
    if colon and name.lower() in fields:
        pieces.append(Piece(Mark.FIELD, name.lower()))
        word = rest
    if word:
        pieces.append(Piece(Mark.WORD, word))
