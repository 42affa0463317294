"""Local hours become UTC half hours: daylight saving of that week, odd offsets, midnight, spans that touch."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.peer_groups.matching.hours import Span, bit_of, free_half_hours, meeting_starts, moments, written
from tests.matching import judge
from tests.matching.rounds import DAYS, rules

WEEK = date(2026, 3, 23)


def starts(spans: list[tuple[int, int, int]], zone: str, week: date = WEEK, minutes: int = 30) -> list[str]:
    """Beginnings, of spans given as (day, hour it starts, hour it ends)."""
    given_spans = [Span(day, start * 60, end * 60) for day, start, end in spans]
    return [f"{at:%a %H:%M}" for at in moments(meeting_starts(given_spans, zone, week, minutes), week)]


def test_a_meeting_must_end_before_the_person_has_to_go() -> None:
    assert starts([(0, 9, 12)], "UTC", minutes=90) == ["Mon 09:00", "Mon 09:30", "Mon 10:00", "Mon 10:30"]


def test_an_odd_length_takes_the_half_hour_it_begins() -> None:
    assert starts([(0, 9, 11)], "UTC", minutes=70) == ["Mon 09:00", "Mon 09:30"]


def test_summer_time_counts_from_the_sunday_it_begins() -> None:
    assert starts([(5, 9, 10)], "Europe/Paris") == ["Sat 08:00", "Sat 08:30"]
    assert starts([(6, 9, 10)], "Europe/Paris") == ["Sun 07:00", "Sun 07:30"]


def test_the_hour_that_is_skipped_is_nobodys_and_the_hour_that_comes_twice_counts_twice() -> None:
    assert starts([(6, 1, 4)], "Europe/Paris") == ["Sun 00:00", "Sun 00:30", "Sun 01:00", "Sun 01:30"]
    autumn = date(2026, 10, 19)
    assert len(starts([(6, 1, 4)], "Europe/Paris", autumn)) == 8


def test_the_same_local_hour_moves_between_weeks() -> None:
    assert starts([(2, 9, 10)], "Europe/Paris", date(2026, 3, 23))[0] == "Wed 08:00"
    assert starts([(2, 9, 10)], "Europe/Paris", date(2026, 3, 30))[0] == "Wed 07:00"


def test_a_quarter_hour_zone_begins_at_the_next_whole_half_hour() -> None:
    assert starts([(0, 9, 11)], "Asia/Kathmandu") == ["Mon 03:30", "Mon 04:00", "Mon 04:30"]


def test_spans_that_touch_are_one_and_run_over_midnight() -> None:
    assert starts([(0, 23, 24), (1, 0, 1)], "UTC", minutes=120) == ["Mon 23:00"]
    assert starts([(0, 9, 10), (0, 10, 11)], "UTC", minutes=120) == ["Mon 09:00"]
    assert starts([(0, 9, 11), (0, 10, 10)], "UTC", minutes=120) == ["Mon 09:00"]


def test_a_week_at_the_edges_of_the_world_leaves_the_calendar_week() -> None:
    assert starts([(0, 0, 1)], "Pacific/Kiritimati")[0] == "Sun 10:00"
    assert starts([(6, 23, 24)], "Etc/GMT+12")[0] == "Mon 11:00"


def test_a_window_written_and_found_again() -> None:
    at = datetime(2026, 3, 25, 14, 30, tzinfo=UTC)
    assert moments(bit_of(at, WEEK), WEEK) == [at]
    assert written(at) == "2026-03-25T14:30Z"
    assert bit_of(at.replace(minute=31), WEEK) == 0


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 95), st.integers(1, 40)), max_size=6),
    st.sampled_from(["Africa/Dakar", "Asia/Kathmandu", "America/Santiago", "Europe/Paris", "Australia/Lord_Howe"]),
    st.sampled_from(
        [date(2026, 3, 23), date(2026, 3, 30), date(2026, 4, 5 + 1), date(2026, 9, 28), date(2026, 10, 19)]
    ),
    st.sampled_from([30, 60, 90]),
)
def test_the_judge_finds_the_same_windows(
    drawn: list[tuple[int, int, int]], zone: str, week: date, minutes: int
) -> None:
    spans = [Span(day, start * 15, min(1440, (start + length) * 15)) for day, start, length in drawn]
    clock = [[DAYS[s.day], f"{s.start // 60:02}:{s.start % 60:02}", f"{s.end // 60:02}:{s.end % 60:02}"] for s in spans]
    person = {"availability": clock, "timezone": zone}
    expected = judge.windows(rules(meeting_minutes=minutes, week_of=week.isoformat()), [person])
    assert set(moments(meeting_starts(spans, zone, week, minutes), week)) == expected


@pytest.mark.parametrize("spans", [[], [Span(0, 600, 600)], [Span(0, 605, 629)]])
def test_too_little_time_is_none(spans: list[Span]) -> None:
    assert free_half_hours(spans, "UTC", WEEK) == 0
