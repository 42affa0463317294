"""What changed between two texts: paragraph by paragraph, word by word inside a paragraph. Bounded in time.

Works on units (paragraphs of a text, rows of a list). Texts with too little in common are shown whole, before and after,
rather than as a mosaic that nobody can read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

CONTEXT = 1  # unchanged units shown before and after a change
MOST_UNITS = 400
MOST_WORDS = 800  # of one unit that are compared word by word
LEAST_IN_COMMON = 0.4
# A word with the space after it; one sign of a script that sets no spaces; or one mark.
WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|"
    "[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+\\s*|\\s+|[^\\w\\s]\\s*"
)


class Kind(StrEnum):
    WAS = "was"
    NOW = "now"
    SAME = "same"
    GAP = "gap"  # unchanged units left out; `count` says how many


Piece = tuple[Kind, str]


@dataclass(frozen=True)
class Line:
    """A unit in its old or new state; `pieces` mark the words that changed inside it."""

    kind: Kind
    pieces: tuple[Piece, ...] = ()
    count: int = 0

    @property
    def text(self) -> str:
        return "".join(words for _, words in self.pieces)


def compare_units(before: Sequence[str], after: Sequence[str]) -> list[Line]:
    """Lines that lead from `before` to `after`; empty when they are the same."""
    if list(before) == list(after):
        return []
    lines: list[Line] = []
    steps = list(steps_between(before, after))
    for place, (tag, old, new) in enumerate(steps):
        if tag == "equal":
            lines += around_changes(old, is_first=place == 0, is_last=place == len(steps) - 1)
        else:
            lines += changed(old, new)
    return lines


Step = tuple[str, Sequence[str], Sequence[str]]


def steps_between(before: Sequence[str], after: Sequence[str]) -> Iterator[Step]:
    """(equal | changed, old units, new units). What is alike at both ends is set aside first; the rest is compared up to a size."""
    start = alike_at_start(before, after)
    end = alike_at_start(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if start:
        yield "equal", before[:start], before[:start]
    if len(old) > MOST_UNITS or len(new) > MOST_UNITS:
        yield "changed", old, new
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield "equal" if tag == "equal" else "changed", old[i1:i2], new[j1:j2]
    if end:
        yield "equal", before[len(before) - end :], after[len(after) - end :]


def alike_at_start(before: Sequence[str], after: Sequence[str]) -> int:
    pairs = zip(before, after, strict=False)
    return next((n for n, (old, new) in enumerate(pairs) if old != new), min(len(before), len(after)))


def around_changes(units: Sequence[str], is_first: bool, is_last: bool) -> list[Line]:
    """The unchanged units next to a change; how many were left out where there are more."""
    head = 0 if is_first else CONTEXT
    tail = 0 if is_last else CONTEXT
    left_out = len(units) - head - tail
    if left_out <= 1:
        return [same(unit) for unit in units]
    shown_tail = units[len(units) - tail :]
    return [*map(same, units[:head]), Line(Kind.GAP, count=left_out), *map(same, shown_tail)]


def same(unit: str) -> Line:
    return Line(Kind.SAME, ((Kind.SAME, unit),))


def changed(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """Units face each other in order; what has no counterpart was taken out or put in whole."""
    lines: list[Line] = []
    for was, now in zip(old, new, strict=False):
        lines += changed_words(was, now)
    common = min(len(old), len(new))
    lines += [Line(Kind.WAS, ((Kind.WAS, unit),)) for unit in old[common:]]
    lines += [Line(Kind.NOW, ((Kind.NOW, unit),)) for unit in new[common:]]
    return lines


def changed_words(was: str, now: str) -> list[Line]:
    old, new = WORD.findall(was), WORD.findall(now)
    whole = [Line(Kind.WAS, ((Kind.WAS, was),)), Line(Kind.NOW, ((Kind.NOW, now),))]
    if not old or not new or len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return whole
    # Words are compared without the space after them, which differs at the end of a text.
    matcher = SequenceMatcher(None, [word.strip() for word in old], [word.strip() for word in new])
    if matcher.quick_ratio() < LEAST_IN_COMMON or matcher.ratio() < LEAST_IN_COMMON:
        return whole
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        is_same = tag == "equal"
        left.append((Kind.SAME if is_same else Kind.WAS, "".join(old[i1:i2])))
        right.append((Kind.SAME if is_same else Kind.NOW, "".join(new[j1:j2])))
    return [Line(Kind.WAS, without_empty(left)), Line(Kind.NOW, without_empty(right))]


def without_empty(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple((kind, words) for kind, words in pieces if words)
