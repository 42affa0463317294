"""Compound words: a query's Parlamentswahl also finds the Wahl of a Parlament, as far as the index knows both parts.

A word is split where its parts are best known, by the geometric mean of their counts, and stays whole when it is
better known itself (Koehn and Knight 2003, "Empirical methods for compound splitting").
"""

from math import sqrt

from search_index.analysis.stems import stem
from search_index.whoosh_engine.schema import BODY, BODY_EXACT
from search_index.whoosh_engine.snapshot import Snapshot

COMPOUNDING = frozenset({"de", "nl", "sv", "da", "no", "nb", "fi", "hu", "et"})
"""Languages that write compounds as one word."""
_SHORTEST_PART = 4
_SHORTEST_HEAD = 5
MOST_BEGUN = 12


def begun_by(snapshot: Snapshot, word: str, languages: tuple[str, ...]) -> list[str]:
    """Words of the index that begin with a normalized word and may be compounds of it: Trinkwasserversorgung."""
    if len(word) < _SHORTEST_HEAD or not word.isalpha() or COMPOUNDING.isdisjoint(languages):
        return []
    found: set[str] = set()
    for part in snapshot.parts:
        found.update(part.segment.terms_with_prefix(BODY_EXACT, word, 4 * MOST_BEGUN))
    return sorted(term for term in found if len(term) >= len(word) + _SHORTEST_PART)[:MOST_BEGUN]


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
