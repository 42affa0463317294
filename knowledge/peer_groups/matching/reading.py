"""From a file's JSON to a checked round. Everything wrong is collected, so that it can be put right in one go."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from zoneinfo import ZoneInfo

from knowledge.errors import DomainError
from knowledge.peer_groups.matching.hours import DAYS, MIDNIGHT_MINUTES, Span
from knowledge.peer_groups.matching.rounds import Round, Rules, SignUp, joined

WEEK_MINUTES = 7 * MIDNIGHT_MINUTES
MOST_MEMBERS = 50
TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)


class BadRound(DomainError):
    """The sign-ups cannot be taken as they are. `faults` says each thing that is wrong, in the order of the file."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def read_round(data: object) -> Round:
    """The round that parsed JSON describes (MATCHING.md, "Input"). Raises BadRound with all that is wrong."""
    reader = _Reader()
    found = reader.round(data)
    if found is None or reader.faults:
        raise BadRound(reader.faults)
    return found


@dataclass
class _Reader:
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def round(self, data: object) -> Round | None:
        if not isinstance(data, dict):
            self.faults.append('the file must hold one object with "round" and "people"')
            return None
        rules = self.rules(data.get("round"))
        people = self.people(data.get("people"))
        locked = () if self.faults else self.locked(data.get("locked", []), people)
        if rules is None or self.faults:
            return None
        return Round(rules, tuple(people), locked, tuple(self.remarks))

    def rules(self, data: object) -> Rules | None:
        if not isinstance(data, dict):
            self.faults.append('"round" with the rules is missing or is not an object')
            return None
        before = len(self.faults)
        size = self.pair(data, "size", 1)
        bounds = self.pair(data, "size_bounds", 1)
        countries = self.number(data, "min_countries", 0, 1000)
        organization = self.number(data, "max_per_organization", 1, 1000)
        minutes = self.number(data, "meeting_minutes", 1, WEEK_MINUTES)
        week = self.monday(data)
        if week is None or len(self.faults) > before:
            return None
        return Rules(size, bounds, countries, organization, minutes, week)

    def number(self, data: dict[str, object], name: str, lowest: int, highest: int) -> int:
        value = data.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
            return value
        shown = "is missing" if name not in data else f"is {value!r}"
        self.faults.append(f"round: {name} {shown}; a whole number from {lowest} to {highest} was expected")
        return lowest

    def pair(self, data: dict[str, object], name: str, lowest: int) -> tuple[int, int]:
        match data.get(name):
            case [int(low), int(high)] if lowest <= low <= high <= MOST_MEMBERS:
                return int(low), int(high)
            case value:
                expected = f"two whole numbers from {lowest} to {MOST_MEMBERS}, the smaller first, were expected"
                shown = "is missing" if name not in data else f"is {value!r}"
                self.faults.append(f"round: {name} {shown}; {expected}")
        return lowest, lowest

    def monday(self, data: dict[str, object]) -> date | None:
        value = data.get("week_of")
        try:
            week = date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            week = None
        if week is None or not 1900 < week.year < 9000:
            self.faults.append(f"round: week_of is {value!r}; a date such as 2026-03-23 was expected")
        elif week.weekday():
            self.faults.append(f"round: week_of {week} is not a Monday")
        return week

    def people(self, data: object) -> list[SignUp]:
        if not isinstance(data, list):
            self.faults.append('"people" is missing or is not a list')
            return []
        found = [self.person(entry, f"person {number}") for number, entry in enumerate(data, start=1)]
        people = [person for person in found if person]
        seen: set[str] = set()
        for person in people:
            if person.id in seen:
                self.faults.append(f"{person.id} signed up twice")
            seen.add(person.id)
        for person in people:
            unknown = sorted(person.keep_apart - seen)
            if unknown:
                self.remarks.append(f"{person.id}: keep_apart names {', '.join(unknown)}, who did not sign up")
        return people

    def person(self, data: object, place: str) -> SignUp | None:
        if not isinstance(data, dict):
            self.faults.append(f"{place} is {data!r}; an object was expected")
            return None
        before = len(self.faults)
        given = self.text(data, "id", place)
        name = given or place
        country, region, organization = (self.text(data, n, name) for n in ("country", "region", "organization"))
        languages, offers, needs = (self.texts(data, n, name) for n in ("languages", "offers", "needs"))
        apart, met = (self.texts(data, n, name, required=False) for n in ("keep_apart", "met_before"))
        zone, spans = self.zone(data, name), self.availability(data, name)
        if len(self.faults) > before:
            return None
        return SignUp(given, country, region, organization, languages, zone, spans, offers, needs, apart, met)

    def text(self, data: dict[str, object], name: str, person: str) -> str:
        value = data.get(name)
        if isinstance(value, str) and value.strip():
            return value
        shown = "is missing" if name not in data else f"is {value!r}"
        self.faults.append(f"{person}: {name} {shown}; a text was expected")
        return ""

    def texts(self, data: dict[str, object], name: str, person: str, required: bool = True) -> frozenset[str]:
        value = data.get(name, None if required else [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return frozenset(value)
        shown = "is missing" if name not in data else f"is {value!r}"
        self.faults.append(f"{person}: {name} {shown}; a list of texts was expected")
        return frozenset()

    def zone(self, data: dict[str, object], person: str) -> str:
        name = self.text(data, "timezone", person)
        try:
            return ZoneInfo(name).key if name else ""
        except (KeyError, ValueError, OSError):
            self.faults.append(f"{person}: {name!r} is not a time zone; a name such as Africa/Dakar was expected")
            return ""

    def availability(self, data: dict[str, object], person: str) -> tuple[Span, ...]:
        value = data.get("availability")
        if not isinstance(value, list):
            shown = "is missing" if "availability" not in data else f"is {value!r}"
            self.faults.append(f"{person}: availability {shown}; a list of [day, start, end] was expected")
            return ()
        if not value:
            self.remarks.append(f"{person} gave no hours and cannot be placed")
        found = [self.span(entry, person) for entry in value]
        return tuple(span for span in found if span)

    def span(self, entry: object, person: str) -> Span | None:
        match entry:
            case [str(day), str(start), str(end)] if day in DAYS:
                first = minutes_of(start)
                last = MIDNIGHT_MINUTES if end == "24:00" else minutes_of(end)
                if first is None or last is None:
                    wanted = "times from 00:00 to 24:00 were expected"
                    self.faults.append(f"{person}: {day} {start} to {end} is not a time of day; {wanted}")
                elif last < first:
                    advice = "hours past midnight need two entries, one to 24:00 and one from 00:00"
                    self.faults.append(f"{person}: {day} {start} to {end} ends before it starts; {advice}")
                else:
                    return Span(DAYS.index(day), first, last)
            case _:
                self.faults.append(f'{person}: availability {entry!r} is not like ["mon", "09:00", "12:00"]')
        return None

    def locked(self, data: object, people: Sequence[SignUp]) -> tuple[tuple[int, ...], ...]:
        if not isinstance(data, list) or not all(isinstance(one, list) for one in data):
            self.faults.append('"locked" must be a list of lists of people')
            return ()
        places = {person.id: place for place, person in enumerate(people)}
        unknown = [one for together in data for one in together if not isinstance(one, str) or one not in places]
        self.faults.extend(f"locked: {one!r} did not sign up" for one in unknown)
        if unknown:
            return ()
        whole = joined([places[one] for one in together] for together in data)
        for together in whole:
            for a, b in combinations([people[place] for place in together], 2):
                if b.id in a.keep_apart or a.id in b.keep_apart:
                    self.faults.append(f"{a.id} and {b.id} are locked together and must be kept apart")
        return whole


def minutes_of(text: str) -> int | None:
    """Minutes after midnight of a time such as 09:30; nothing for what is not one."""
    match = TIME.fullmatch(text)
    return int(match[1]) * 60 + int(match[2]) if match else None
