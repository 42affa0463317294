"""Facets as a reader sees them: values by their names, counts, and what is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.context import reader_languages
from app.formats import country_name, language_name, region_name
from app.search.state import FACETS, SearchState
from knowledge.organizations.models import Organization
from knowledge.topics.labels import labels_for

SHOWN = 10
OPEN = ("language", "region", "topic", "country")


@dataclass(frozen=True)
class Option:
    """A value of a facet: its name, how many notes carry it, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool
    language: str = ""


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    options: list[Option]
    open: bool


@dataclass(frozen=True)
class Chosen:
    """A choice made, and the address of the search without it."""

    label: str
    without_url: str


def titles() -> dict[str, str]:
    return {
        "topic": _("Topic"),
        "country": _("Country"),
        "region": _("Region"),
        "organization": _("Organization"),
        "language": _("Language"),
        "evidence": _("Evidence"),
        "income_level": _("Income level of the context"),
        "status": _("Status"),
        "kind": _("Kind of note"),
        "year": _("Year"),
    }


def coded() -> dict[str, dict[str, str]]:
    """The names of values that are codes of the domain."""
    return {
        "evidence": {
            "anecdotal": _("Told by the team"),
            "monitored": _("Monitored"),
            "before_after": _("Measured before and after"),
            "controlled": _("Compared with a control"),
            "evaluated": _("Evaluated from outside"),
        },
        "income_level": {
            "low": _("Low"),
            "lower_middle": _("Lower middle"),
            "upper_middle": _("Upper middle"),
            "high": _("High"),
        },
        "status": {"ongoing": _("Ongoing"), "ended": _("Ended"), "stopped": _("Stopped")},
        "kind": {"practice": _("Practice note"), "reference": _("Reference note")},
    }


class Names:
    """Names for the values on one page; topics and organizations in one query each."""

    def __init__(self, session: Session, values: Mapping[str, set[str]]) -> None:
        ids = {
            name: {int(v) for v in values.get(name, ()) if v.isascii() and v.isdigit()}
            for name in ("topic", "organization")
        }
        self.topics = labels_for(session, ids["topic"], reader_languages())
        wanted = select(Organization.id, Organization.name, Organization.language).where(
            Organization.id.in_(ids["organization"])
        )
        self.organizations = {row.id: row for row in session.execute(wanted)} if ids["organization"] else {}
        self.codes = coded()

    def of(self, facet: str, value: str) -> tuple[str, str]:
        """(label, its language when it may be foreign); an empty label when the value names nothing."""
        if facet == "topic":
            topic = self.topics.get(int(value)) if value.isdigit() else None
            return (topic.text, topic.language) if topic else ("", "")
        if facet == "organization":
            found = self.organizations.get(int(value)) if value.isdigit() else None
            return (found.name, found.language) if found else ("", "")
        if facet == "language":
            return language_name(value), value
        if facet in ("country", "region"):
            return (country_name if facet == "country" else region_name)(value), ""
        return self.codes.get(facet, {}).get(value, value), ""


def ready_facets(
    session: Session, state: SearchState, counted: Mapping[str, list[tuple[str, int]]]
) -> tuple[list[Facet], list[Chosen]]:
    """The facets to draw, most frequent values first and chosen ones always, and the choices made."""
    shown = {name: pick(counted.get(name, []), state.choices.get(name, ())) for name in FACETS}
    names = Names(session, {name: {value for value, _count in values} for name, values in shown.items()})
    facets = []
    for name, title in titles().items():
        chosen = state.choices.get(name, ())
        options = [
            Option(value, label, count, value in chosen, language)
            for value, count in shown[name]
            for label, language in [names.of(name, value)]
            if label
        ]
        if options:
            facets.append(Facet(name, title, options, name in OPEN or bool(chosen)))
    return facets, choices_made(state, names)


def pick(values: list[tuple[str, int]], chosen: tuple[str, ...]) -> list[tuple[str, int]]:
    """The chosen values and the most frequent others; years in order."""
    counts = dict(values)
    kept = [(value, counts.get(value, 0)) for value in chosen]
    return kept + [pair for pair in values if pair[0] not in chosen][: max(0, SHOWN - len(kept))]


def choices_made(state: SearchState, names: Names) -> list[Chosen]:
    heading = titles()
    return [
        Chosen(f"{heading[name]}: {label}", state.without(name, value).address())
        for name, values in state.choices.items()
        for value in values
        if (label := names.of(name, value)[0])
    ]
