"""Which words of a text a query asked for."""

from collections.abc import Callable, Iterable

from search_index.analysis.questions import without_asking
from search_index.analysis.terms import QueryWord, pairs, query_words
from search_index.query import tree
from search_index.seen_words import seen_in


class Wanted:
    """The words to mark. `is_telling` leaves out those that stand everywhere, unless nothing else was asked for."""

    def __init__(
        self, node: tree.Node, languages: tuple[str, ...], is_telling: Callable[[QueryWord], bool] | None = None
    ) -> None:
        stems: set[str] = set()
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
                stems.update(word.stems)
        self.stems = frozenset(stems)

    def __bool__(self) -> bool:
        return bool(self.stems or self.pairs or self.prefixes)

    def in_text(self, text: str, language: str) -> set[str]:
        """Those of the words of a text in that language that were asked for, as they stand there."""
        seen = seen_in(language)
        found = seen.words_with_stems(text, self.stems) if self.stems else set[str]()
        for prefix in self.prefixes:
            found |= seen.words_beginning_with(text, prefix)
        return found


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
