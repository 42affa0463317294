"""Which words of a text a query asked for."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

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


def distinct_words(text: str, language: str) -> set[str]:
    """The words of a text, as they stand."""
    return set((WORD if language in _WITH_MARKS else _PLAIN_WORD).findall(text))


class _Seen:
    """The words of texts in one language that were met, by the stems under which the index holds them.

    A text's words are compared as whole sets, so that what it costs to look at a text once more is next to nothing.
    """

    most = 100_000

    def __init__(self, language: str) -> None:
        self.language = language
        self.words: set[str] = set()
        self.by_stem: dict[str, set[str]] = {}

    def with_stems(self, words: set[str], stems: Iterable[str]) -> set[str]:
        """Those of the words that have one of the stems."""
        if len(self.words) >= self.most:
            self.words, self.by_stem = set(), {}
        for word in words - self.words:
            self._learn(word)
        return words & set[str]().union(*[self.by_stem.get(one, ()) for one in stems])

    def _learn(self, word: str) -> None:
        for part, unspaced in runs(normalize(word)):
            if not unspaced:
                self.by_stem.setdefault(stem(part, self.language), set()).add(word)
        self.words.add(word)


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

    def in_words(self, words: set[str], language: str) -> list[str]:
        """Those of the words of a text in that language that were asked for."""
        found = list(seen_in(language).with_stems(words, self.stems))
        for prefix in self.prefixes:
            found += [word for word in words if surfaces(normalize(word))[0].startswith(prefix)]
        return found


def _texts(node: tree.Node) -> Iterable[tuple[str, bool]]:
    """What was asked for, with whether it is a prefix; not what was excluded."""
    match node:
        case tree.Words(text) | tree.Phrase(text):
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
