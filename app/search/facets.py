"""Facets as a reader sees them: values by their names in an order that can be read, counts, and what is chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for
from sqlalchemy.orm import Session

from app.search.naming import CODED, TITLES, Names, all_of, numbers
from app.search.state import SearchState
from app.search.topic_tree import Edges, in_order, most_telling
from knowledge.countries import region_of
from knowledge.topics.hierarchy import edges_among

SHOWN = 10
OPEN = ("topic", "language", "region")
Counted = Sequence[tuple[str, int]]
Line = tuple[int, str]
"""How deep a value stands, and the value; `region:` and a code is the heading above the countries of a region."""
HEADING = "region:"


@dataclass
class Option:
    """A value of a facet: its name, how many hits carry it, and whether it is chosen. A heading has no value."""

    value: str
    label: str
    count: int = 0
    chosen: bool = False
    language: str = ""
    below: list["Option"] = field(default_factory=list)


@dataclass(frozen=True)
class Facet:
    """A group of choices. `more` are words and address of the page with all values, when not all are shown."""

    name: str
    title: str
    options: list[Option]
    open: bool
    more: tuple[str, str] | None = None


@dataclass(frozen=True)
class Chosen:
    """A choice made, and the address of the search without it."""

    label: str
    without_url: str


def ready_facets(
    session: Session, state: SearchState, counted: Mapping[str, Counted]
) -> tuple[list[Facet], list[Chosen]]:
    """The facets to draw, with the most frequent values and chosen ones whatever their count; and the choices made.

    At most three queries.
    """
    edges = topic_edges(session, counted.get("topic", ()), state.choices.get("topic", ()))
    lines = {name: lines_of(name, counted.get(name, ()), state.choices.get(name, ()), edges, SHOWN) for name in TITLES}
    names = Names(session, {name: {value for _depth, value in of_facet} for name, of_facet in lines.items()})
    facets = [
        Facet(name, str(title), options, name in OPEN or name in state.choices, more_of(name, state, lines, counted))
        for name, title in TITLES.items()
        if (options := options_of(name, lines[name], counted.get(name, ()), state, names))
    ]
    return facets, choices_made(state, names)


def topic_edges(session: Session, counted: Counted, chosen: Sequence[str]) -> Edges:
    """Which of the counted topics stands directly under which; a note counts for all topics above its own."""
    found = edges_among(session, numbers({topic for topic, _count in counted} | set(chosen)))
    return {str(topic): [str(broader) for broader in above] for topic, above in found.items()}


def more_of(
    name: str, state: SearchState, lines: Mapping[str, list[Line]], counted: Mapping[str, Counted]
) -> tuple[str, str] | None:
    shown = {value for _depth, value in lines[name]}
    values = counted.get(name, ())
    if name in CODED or all(value in shown for value, _count in values):
        return None
    return all_of(name, len(values)), url_for("search.choices", facet=name, **state.values())


def lines_of(name: str, counted: Counted, chosen: Sequence[str], edges: Edges, most: int) -> list[Line]:
    """The values to show in the order in which they are read, at most `most` beside those chosen."""
    if name == "topic":
        shown = most_telling(counted, chosen, edges, most)
        return in_order(shown, counted, edges)
    ordered = [value for value, _count in counted]
    if name == "year":
        ordered.sort(reverse=True)
    kept = [*ordered[:most], *(value for value in chosen if value not in ordered[:most])]
    if name == "country":
        return by_region(kept)
    if name == "year":
        kept.sort(reverse=True)
    if name in CODED:
        known = list(CODED[name])
        kept.sort(key=lambda value: known.index(value) if value in known else len(known))
    return [(0, value) for value in kept]


def by_region(countries: Sequence[str]) -> list[Line]:
    """Countries under the regions they lie in; the region of the first country comes first."""
    regions: dict[str, list[str]] = {}
    for code in countries:
        regions.setdefault(region_of(code), []).append(code)
    lines: list[Line] = []
    for region, codes in regions.items():
        lines += [(0, HEADING + region), *((1, code) for code in codes)]
    return lines


def options_of(name: str, lines: Sequence[Line], counted: Counted, state: SearchState, names: Names) -> list[Option]:
    counts, chosen = dict(counted), state.choices.get(name, ())
    options = []
    for depth, value in lines:
        if value.startswith(HEADING):
            options.append((depth, Option("", names.of("region", value.removeprefix(HEADING))[0])))
            continue
        label, language = names.of(name, value)
        options.append((depth, Option(value, label, counts.get(value, 0), value in chosen, language)))
    return nested(options)


def nested(lines: Sequence[tuple[int, Option]]) -> list[Option]:
    """Options that stand deeper go below the one before them."""
    tops: list[Option] = []
    trail: list[Option] = []
    for depth, option in lines:
        del trail[depth:]
        (trail[-1].below if trail else tops).append(option)
        trail.append(option)
    return tops


def choices_made(state: SearchState, names: Names) -> list[Chosen]:
    """What narrows the search, each to be taken away."""
    return [
        Chosen(f"{TITLES[name]}: {names.of(name, value)[0]}", state.without(name, value).address())
        for name, values in state.choices.items()
        for value in values
    ]
