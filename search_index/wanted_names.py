"""Where a text has one of the names that a query looks for beside what was typed: whole names, not their words."""

import re
from collections.abc import Iterable, Iterator

from search_index.across_languages.words import words_of
from search_index.analysis.stems import base_language
from search_index.analysis.terms import document_terms
from search_index.query.tree import AlsoTopic
from search_index.seen_words import seen_in

_BETWEEN = r"\W+(?:\w{1,2}['’])?"
"""Between the words of a name: spaces and marks, and an article joined to the next word."""


class WantedNames:
    """The names of topics, by the language of the texts that may have them."""

    def __init__(self, topics: Iterable[AlsoTopic]) -> None:
        self._spaced: dict[str, list[list[str]]] = {}
        self._unspaced: dict[str, list[str]] = {}
        for label in dict.fromkeys(label for topic in topics for label in topic.labels):
            language = base_language(label.language)
            if any(word.run for word in words_of(label.text)):
                self._unspaced.setdefault(language, []).append(label.text)
            else:
                self._spaced.setdefault(language, []).append(document_terms(label.text, language)[0])

    def __bool__(self) -> bool:
        return bool(self._spaced or self._unspaced)

    def spans(self, text: str, language: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, what stands there) of every name in a text of a language."""
        for name in self._unspaced.get(language, ()):
            for found in re.finditer(re.escape(name), text):
                yield found.start(), found.end(), name
        for name, pattern in self._patterns(text, language):
            for found in re.finditer(pattern, text):
                yield found.start(), found.end(), name

    def _patterns(self, text: str, language: str) -> Iterator[tuple[str, str]]:
        """A pattern for each name of which the text has every word in some form."""
        names = self._spaced.get(language, ())
        if not names:
            return
        seen = seen_in(language)
        asked = seen.words_with_stems(text, frozenset(stem for name in names for stem in name))
        for name in names if asked else ():
            forms = [sorted((w for w in asked if stem in seen.stems(w)), key=len, reverse=True) for stem in name]
            if all(forms):
                whole = _BETWEEN.join(f"(?:{'|'.join(map(re.escape, form))})" for form in forms)
                yield " ".join(name), rf"(?<!\w){whole}(?!\w)"


NO_NAMES = WantedNames(())
