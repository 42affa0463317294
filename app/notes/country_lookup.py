"""Finding countries by name in any language of the interface, for the form."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel import Locale

from app.config import LANGUAGES
from app.formats import country_name
from knowledge.countries import all_countries
from knowledge.topics.folding import fold_label

MOST_FOUND = 10


@dataclass(frozen=True)
class Country:
    """A country as the picker shows it; `path` is the name that was found, when it is another than the reader's."""

    id: str
    label: str
    path: str = ""


@cache
def names() -> tuple[tuple[str, str, str], ...]:
    """(folded name, code, name) of every country in every language of the interface, and the bare codes."""
    found = []
    for code in all_countries():
        found.append((fold_label(code), code, code))
        for language in LANGUAGES:
            name = str(Locale(language).territories.get(code, code))
            found.append((fold_label(name), code, name))
    return tuple(found)


def countries_named(codes: Iterable[str]) -> list[Country]:
    return [Country(code, country_name(code)) for code in codes]


def find_countries(query: str) -> list[Country]:
    """Countries whose name in some language is the query, begins with it, or has a word that does; best first."""
    key = fold_label(query)
    if not key:
        return []
    ranked: dict[str, tuple[int, str]] = {}
    for folded, code, name in names():
        rank = rank_of(folded, key)
        if rank is not None and (code not in ranked or rank < ranked[code][0]):
            ranked[code] = (rank, name)
    best = sorted(ranked, key=lambda code: (ranked[code][0], country_name(code)))[:MOST_FOUND]
    return [named(code, ranked[code][1]) for code in best]


def rank_of(folded: str, key: str) -> int | None:
    if folded == key:
        return 0
    if folded.startswith(key):
        return 1
    return 2 if f" {key}" in folded or f"-{key}" in folded else None


def named(code: str, found: str) -> Country:
    label = country_name(code)
    return Country(code, label, "" if found in (label, code) else found)
