"""Did you mean: words one slip of the finger away that notes of the reader's own audience contain.

Whoosh's `suggest` is not used: it looks at every note, so it would show words of notes that the reader may not see,
and it offers stems.
"""

from collections.abc import Iterator

import numpy as np

from search_index.analysis.scripts import WORD, Script, normalize, runs, script_of
from search_index.analysis.stems import as_written
from search_index.analysis.terms import query_words
from search_index.interface import Audience
from search_index.query.fields import QUERY_FIELDS
from search_index.whoosh_engine.schema import BODY, BODY_EXACT, TITLE, TITLE_EXACT
from search_index.whoosh_engine.snapshot import Snapshot

_LETTERS = {
    Script.LATIN: "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïñòóôõöøùúûüýœßğışčžłńś'",
    Script.CYRILLIC: "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    Script.GREEK: "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ",
    Script.ARABIC: "ابتثجحخدذرزسشصضطظعغفقكلمنهويء",
}
_SHORTEST, _LONGEST = 4, 24
MOST_CORRECTED = 2
"""Words of one query that are looked into."""


def corrected(snapshot: Snapshot, text: str, audience: Audience, languages: tuple[str, ...]) -> str | None:
    """The text with unknown words replaced, or None when nothing is unknown or nothing better is known."""
    pieces: list[str] = []
    at = replaced = looked_at = 0
    for found in WORD.finditer(text):
        word = normalize(found.group())
        if looked_at >= MOST_CORRECTED or not _SHORTEST <= len(word) <= _LONGEST or len(runs(word)) != 1:
            continue
        if text[found.end() : found.end() + 1] == ":" and word in QUERY_FIELDS:
            continue
        if _is_known(snapshot, word, audience, languages):
            continue
        looked_at += 1
        better = _nearest(snapshot, word, audience)
        if better:
            pieces += [text[at : found.start()], better]
            at = found.end()
            replaced += 1
    return "".join([*pieces, text[at:]]) if replaced else None


def _is_known(snapshot: Snapshot, word: str, audience: Audience, languages: tuple[str, ...]) -> bool:
    for known in query_words(word, languages):
        if known.is_run:
            return True
        terms = [(name, term) for name in (BODY, TITLE) for term in known.stems]
        if any(_visible_count(snapshot, name, term, audience) for name, term in terms):
            return True
    return False


def _visible_count(snapshot: Snapshot, name: str, term: str, audience: Audience) -> int:
    if not snapshot.frequency(name, term):
        return 0
    count = 0
    for part in snapshot.parts:
        ids = part.segment.postings(name, term).ids
        seen = part.segment.visible(audience)[ids] & part.live[ids]
        count += int(np.count_nonzero(seen))
    return count


def _nearest(snapshot: Snapshot, word: str, audience: Audience) -> str | None:
    """The word most notes of the audience have among those one edit away."""
    best, most = None, 0
    forms = {candidate: as_written(candidate) for candidate in _one_edit_away(word)}
    terms = sorted(map(str.encode, forms.values()))
    fields = [(part.segment, name) for part in snapshot.parts for name in (BODY_EXACT, TITLE_EXACT)]
    known = {form for segment, name in fields for form in segment.known(name, terms)}
    for candidate, form in ((one, form) for one, form in forms.items() if form in known):
        count = sum(_visible_count(snapshot, name, form, audience) for name in (BODY_EXACT, TITLE_EXACT))
        if count > most or (count == most and best is not None and candidate < best):
            best, most = candidate, count
    return best


def _one_edit_away(word: str) -> Iterator[str]:
    letters = _LETTERS.get(script_of(word), "")
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            if tail and letter != tail[0]:
                yield head + letter + tail[1:]
            yield head + letter + tail
