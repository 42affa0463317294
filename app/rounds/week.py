"""A week of hours as a form shows it: parts of the day, an hour a row, a day a column, in the person's own time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time

from babel.dates import format_time, get_day_names
from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.formats import reader_locale
from knowledge.rounds.signing_up import WEEK_HOURS

DAY_HOURS = 24
LONGEST_DAY = 4
PARTS: tuple[tuple[LazyString, range], ...] = (
    (_l("Morning"), range(6, 12)),
    (_l("Afternoon"), range(12, 18)),
    (_l("Evening"), range(18, 24)),
    (_l("Night"), range(6)),
)


@dataclass(frozen=True)
class Cell:
    """One hour of one day."""

    value: int
    label: str
    chosen: bool


@dataclass(frozen=True)
class HourRow:
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class DayPart:
    """`opens`: shown at once. Nights open when some of their hours are chosen."""

    label: str
    rows: list[HourRow]
    opens: bool


@dataclass(frozen=True)
class Week:
    days: list[tuple[str, str]]  # short and whole names, Monday first
    parts: list[DayPart]


def hours_sent() -> tuple[int, ...]:
    """The hours that a form brought; what is no hour stands for -1, which the domain refuses."""
    texts = request.form.getlist("hours")[: 2 * WEEK_HOURS]
    return tuple(int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1 for text in texts)


def week_of_hours(chosen: Collection[int]) -> Week:
    locale, kept = reader_locale(), set(chosen)
    long, short = get_day_names("wide", locale=locale), short_days()

    def row(hour: int) -> HourRow:
        clock = hour_words(hour)
        cells = [
            Cell(day * DAY_HOURS + hour, f"{long[day]} {clock}", day * DAY_HOURS + hour in kept) for day in range(7)
        ]
        return HourRow(clock, cells)

    parts = []
    for label, hours in PARTS:
        rows = [row(hour) for hour in hours]
        day_time = hours.start >= 6
        parts.append(DayPart(str(label), rows, day_time or any(cell.chosen for one in rows for cell in one.cells)))
    return Week([(str(short[day]), str(long[day])) for day in range(7)], parts)


def short_days() -> Mapping[int, str]:
    """Names that fit seven columns on a telephone; in some languages a letter each."""
    locale = reader_locale()
    short: Mapping[int, str] = get_day_names("short", locale=locale)
    return short if max(map(len, short.values())) <= LONGEST_DAY else get_day_names("narrow", locale=locale)


def hour_words(hour: int) -> str:
    """An hour as the reader writes it: 14:00, 2 PM."""
    return str(format_time(time(hour), "short", locale=reader_locale()))
