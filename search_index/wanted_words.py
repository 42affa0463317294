"""Which words of a text a query asked for."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from search_index.analysis.questions import without_asking
from search_index.analysis.scripts import WORD, normalize, runs
from search_index.analysis.stems import stem, surfaces
from search_index.analysis.terms import QueryWord, pairs, query_words
from search_index.query import tree

_PLAIN_WORD = re.compile(r"\w+")
"""Enough where words have no combining marks, and twice as fast as the rule of the index."""
_WITH_MARKS = frozenset(
    {"ar", "fa", "ur", "he", "hi", "ne", "mr", "bn", "pa", "gu", "or", "ta", "te", "kn", "ml", "si"}
)
"""Languages whose words hold marks that are no letters; unspaced writing is found by its pairs instead."""


class _Seen:
    """The pieces between spaces of texts in one language that were met, by the stems of the words in them.

    A text's pieces are compared as whole sets, so that what it costs to look at a text once more is next to nothing.
    """

    most = 200_000

    def __init__(self, language: str) -> None:
        self.language = language
        self.pieces: set[str] = set()
        self.by_stem: dict[str, set[str]] = {}

    def with_stems(self, pieces: set[str], stems: Iterable[str]) -> set[str]:
        """Those of the pieces that hold a word with one of the stems."""
        if len(self.pieces) >= self.most:
            self.pieces, self.by_stem = set(), {}
        for piece in pieces - self.pieces:
            self._learn(piece)
        return pieces & set[str]().union(*[self.by_stem.get(one, ()) for one in stems])

    def words_with_stems(self, pieces: set[str], stems: set[str]) -> set[str]:
        """The words in these pieces that have one of the stems."""
        words = (word for piece in self.with_stems(pieces, stems) for word in self.words(piece))
        return {word for word in words if not stems.isdisjoint(self.stems(word))}

    def _learn(self, piece: str) -> None:
        for word in self.words(piece):
            for one in self.stems(word):
                self.by_stem.setdefault(one, set()).add(piece)
        self.pieces.add(piece)

    def words(self, piece: str) -> list[str]:
        found: list[str] = (WORD if self.language in _WITH_MARKS else _PLAIN_WORD).findall(piece)
        return found

    def stems(self, word: str) -> set[str]:
        return {stem(part, self.language) for part, unspaced in runs(normalize(word)) if not unspaced}


@lru_cache(maxsize=100)
def seen_in(language: str) -> _Seen:
    return _Seen(language)


class Wanted:
    """The words to mark. `is_telling` leaves out those that stand everywhere, unless nothing else was asked for."""

    def __init__(
        self, node: tree.Node, languages: tuple[str, ...], is_telling: Callable[[QueryWord], bool] | None = None
    ) -> None:
        self.stems: set[str] = set()
        self.pairs: set[str] = set()
        self.prefixes: set[str] = set()
        words: list[QueryWord] = []
        for text, is_prefix in _texts(node):
            found = list(query_words(text, languages))
            if is_prefix:
                self.prefixes.update(word.surfaces[0] for word in found if not word.is_run)
            words += found
        kept = [word for word in words if is_telling is None or is_telling(word)]
        for word in kept or words:
            if word.is_run:
                self.pairs.update(pairs(word.typed))
            else:
                self.stems.update(word.stems)

    def __bool__(self) -> bool:
        return bool(self.stems or self.pairs or self.prefixes)

    def in_text(self, text: str, language: str) -> set[str]:
        """Those of the words of a text in that language that were asked for, as they stand there."""
        seen, pieces = seen_in(language), set(text.split())
        found = seen.words_with_stems(pieces, self.stems)
        for prefix in self.prefixes:
            found |= _beginning_with(prefix, pieces, seen)
        return found


def _beginning_with(prefix: str, pieces: set[str], seen: _Seen) -> set[str]:
    return {word for piece in pieces for word in seen.words(piece) if surfaces(normalize(word))[0].startswith(prefix)}


def _texts(node: tree.Node) -> Iterable[tuple[str, bool]]:
    """What was asked for, with whether it is a prefix; not what was excluded."""
    match node:
        case tree.Words(text):
            yield without_asking(text), False
        case tree.Phrase(text):
            yield text, False
        case tree.Prefix(text):
            yield text, True
        case tree.InField(_, inner):
            yield from _texts(inner)
        case tree.AllOf(nodes) | tree.AnyOf(nodes):
            for inner in nodes:
                yield from _texts(inner)
        case tree.Preferring(required, preferred):
            yield from _texts(required)
            yield from _texts(preferred)
        case tree.Excluding(wanted, _) if wanted is not None:
            yield from _texts(wanted)
