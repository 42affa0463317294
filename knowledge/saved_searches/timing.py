"""When a saved search is looked at next: in the morning of its owner."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from knowledge.saved_searches.models import HowOften

MORNING = time(7)
MONDAY = 0
# Further away than any turn: such a time was set by a clock that went wrong, and counts as past.
FARTHEST = timedelta(days=8)


def next_look(how_often: HowOften, now: datetime, timezone: str) -> datetime | None:
    """The next morning of the owner, for a weekly search that of a Monday; None for never.

    A search that is told at once is looked at whenever notes arrive, and in the morning too, since its owner may read more
    by then than the day before.
    """
    if how_often is HowOften.NEVER:
        return None
    zone = zone_named(timezone)
    local = now.astimezone(zone)
    day = local.date()
    if morning_of(day, zone) <= now:
        day += timedelta(days=1)
    if how_often is HowOften.WEEKLY:
        day += timedelta(days=(MONDAY - day.weekday()) % 7)
    return morning_of(day, zone)


def first_look(how_often: HowOften, now: datetime, timezone: str) -> datetime | None:
    """The same for a search that was just saved or changed: what is to be told at once is looked for now."""
    return now if how_often is HowOften.AT_ONCE else next_look(how_often, now, timezone)


def morning_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def zone_named(timezone: str) -> tzinfo:
    """The zone, or UTC where this machine knows none of that name."""
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):
        return UTC
