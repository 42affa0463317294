"""When a practice happened, in the reader's words: "March 2021 to now"."""

from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from knowledge.notes.cards import Period
from knowledge.notes.content import Status


def show_period(period: Period) -> str:
    """Empty when the note tells no period; an end alone reads "until 2023"."""
    start, end = show_month(period.start), show_month(period.end)
    if start and end:
        return start if start == end else _("%(start)s to %(end)s", start=start, end=end)
    if start:
        return (
            _("%(start)s to now", start=start) if period.status == Status.ONGOING else _("since %(start)s", start=start)
        )
    return _("until %(end)s", end=end) if end else ""


def show_month(text: str) -> str:
    """`2021` as it is, `2021-05` as "May 2021"; what is no month stays as typed."""
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        return text
    return format_date(day, "LLLL y")
