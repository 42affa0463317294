"""The languages offered on a form: those of the interface by their own names, then all others in the reader's language."""

from functools import cache

from babel import Locale

from app.config import LANGUAGES
from app.formats import language_name, reader_locale
from knowledge.languages import languages


def language_choices() -> tuple[tuple[str, str], ...]:
    """(tag, name) of every language a note, a group or a person may name; regional variants are left to imports."""
    return choices_in(str(reader_locale()))


@cache
def choices_in(locale: str) -> tuple[tuple[str, str], ...]:
    """Own names of all would need every language's data: seconds and a hundred megabytes in each worker."""
    names = Locale.parse(locale).languages
    others = sorted(
        ((tag, str(names.get(tag, tag))) for tag in languages() if "-" not in tag and tag not in LANGUAGES),
        key=lambda choice: choice[1].casefold(),
    )
    return (*((tag, language_name(tag)) for tag in LANGUAGES), *others)
