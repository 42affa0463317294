"""A text to the terms of both index fields: stems with positions, and surface forms."""

from collections.abc import Iterator
from dataclasses import dataclass

from search_index.analysis.scripts import WORD, Script, normalize, runs, script_of
from search_index.analysis.stems import LANGUAGES_OF_SCRIPT, LENT, NOT_IN_LATIN, base_language, stem, surfaces


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of a query: `typed` as it stood, its possible stems (the likeliest language first), and surface forms.

    Unspaced writing gives its pairs of characters as stems that must not be held against each other (`is_run`).
    """

    typed: str
    stems: tuple[str, ...]
    surfaces: tuple[str, ...]
    is_run: bool = False


def pairs(run: str) -> list[str]:
    """Overlapping pairs of characters; a single character stands for itself."""
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]


def document_terms(text: str, language: str) -> tuple[list[str], list[str]]:
    """Stems in order (a stem's place in the list is its position), and surface forms.

    The surface forms of unspaced writing are its single characters.
    """
    language = base_language(language)
    stems: list[str] = []
    written: list[str] = []
    for word in WORD.findall(normalize(text)):
        for part, unspaced in runs(word):
            if unspaced:
                stems += pairs(part)
                written += part
            else:
                stems.append(stem(part, language))
                written += surfaces(part)
    return stems, written


def likely_languages(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Of the given languages those that are written like the word, in their order; the usual ones when none is."""
    script = script_of(word)
    usual = LANGUAGES_OF_SCRIPT.get(script, ())
    if script is Script.LATIN:
        chosen = tuple(language for language in languages if language not in NOT_IN_LATIN)
        if chosen and LENT not in chosen and len(chosen) < len(languages):
            chosen = (*chosen, LENT)
    else:
        chosen = tuple(language for language in languages if language in usual)
    return chosen or usual or ("",)


def query_words(text: str, languages: tuple[str, ...]) -> Iterator[QueryWord]:
    """The words of a query whose language is unknown, each with the distinct stems over its likely languages."""
    for word in WORD.findall(normalize(text)):
        for part, unspaced in runs(word):
            if unspaced:
                yield QueryWord(part, tuple(pairs(part)) if len(part) > 1 else (), tuple(part), is_run=True)
                continue
            stems = (stem(part, language) for language in likely_languages(part, languages))
            yield QueryWord(part, tuple(dict.fromkeys(stems)), surfaces(part)[:1])
