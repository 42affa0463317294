"""From typed text to a query tree. Nothing that can be typed is an error: what makes no sense is read as plain words.

Syntax: words, "a phrase", prefix*, field:word, field:"a phrase", field:(words), + and -, AND, OR, NOT, parentheses.
Words side by side are any-of; a phrase, a field and whatever AND or + touches must match.
"""

import regex

from search_index.analysis.scripts import WORD
from search_index.query.fields import QUERY_FIELDS
from search_index.query.scan import Mark, Piece, clean, scan
from search_index.query.tree import (
    AllOf,
    AnyOf,
    Everything,
    Excluding,
    InField,
    Node,
    Phrase,
    Preferring,
    Prefix,
    Words,
)

DEEPEST = 12
"""Levels of parentheses that are followed; deeper ones count as none."""
MOST_WORK = 128
"""What one query may cost, in words: a prefix costs as much as PREFIX_COSTS of them. What is beyond is ignored."""
PREFIX_COSTS = 8

_LETTERS = regex.compile(r"[\p{L}\p{M}\p{N}]")
_PREFIX = regex.compile(r"[\p{L}\p{M}\p{N}]{2,}\*")


def parse(text: str) -> Node:
    """The tree for what was typed; blank text stands for everything."""
    text = clean(text)
    if not text:
        return Everything()
    return _Reader(scan(text, QUERY_FIELDS)).read() or Words(text)


class _Clauses:
    """What one level of parentheses has gathered between two ORs."""

    def __init__(self) -> None:
        self.required: list[Node] = []
        self.optional: list[Node] = []
        self.unwanted: list[Node] = []
        self.joining = False

    def add(self, node: Node, sign: Mark | None) -> None:
        if sign is Mark.NOT:
            self.unwanted.append(node)
        elif sign is Mark.PLUS or self.joining or isinstance(node, Phrase | InField):
            self.required.append(node)
        else:
            self.optional.append(node)
        self.joining = False

    def join(self) -> None:
        """AND was read: the clause before it and the one after it must match."""
        if self.optional:
            self.required.append(self.optional.pop())
        self.joining = True

    def node(self) -> Node | None:
        wanted = _merged(self.optional)
        if self.required:
            must = self.required[0] if len(self.required) == 1 else AllOf(tuple(self.required))
            wanted = must if wanted is None else Preferring(must, wanted)
        return Excluding(wanted, tuple(self.unwanted)) if self.unwanted else wanted


class _Reader:
    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.at = 0
        self.left = MOST_WORK

    def read(self, depth: int = 0) -> Node | None:
        """Everything up to the closing parenthesis of this level (or, at the top, to the end)."""
        alternatives: list[Node] = []
        clauses = _Clauses()
        while self.at < len(self.pieces):
            mark = self.pieces[self.at].mark
            if mark is Mark.CLOSE and depth:
                break
            if mark is Mark.OR:
                alternatives += [node for node in [clauses.node()] if node]
                clauses = _Clauses()
            if mark is Mark.AND:
                clauses.join()
            if mark in {Mark.OR, Mark.AND, Mark.CLOSE}:
                self.at += 1
                continue
            self._read_clause(clauses, depth)
        alternatives += [node for node in [clauses.node()] if node]
        return _merged(alternatives)

    def _read_clause(self, clauses: _Clauses, depth: int) -> None:
        sign = None
        while self.at < len(self.pieces) and self.pieces[self.at].mark in {Mark.NOT, Mark.PLUS}:
            sign = self.pieces[self.at].mark
            self.at += 1
        node = self._read_operand(depth)
        if node is not None:
            clauses.add(node, sign)

    def _read_operand(self, depth: int) -> Node | None:
        if self.at >= len(self.pieces) or self.pieces[self.at].mark in {Mark.CLOSE, Mark.AND, Mark.OR}:
            return None
        piece = self.pieces[self.at]
        self.at += 1
        if piece.mark is Mark.OPEN:
            return self._read_group(depth)
        if piece.mark is Mark.FIELD:
            return self._read_field(piece.text, depth)
        node = _leaf(piece)
        return node if node is not None and self._can_afford(node) else None

    def _read_field(self, name: str, depth: int) -> Node | None:
        """What follows the colon, limited to the field; a name that nothing follows is a word."""
        while self.at < len(self.pieces) and self.pieces[self.at].mark is Mark.FIELD:
            name = self.pieces[self.at].text  # of several names the last counts
            self.at += 1
        inner = self._read_operand(depth)
        if inner is not None:
            return InField(name, inner)
        return Words(name) if self._can_afford(Words(name)) else None

    def _can_afford(self, node: Words | Phrase | Prefix) -> bool:
        self.left -= PREFIX_COSTS if isinstance(node, Prefix) else max(1, len(WORD.findall(node.text)))
        return self.left >= 0

    def _read_group(self, depth: int) -> Node | None:
        if depth >= DEEPEST:
            return None
        node = self.read(depth + 1)
        self.at += 1
        return node


def _leaf(piece: Piece) -> Words | Phrase | Prefix | None:
    if not _LETTERS.search(piece.text):
        return None
    if piece.mark is Mark.PHRASE:
        return Phrase(piece.text)
    return Prefix(piece.text[:-1]) if _PREFIX.fullmatch(piece.text) else Words(piece.text)


def _merged(nodes: list[Node]) -> Node | None:
    """Any of the nodes, with all plain words in one node so that they are weighed together."""
    words = [node.text for node in nodes if isinstance(node, Words)]
    others = [node for node in nodes if not isinstance(node, Words)]
    merged: list[Node] = [Words(" ".join(words))] if words else []
    merged += others
    if not merged:
        return None
    return merged[0] if len(merged) == 1 else AnyOf(tuple(merged))
