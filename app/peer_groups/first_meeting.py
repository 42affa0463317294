"""The first meeting of a group that came of a matching round, as each member's clock shows it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.formats import reader_locale
from knowledge.peer_groups.models import PeerGroup
from knowledge.permissions import Actor
from knowledge.rounds.beginning import first_meeting


@dataclass(frozen=True)
class LocalTime:
    """The same moment where some of the members are."""

    names: list[str]
    place: str
    time: str


@dataclass(frozen=True)
class FirstMeeting:
    at: datetime
    clocks: list[LocalTime]


def first_meeting_of(session: Session, actor: Actor, group: PeerGroup) -> FirstMeeting | None:
    """Nothing when the group did not come of a round, or has met already."""
    found = first_meeting(session, actor, group)
    if found is None:
        return None
    at, signups = found
    by_zone: dict[str, list[str]] = {}
    for signup in signups:
        by_zone.setdefault(signup.timezone, []).append(signup.member.name)
    return FirstMeeting(at, [local_time(at, zone, names) for zone, names in by_zone.items()])


def local_time(at: datetime, zone: str, names: list[str]) -> LocalTime:
    locale, there = reader_locale(), ZoneInfo(zone)
    place = get_timezone_location(there, locale=locale, return_city=True)
    local = at.astimezone(there)
    date, time = format_date(local, "full", locale=locale), format_time(local, "short", locale=locale)
    return LocalTime(names, str(place), _("%(date)s, %(time)s", date=date, time=time))
