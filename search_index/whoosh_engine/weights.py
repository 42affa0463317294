"""How much each kind of match counts. The defaults hold for every collection and language."""

import math
from dataclasses import dataclass

import numpy as np

from search_index.analysis.terms import QueryWord
from search_index.whoosh_engine.schema import BODY, BODY_EXACT
from search_index.whoosh_engine.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Weights:
    """Factors on BM25F scores.

    `title` against the body; `exact` for the form as typed on top of its stem; `character` for a single character of
    unspaced writing; `part` for each part of a compound word; `other_language` for stems in less likely languages;
    `least` for words that stand everywhere.
    """

    title: float = 1.0
    exact: float = 0.5
    character: float = 0.3
    part: float = 0.5
    other_language: float = 0.8
    least: float = 0.1


DEFAULT = Weights()

_COMMON = 0.02
"""A word in fewer than this share of a language's notes tells fully."""
_FEWEST = 20
"""A language with fewer notes counts as having so many, so that a word of a single note is never taken for a common one."""


def telling(snapshot: Snapshot, word: QueryWord) -> float:
    """From 0 (in every note of some language) to 1 (in few notes of any)."""
    name, term = (BODY_EXACT, word.surfaces[0]) if word.surfaces else (BODY, word.stems[0])
    share = _largest_share(snapshot, name, term)
    if share <= _COMMON:
        return 1.0
    return math.log(1 / min(share, 1.0)) / math.log(1 / _COMMON)


def _largest_share(snapshot: Snapshot, name: str, term: str) -> float:
    """In what share of a language's notes the term stands, for the language where that is largest."""
    held: dict[str, int] = {}
    notes: dict[str, int] = {}
    for part in snapshot.parts:
        segment = part.segment
        languages = segment.columns["language"]
        with_term = np.bincount(segment.language_of[segment.postings(name, term).ids], minlength=len(languages.labels))
        for label, total, count in zip(languages.labels, segment.language_counts, with_term, strict=False):
            held[label] = held.get(label, 0) + int(count)
            notes[label] = notes.get(label, 0) + int(total)
    return max((count / max(notes[label], _FEWEST) for label, count in held.items()), default=0.0)
