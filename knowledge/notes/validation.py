"""What can be wrong with the words of a note: too much to keep at all, or kept but not to be published like this.

Problems map a field's name (`period_end`, `results-2-date`) to a message code, with its parameter after a colon.
"""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from enum import StrEnum

from knowledge.countries import is_country
from knowledge.languages import is_language
from knowledge.notes.content import (
    CODES_AND_TAGS,
    ROWS,
    Circumstance,
    ConditionKind,
    Evidence,
    IncomeLevel,
    PracticeContent,
    Scale,
    Status,
)
from knowledge.notes.proposal import Proposal

MOST_IN_A_FIELD = 200_000  # characters
MOST_IN_A_NOTE = 1_000_000
MOST_ROWS = 200
MOST_IN_A_TITLE = 300

Problems = dict[str, str]
PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MEASURED = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
CHOICES: dict[str, type[StrEnum]] = {
    "scale": Scale,
    "status": Status,
    "income_level": IncomeLevel,
    "evidence": Evidence,
}


def texts_of(content: PracticeContent) -> Iterator[tuple[str, str]]:
    """Every typed text with its field's name, rows numbered from 0."""
    for field in fields(content):
        value = getattr(content, field.name)
        if isinstance(value, str):
            yield field.name, value
        elif field.name in ROWS:
            for number, row in enumerate(value):
                yield from ((f"{field.name}-{number}-{part}", text) for part, text in vars(row).items())
        elif field.name in CODES_AND_TAGS:
            yield field.name, "\n".join(value)


def too_large(proposal: Proposal) -> Problems:
    """What is more than is kept, even in a draft."""
    problems: Problems = {}
    total = 0
    for name, text in texts_of(proposal.content):
        total += len(text)
        if len(text) > MOST_IN_A_FIELD:
            problems[name] = f"too_long:{MOST_IN_A_FIELD}"
    if total > MOST_IN_A_NOTE:
        problems.setdefault("title", f"note_too_long:{MOST_IN_A_NOTE}")
    for name in ROWS:
        if len(getattr(proposal.content, name)) > MOST_ROWS:
            problems[name] = f"too_many_rows:{MOST_ROWS}"
    return problems


def problems_of(proposal: Proposal) -> Problems:
    """What keeps these words from being published as they are; a draft may hold it."""
    content = proposal.content
    problems = too_large(proposal)
    if len(content.title) > MOST_IN_A_TITLE:
        problems["title"] = f"too_long:{MOST_IN_A_TITLE}"
    if not is_language(proposal.language):
        problems["language"] = "unknown_language"
    if not all(is_country(code) for code in content.countries):
        problems["countries"] = "unknown_country"
    if not set(content.circumstances) <= set(Circumstance):
        problems["circumstances"] = "unknown_choice"
    for name, known in CHOICES.items():
        if getattr(content, name) not in {"", *known}:
            problems[name] = "unknown_choice"
    return problems | period_problems(content) | date_problems(content) | condition_problems(content)


def period_problems(content: PracticeContent) -> Problems:
    """Each end is YYYY or YYYY-MM; "ended 2021" includes all of 2021, so a year compares by its year alone."""
    start, end = content.period_start, content.period_end
    problems = {name: "not_a_month" for name in ("period_start", "period_end") if not is_period(getattr(content, name))}
    shorter = min(len(start), len(end))
    if not problems and start and end and end[:shorter] < start[:shorter]:
        problems["period_end"] = "ends_before_start"
    return problems


def is_period(text: str) -> bool:
    return not text or (PERIOD.fullmatch(text) is not None and is_real(text))


def date_problems(content: PracticeContent) -> Problems:
    problems = {
        name: "not_a_date"
        for name in ("review_date", "valid_until")
        if getattr(content, name) and as_day(getattr(content, name)) is None
    }
    for number, row in enumerate(content.results):
        if row.date and (MEASURED.fullmatch(row.date) is None or not is_real(row.date)):
            problems[f"results-{number}-date"] = "not_a_measured_date"
    return problems


def condition_problems(content: PracticeContent) -> Problems:
    known = set(ConditionKind)
    return {
        f"conditions-{n}-kind": "unknown_choice" for n, row in enumerate(content.conditions) if row.kind not in known
    }


def as_day(text: str) -> date | None:
    """The day that YYYY-MM-DD names; None for what names none."""
    return date.fromisoformat(text) if DAY.fullmatch(text) and is_real(text) else None


def is_real(text: str) -> bool:
    """Whether YYYY, YYYY-MM or YYYY-MM-DD is in the calendar."""
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True
