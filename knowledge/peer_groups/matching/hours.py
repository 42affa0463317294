"""When people can meet: local availability of one week as bit sets of UTC half hours.

Bit k stands for the half hour that begins k half hours after Saturday 00:00 UTC before the week: two days of room on either
side of it hold every time zone. Daylight saving is that week's, because each end is converted on its own day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SLOT_MINUTES = 30
MIDNIGHT_MINUTES = 24 * 60
ROOM = timedelta(days=2)


@dataclass(frozen=True)
class Span:
    """Free time on one day (0 is Monday), in minutes after local midnight; 1440 is the day's end."""

    day: int
    start: int
    end: int


def meeting_starts(spans: Iterable[Span], timezone: str, week_of: date, minutes: int) -> int:
    """The half hours at which a person can begin a meeting of so many minutes and stay to its end."""
    free = free_half_hours(spans, timezone, week_of)
    found = free
    for later in range(1, -(-minutes // SLOT_MINUTES)):
        found &= free >> later
        if not found:
            break
    return found


def free_half_hours(spans: Iterable[Span], timezone: str, week_of: date) -> int:
    """The half hours in which a person is free from beginning to end; spans that touch count as one."""
    zone, bits = ZoneInfo(timezone), 0
    ends = sorted((_minute(week_of, s.day, s.start, zone), _minute(week_of, s.day, s.end, zone)) for s in spans)
    for start, stop in _without_gaps(ends):
        first, after = -(-start // SLOT_MINUTES), stop // SLOT_MINUTES
        if after > first:
            bits |= ((1 << (after - first)) - 1) << first
    return bits


def _minute(week_of: date, day: int, minute: int, zone: ZoneInfo) -> int:
    """Minutes from the first bit's half hour to a local wall-clock time."""
    days, rest = divmod(minute, MIDNIGHT_MINUTES)
    local = datetime.combine(week_of + timedelta(days=day + days), time(rest // 60, rest % 60), zone)
    return int((local.astimezone(UTC) - _origin(week_of)).total_seconds() // 60)


def _without_gaps(ends: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for start, stop in ends:
        if current and start <= current[1]:
            current = (current[0], max(current[1], stop))
            continue
        if current:
            yield current
        current = (start, stop)
    if current:
        yield current


def moments(bits: int, week_of: date) -> list[datetime]:
    """The beginnings, in UTC and in order, that a bit set stands for."""
    found, at = [], 0
    while bits >> at:
        if bits >> at & 1:
            found.append(_origin(week_of) + timedelta(minutes=SLOT_MINUTES * at))
        at += 1
    return found


def bit_of(moment: datetime, week_of: date) -> int:
    """The bit set of one beginning; nothing for a time that is not on a half hour or not near that week."""
    slot, rest = divmod(moment.astimezone(UTC) - _origin(week_of), timedelta(minutes=SLOT_MINUTES))
    return 0 if rest or not 0 <= slot < 1024 else 1 << slot


def written(moment: datetime) -> str:
    """As results write a window: `2026-03-25T14:00Z`."""
    return moment.strftime("%Y-%m-%dT%H:%MZ")


def _origin(week_of: date) -> datetime:
    return datetime.combine(week_of, time(), UTC) - ROOM
