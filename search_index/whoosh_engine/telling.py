"""How much a word tells, from how many notes of each language it stands in."""

import math

from search_index.analysis.terms import QueryWord
from search_index.whoosh_engine.schema import BODY, BODY_EXACT
from search_index.whoosh_engine.snapshot import Snapshot

_COMMON = 0.02
"""A word in fewer than this share of a language's notes tells fully."""


def telling(snapshot: Snapshot, word: QueryWord) -> float:
    """From 0 (in every note of some language) to 1 (in few notes of any)."""
    name, term = (BODY_EXACT, word.surfaces[0]) if word.surfaces else (BODY, word.stems[0])
    share = snapshot.largest_share(name, term)
    if share <= _COMMON:
        return 1.0
    return math.log(1 / min(share, 1.0)) / math.log(1 / _COMMON)
