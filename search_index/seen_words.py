"""The words of texts that were met, so that a text's words are found by their stems without taking it apart again."""

import re
import threading
from array import array
from collections.abc import Iterable, Set
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.analysis.scripts import WORD, normalize, runs
from search_index.analysis.stems import stem, surfaces

_PLAIN_WORD = re.compile(r"\w+")
"""Enough where words have no combining marks, and twice as fast as the rule of the index."""
_WITH_MARKS = frozenset(
    {"ar", "fa", "ur", "he", "hi", "ne", "mr", "bn", "pa", "gu", "or", "ta", "te", "kn", "ml", "si"}
)
"""Languages whose words hold marks that are no letters; unspaced writing is found by its pairs instead."""
MOST_PIECES, MOST_NUMBERS, MOST_ASKED = 200_000, 1_000_000, 100
"""What is kept for each language: pieces between spaces, numbers of them in texts, and sets of stems asked for."""
_START = 2
"""Letters by which words are found that begin with a prefix, which has at least as many."""

Numbers = NDArray[np.int32]
_NONE: Numbers = np.empty(0, np.int32)


class SeenWords:
    """Pieces between spaces of texts in one language are numbered as they are met, and found by the stems and the
    beginnings of the words in them. A text is kept as its pieces' numbers, ascending, under its hash."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._lock = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self._numbers: dict[str, int] = {}
        self._pieces: list[str] = []
        self._by_stem: dict[str, Any] = {}
        self._by_start: dict[str, Any] = {}
        self._texts: dict[int, Numbers] = {}
        self._kept = 0
        self._asked: dict[frozenset[str], tuple[int, Numbers]] = {}

    def words_with_stems(self, text: str, stems: frozenset[str]) -> set[str]:
        """The words of a text that have one of the stems, as they stand there."""
        with self._lock:
            words = self._words(self._pieces_of(text), self._with_stems(stems))
        return {word for word in words if not stems.isdisjoint(self.stems(word))}

    def words_beginning_with(self, text: str, prefix: str) -> set[str]:
        """The words of a text that begin so in the form in which the index keeps them as written."""
        with self._lock:
            held = self._pieces_of(text)
            words = self._words(held, np.array(self._by_start.get(prefix[:_START], ()), np.int32))
        return {word for word in words if _form(word).startswith(prefix)}

    def stems(self, word: str) -> frozenset[str]:
        return _stems(word, self.language)

    def _words(self, held: Numbers, asked: Numbers) -> set[str]:
        """The words in pieces that stand in both."""
        if not len(held) or not len(asked):
            return set()
        at = held.searchsorted(asked)
        at[at == len(held)] = 0
        common = asked[held[at] == asked].tolist()
        return {word for number in common for word in self._words_in(self._pieces[number])}

    def _words_in(self, piece: str) -> list[str]:
        found: list[str] = (WORD if self.language in _WITH_MARKS else _PLAIN_WORD).findall(piece)
        return found

    def _with_stems(self, stems: frozenset[str]) -> Numbers:
        known, numbers = self._asked.get(stems, (-1, _NONE))
        if known != len(self._pieces):
            held = [self._by_stem[one] for one in stems if one in self._by_stem]
            numbers = np.concatenate(held, dtype=np.int32) if held else _NONE
            if len(self._asked) >= MOST_ASKED:
                self._asked.clear()
            self._asked[stems] = len(self._pieces), numbers
        return numbers

    def _pieces_of(self, text: str) -> Numbers:
        key = hash(text)
        found = self._texts.get(key)
        if found is None:
            if len(self._pieces) >= MOST_PIECES:
                self._forget()
            while self._kept > MOST_NUMBERS:
                self._kept -= len(self._texts.pop(next(iter(self._texts))))
            found = self._texts[key] = self._numbered(set(text.split()))
            self._kept += len(found)
        return found

    def _numbered(self, pieces: Set[str]) -> Numbers:
        if not self._numbers.keys() >= pieces:
            self._learn(piece for piece in pieces if piece not in self._numbers)
        numbers = np.fromiter(map(self._numbers.__getitem__, pieces), np.int32, len(pieces))
        numbers.sort()
        return numbers

    def _learn(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            number = self._numbers[piece] = len(self._pieces)
            self._pieces.append(piece)
            for word in map(normalize, self._words_in(piece)):
                _note(self._by_start, surfaces(word)[0][:_START], number)
                for part, unspaced in runs(word):
                    if not unspaced:
                        _note(self._by_stem, stem(part, self.language), number)


def _note(index: dict[str, Any], key: str, number: int) -> None:
    numbers = index.get(key)
    if numbers is None:
        numbers = index[key] = array("i")
    numbers.append(number)


def _form(word: str) -> str:
    return surfaces(normalize(word))[0]


@lru_cache(maxsize=20_000)
def _stems(word: str, language: str) -> frozenset[str]:
    """Of words that were asked for, which are few."""
    return frozenset(stem(part, language) for part, unspaced in runs(normalize(word)) if not unspaced)


@lru_cache(maxsize=100)
def seen_in(language: str) -> SeenWords:
    return SeenWords(language)
