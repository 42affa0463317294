"""A text as counted terms, each with a word that stands in it."""

from collections import Counter
from collections.abc import Mapping

from search_index.analysis.scripts import WORD, composed, runs
from search_index.analysis.stems import base_language, stem
from search_index.analysis.terms import pairs
from search_index.interface import NoteText
from search_index.plain import plain_text
from search_index.whoosh_engine.schema import TITLE

TITLE_WEIGHT = 3
LONGEST_TEXT = 5_000
"""Characters of a text that are looked at, beside its title: its beginning says what it is about."""


def counted_terms(text: NoteText) -> tuple[Mapping[str, int], Mapping[str, str]]:
    """How often each term stands in the text, those of the title TITLE_WEIGHT times as often; and for each a word of
    the text that has it, in small letters if it ever stands there so.
    """
    language = base_language(text.language)
    counts: Counter[str] = Counter()
    words: dict[str, str] = {}
    for word, count in _counted_words(text).items():
        for part, unspaced in runs(word.casefold()):
            for term in pairs(part) if unspaced else (stem(part, language),):
                counts[term] += count
                if term not in words or part == word:
                    words[term] = term if unspaced else word
    return counts, words


def _counted_words(text: NoteText) -> Counter[str]:
    body = "\n\n".join(part for name, part in text.fields.items() if name != TITLE)[:LONGEST_TEXT]
    counts: Counter[str] = Counter()
    for word in WORD.findall(composed(text.fields.get(TITLE, ""))):
        counts[word] += TITLE_WEIGHT
    counts.update(WORD.findall(composed(plain_text(body))))
    return counts
