"""Texts as sequences of words that a label in some language can be compared with."""

import unicodedata
from typing import NamedTuple

from search_index.analysis.scripts import WORD, normalize, runs
from search_index.analysis.stems import base_language, stem


class Word(NamedTuple):
    """A normalized word, or one character of unspaced writing; `run` numbers the stretch it stands in, 0 for a word."""

    text: str
    run: int = 0


def words_of(text: str, most: int = 1000) -> list[Word]:
    """The first words of a text."""
    words: list[Word] = []
    run = 0
    for found in WORD.findall(normalize(text)):
        for part, unspaced in runs(found):
            if unspaced:
                run += 1
                words += [Word(character, run) for character in part]
            else:
                words.append(Word(part))
        if len(words) >= most:
            return words[:most]
    return words


def keys_of(words: list[Word], language: str) -> list[str]:
    """What the words are compared by in a language: their stems there, characters as they are."""
    base = base_language(language)
    return [word.text if word.run else stem(word.text, base) for word in words]


def spelled(words: list[Word]) -> str:
    """The words as they would be typed again."""
    text = ""
    for before, word in zip([Word(""), *words], words, strict=False):
        text += word.text if not text or (word.run and word.run == before.run) else f" {word.text}"
    return text


def is_cut(words: list[Word], start: int, end: int) -> bool:
    """Whether the stretch from `start` to `end` tears a word of unspaced writing, as far as that can be told.

    A single character is a word only where it was typed alone, and a mark belongs to the letter before it.
    """
    inside = words[start]
    same = [at for at in (start - 1, end) if 0 <= at < len(words) and words[at].run == inside.run]
    if inside.run and end - start == 1 and same:
        return True
    after = words[end] if end < len(words) else Word("")
    return bool(after.run and after.run == words[end - 1].run and unicodedata.category(after.text)[0] == "M")
