"""Light stemming for Arabic script, before and beside Snowball, which leaves the joined conjunction and some letters.

Follows the light stemmers of Larkey, Ballesteros and Connell (2007): unify letters, drop marks, strip the few
prefixes and suffixes that carry no meaning of their own, and keep at least three letters (two behind the plain article).
"""

import regex

_MARKS = regex.compile(r"[\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED\u0640]")
_LETTERS = str.maketrans("أإآٱىةؤئکیھہە", "اااايهويكيههه")
_PREFIXES = ("وبال", "وكال", "وفال", "ولل", "وال", "بال", "كال", "فال", "لل", "ال")
_CONJUNCTION = "و"
_SUFFIXES = ("هما", "كما", "تها", "تهم", "ها", "ان", "ات", "ون", "ين", "يه", "هم", "هن", "كم", "نا", "وا", "ه", "ي")
_PLAIN = ("ال", "بال")
"""Prefixes that few words begin with by themselves."""
_SHORTEST = 3
_SHORTEST_NOUN = 2
"""With the plain article: blood, mother, hand."""


def unify(word: str) -> str:
    """Without vowel marks and stretching, and with one form for each letter that is written in several ways."""
    return _MARKS.sub("", word).translate(_LETTERS)


def strip(word: str) -> str:
    """A unified word without article, joined preposition or conjunction, and without one common ending."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= (_SHORTEST_NOUN if prefix in _PLAIN else _SHORTEST):
            word = word[len(prefix) :]
            break
    else:
        if word.startswith(_CONJUNCTION) and len(word) > _SHORTEST:
            word = word[1:]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST:
            return word[: -len(suffix)]
    return word
