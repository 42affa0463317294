"""Told in the morning of one's own time zone, whatever the clocks do there."""

from datetime import UTC, datetime

import pytest

from knowledge.saved_searches.models import HowOften
from knowledge.saved_searches.timing import next_look


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("UTC", "2026-03-02 06:59", "2026-03-02 07:00"),
        ("UTC", "2026-03-02 07:00", "2026-03-03 07:00"),
        ("Africa/Dakar", "2026-03-02 12:00", "2026-03-03 07:00"),
        ("America/Lima", "2026-03-02 11:00", "2026-03-02 12:00"),
        ("Asia/Kathmandu", "2026-03-02 02:00", "2026-03-03 01:15"),
        ("Pacific/Kiritimati", "2026-03-02 12:00", "2026-03-02 17:00"),
        ("Europe/Geneva", "2026-03-02 12:00", "2026-03-03 07:00"),  # no such zone: UTC
        ("../../etc/passwd", "2026-03-02 12:00", "2026-03-03 07:00"),
    ],
)
def test_every_day_is_the_next_morning_there(zone: str, now: str, expected: str) -> None:
    assert next_look(HowOften.DAILY, at(now), zone) == at(expected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-02 11:59", "2026-03-02 12:00"),  # a Monday in New York, winter time
        ("2026-03-02 12:00", "2026-03-09 11:00"),  # summer time began on the Sunday between: an hour less in UTC
        ("2026-03-09 11:00", "2026-03-16 11:00"),
        ("2026-10-26 11:00", "2026-11-02 12:00"),  # and ended
        ("2026-03-08 23:00", "2026-03-09 11:00"),  # Sunday evening
    ],
)
def test_every_week_is_monday_morning_over_a_change_of_clocks(now: str, expected: str) -> None:
    assert next_look(HowOften.WEEKLY, at(now), "America/New_York") == at(expected)


def test_monday_is_that_of_the_owner() -> None:
    sunday_in_utc = at("2026-03-01 16:30")
    assert next_look(HowOften.WEEKLY, sunday_in_utc, "Asia/Tokyo") == at("2026-03-01 22:00")


def test_never_is_never() -> None:
    assert next_look(HowOften.NEVER, at("2026-03-01 16:30"), "UTC") is None
