"""The languages offered on a form: those of the interface first, then all others by their own names."""

from functools import cache

from app.config import LANGUAGES
from app.formats import language_name
from knowledge.languages import languages


@cache
def language_choices() -> tuple[tuple[str, str], ...]:
    """(tag, own name) of every language a note, a group or a person may name; regional variants are left to imports."""
    others = sorted(
        ((tag, language_name(tag)) for tag in languages() if "-" not in tag and tag not in LANGUAGES),
        key=lambda choice: choice[1].casefold(),
    )
    return (*((tag, language_name(tag)) for tag in LANGUAGES), *others)
