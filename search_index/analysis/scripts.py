"""Where words begin and end, and which writing system a word is in."""

import unicodedata
from enum import Enum

import regex

WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*")
"""A word: letters with their marks, and digits; an apostrophe joins (l'eau, don't)."""

UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+")
"""Writing without spaces between words: indexed by overlapping pairs of characters."""

_FORMAT = regex.compile(r"[\p{Cf}\p{Cc}--[\n\t ]]", regex.V1)


class Script(Enum):
    LATIN = "LATIN"
    CYRILLIC = "CYRILLIC"
    GREEK = "GREEK"
    ARABIC = "ARABIC"
    HEBREW = "HEBREW"
    ARMENIAN = "ARMENIAN"
    DEVANAGARI = "DEVANAGARI"
    TAMIL = "TAMIL"
    UNSPACED = "UNSPACED"
    OTHER = "OTHER"


def composed(text: str) -> str:
    """NFKC without invisible marks, so that composed, decomposed and full-width forms are one. Lengths may change."""
    if text.isascii() and text.isprintable():
        return text
    return _FORMAT.sub("", unicodedata.normalize("NFKC", text))


def normalize(text: str) -> str:
    """The same with case folded."""
    return composed(text).casefold()


def script_of(word: str) -> Script:
    """The script of the word's first letter; digits alone are OTHER."""
    for character in word:
        if character.isalpha():
            if character.isascii():
                return Script.LATIN
            if UNSPACED.match(character):
                return Script.UNSPACED
            name = unicodedata.name(character, "").partition(" ")[0]
            return Script(name) if name in Script.__members__ else Script.OTHER
    return Script.OTHER


def runs(word: str) -> list[tuple[str, bool]]:
    """Parts of a normalized word with whether each is written without spaces: 農村SDGs is two parts."""
    if word.isascii():
        return [(word, False)]
    parts: list[tuple[str, bool]] = []
    start = 0
    for found in UNSPACED.finditer(word):
        if found.start() > start:
            parts.append((word[start : found.start()], False))
        parts.append((found.group(), True))
        start = found.end()
    if start < len(word):
        parts.append((word[start:], False))
    return parts
