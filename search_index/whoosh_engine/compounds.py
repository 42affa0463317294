"""Compound words: a query's Parlamentswahl also finds the Wahl of a Parlament, as far as the index knows both parts.

A word is split where its parts are best known, by the geometric mean of their counts, and stays whole when it is
better known itself (Koehn and Knight 2003, "Empirical methods for compound splitting").
"""

from math import sqrt

from search_index.analysis.stems import stem
from search_index.whoosh_engine.schema import BODY
from search_index.whoosh_engine.snapshot import Snapshot

COMPOUNDING = frozenset({"de", "nl", "sv", "da", "no", "nb", "fi", "hu", "et"})
"""Languages that write compounds as one word."""
_SHORTEST_PART = 4


def parts_of(snapshot: Snapshot, word: str, languages: tuple[str, ...]) -> tuple[str, str] | None:
    """Stems of the two parts of a normalized word, or None when it is better read whole."""
    language = next((one for one in languages if one in COMPOUNDING), None)
    if language is None or len(word) < 2 * _SHORTEST_PART or not word.isalpha():
        return None
    best: tuple[str, str] | None = None
    most = float(snapshot.frequency(BODY, stem(word, language)))
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        parts = stem(word[:at], language), stem(word[at:], language)
        counts = [snapshot.frequency(BODY, part) for part in parts]
        known = sqrt(counts[0] * counts[1])
        if known > most:
            best, most = parts, known
    return best
