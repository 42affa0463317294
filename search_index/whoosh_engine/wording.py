"""A text as counted terms, and its terms as the words that stand in it."""

from collections import Counter
from collections.abc import Collection, Mapping

from search_index.analysis.scripts import WORD, normalize, runs
from search_index.analysis.stems import base_language, stem
from search_index.analysis.terms import document_terms, pairs
from search_index.interface import NoteText
from search_index.plain import plain_text
from search_index.whoosh_engine.schema import TITLE

TITLE_WEIGHT = 3
LONGEST_TEXT = 20_000
"""Characters of a text that are looked at, beside its title."""


def counted_terms(text: NoteText) -> Counter[str]:
    """How often each term stands in the text, those of the title TITLE_WEIGHT times as often."""
    counts = Counter(document_terms(_body(text), text.language)[0])
    for term in document_terms(text.fields.get(TITLE, ""), text.language)[0]:
        counts[term] += TITLE_WEIGHT
    return counts


def words_of(text: NoteText, terms: Collection[str]) -> Mapping[str, str]:
    """For each term a word of the text that has it, in small letters if it ever stands there so."""
    language = base_language(text.language)
    found: dict[str, str] = {}
    for word in WORD.findall(f"{text.fields.get(TITLE, '')}\n{_body(text)}"):
        for part, unspaced in runs(normalize(word)):
            for term in pairs(part) if unspaced else (stem(part, language),):
                if term in terms and (term not in found or part == word):
                    found[term] = term if unspaced else word
    return found


def _body(text: NoteText) -> str:
    return plain_text("\n\n".join(part for name, part in text.fields.items() if name != TITLE)[:LONGEST_TEXT])
