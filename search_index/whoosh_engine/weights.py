"""How much each kind of match counts. The defaults hold for every collection and language."""

import math
from dataclasses import dataclass

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


def telling(snapshot: Snapshot, word: QueryWord) -> float:
    """From 0 (in every note of some language) to 1 (in few notes of any)."""
    name, term = (BODY_EXACT, word.surfaces[0]) if word.surfaces else (BODY, word.stems[0])
    share = snapshot.largest_share(name, term)
    if share <= _COMMON:
        return 1.0
    return math.log(1 / min(share, 1.0)) / math.log(1 / _COMMON)
