"""Languages a person writes by name or code, separated by commas."""

import re
from functools import cache

from babel import Locale

from app.config import LANGUAGES
from app.formats import language_name, language_name_here, reader_locale
from knowledge.languages import is_language, languages

SEPARATORS = re.compile(r"[,;/،、，\n]+")  # with the commas of Arabic and Chinese


def parts_of(text: str) -> list[str]:
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


def code_of(part: str) -> str | None:
    """The code of a language named in its own language, the reader's or English, or by its code."""
    if is_language(part.lower()):
        return part.lower()
    wanted = part.casefold()
    return names_in(str(reader_locale())).get(wanted) or names_in("en").get(wanted) or own_names().get(wanted)


def codes_of(text: str) -> list[str]:
    """The codes of those that are known."""
    return [code for part in parts_of(text) if (code := code_of(part)) is not None]


def without_unknown(text: str) -> str:
    """The first part that names no known language; empty when all do."""
    return next((part for part in parts_of(text) if code_of(part) is None), "")


def other_languages(codes: list[str]) -> str:
    """What the text field holds for languages without a box of their own."""
    return ", ".join(language_name_here(code) for code in codes if code not in LANGUAGES)


@cache
def names_in(locale: str) -> dict[str, str]:
    named = Locale.parse(locale).languages
    return {name.casefold(): code.replace("_", "-") for code, name in named.items()}


@cache
def own_names() -> dict[str, str]:
    return {language_name(code).casefold(): code for code in sorted(languages(), reverse=True)}
