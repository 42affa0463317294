"""What counts beside the text: whether a note is past its date, whether it worked elsewhere, and contexts asked for.

Each is a factor on the score between bounds that the weights give; none learns anything about people.
"""

from collections.abc import Sequence
from datetime import date
from weakref import WeakKeyDictionary

import numpy as np

from search_index.interface import FACET_FIELDS, Preference
from search_index.weights import Weights
from search_index.whoosh_engine.schema import NO_DAY, VALID_UNTIL, WORKED
from search_index.whoosh_engine.segment import Scores, Segment


class Priors:
    """Factors for the documents of segments. What follows from the columns alone is kept until the day is over."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._kept: WeakKeyDictionary[Segment, tuple[date, Scores | None]] = WeakKeyDictionary()

    def of(self, segment: Segment, day: date, preferences: Sequence[Preference] = ()) -> Scores | None:
        """A factor for each document, or None where all are 1. Must not be written to."""
        kept = self._kept.get(segment)
        if kept is None or kept[0] != day:
            kept = self._kept[segment] = (day, self._standing(segment, day))
        if not preferences:
            return kept[1]
        wanted = self._context(segment, preferences)
        return wanted if kept[1] is None else wanted * kept[1]

    def _standing(self, segment: Segment, day: date) -> Scores | None:
        """(1 or `out_of_date`) times (1 + `adoption` x worked / (worked + `adoption_half`))."""
        weights, until, worked = self.weights, segment.numbers[VALID_UNTIL], segment.numbers[WORKED]
        past = (until < day.toordinal()) & (until > NO_DAY)
        if not past.any() and not worked.any():
            return None
        standing = np.where(past, weights.out_of_date, 1.0)
        standing *= 1 + weights.adoption * worked / (worked + weights.adoption_half)
        return standing

    def _context(self, segment: Segment, preferences: Sequence[Preference]) -> Scores:
        """1 + `context` x the share of the preferences, by their weights, that a document meets."""
        met = np.zeros(segment.count, np.float64)
        for one in preferences:
            if one.facet in FACET_FIELDS:
                met[segment.labelled(one.facet, one.values)] += one.weight
        total = sum(one.weight for one in preferences)
        return 1 + self.weights.context * met / total if total > 0 else met + 1
