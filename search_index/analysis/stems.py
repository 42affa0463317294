"""One word to its stem in one language; a language without a stemmer keeps its folded words."""

import threading
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import regex
import Stemmer

from search_index.analysis import arabic
from search_index.analysis.scripts import Script

ALGORITHMS = {
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
LANGUAGES_OF_SCRIPT: dict[Script, tuple[str, ...]] = {
    Script.LATIN: ("en", "fr", "es", "pt", "de", "it", "nl", "id", "tr", "pl"),
    Script.CYRILLIC: ("ru", "sr"),
    Script.GREEK: ("el",),
    Script.ARABIC: ("ar",),
    Script.ARMENIAN: ("hy",),
    Script.DEVANAGARI: ("hi", "ne"),
    Script.TAMIL: ("ta",),
}
"""Which languages a word may be in when nothing else is known."""
_NOT_IN_LATIN = "am ar be bg bn dv el fa gu he hi hy ja ka kk km kn ko ky lo mk ml mn mr my ne pa ps ru si sr ta te tg th ti uk ur zh"
NOT_IN_LATIN = frozenset(_NOT_IN_LATIN.split())
"""Languages that write other letters: Latin words in their texts are names, abbreviations and English."""
LENT = "en"

_ELISION = regex.compile(r"^(?:l|d|j|m|t|s|n|c|qu|jusqu|lorsqu|puisqu|quoiqu|dell|nell|all|sull|dall|un)['’](?=.)")
_ELIDING = frozenset({"fr", "it", "ca", "oc"})
_POSSESSIVE = regex.compile(r"['’]s?$")
_LONGEST = 64
_local = threading.local()


def base_language(tag: str) -> str:
    """The primary subtag of a BCP 47 tag: "pt" of "pt-BR"."""
    return tag.partition("-")[0].lower()


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Without accents (é to e), keeping the marks that spell words in Indic and Thai writing."""
    if word.isascii():
        return word
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", plain)


def _snowball(language: str) -> Callable[[str], str] | None:
    """This thread's stemmer: PyStemmer objects must not be shared between threads."""
    algorithm = ALGORITHMS.get(language)
    if algorithm is None or algorithm not in Stemmer.algorithms():
        return None
    stemmers: dict[str, Callable[[str], str]] = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0).stemWord
    return stemmers[algorithm]


@lru_cache(maxsize=400_000)
def stem(word: str, language: str) -> str:
    """Index term of a normalized word (see scripts.normalize) in a language given by its primary subtag."""
    word = word[:_LONGEST]
    if language in NOT_IN_LATIN and word.isascii():
        language = LENT
    if language in _ELIDING:
        word = _ELISION.sub("", word)
    elif language == "en":
        word = _POSSESSIVE.sub("", word) or word
    if "\u0600" <= word[:1] <= "\u06ff":
        unified = arabic.unify(word)
        return arabic.strip(unified) if language == "ar" else unified
    snowball = _snowball(language)
    return fold(snowball(word) if snowball else word)


def as_written(word: str) -> str:
    """The form in which a normalized word is kept as written; of Arabic marks and letter variants are unified."""
    word = word[:_LONGEST]
    return arabic.unify(word) if "\u0600" <= word[:1] <= "\u06ff" else word


@lru_cache(maxsize=200_000)
def surfaces(word: str) -> tuple[str, ...]:
    """The forms in which a normalized word is kept beside its stem: as written and, if Latin, without accents.

    Stemmers go wrong on words typed without their accents; these are found by the second form.
    """
    word = as_written(word)
    plain = fold(word)
    return (word, plain) if plain != word and plain.isascii() else (word,)
