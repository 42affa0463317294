"""The one source of time. Everything is stored in UTC; tests replace `now` and nothing else."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The current date in UTC."""
    return now().date()
