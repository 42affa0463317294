"""What a coordinator decides about a round, and what of it cannot be accepted."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.languages import is_language
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.errors import SettingsChanged
from knowledge.rounds.models import MatchingRound, RoundState, RoundTopic
from knowledge.rounds.stages import hold
from knowledge.topics.lookup import resolve

NAME_LENGTH, PURPOSE_LENGTH, INVITATION_LENGTH = 200, 4_000, 4_000
SMALLEST, LARGEST = 4, 8
SHORTEST_MEETING, LONGEST_MEETING = 30, 240
MOST_WEEKS = 52
MOST_LANGUAGES, MOST_TOPICS = 12, 30
CHANGEABLE = (RoundState.DRAFT, RoundState.OPEN)
TEXTS = ("name", "purpose", "invitation")
SIZES = ("good_least", "good_most", "least_size", "most_size")
NUMBERS = (*SIZES, "min_countries", "max_per_organization", "meeting_minutes", "weeks")
DECIDED = (*TEXTS, *NUMBERS, "languages", "timezone", "closes_at", "week_of")


@dataclass(frozen=True)
class Settings:
    """What is filled in. `closes` is wall-clock time in `timezone`; `week_of` any day of the first week."""

    name: str
    purpose: str
    closes: datetime | None
    week_of: date | None
    timezone: str = "UTC"
    invitation: str = ""
    topics: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    good_least: int = 5
    good_most: int = 6
    least_size: int = 4
    most_size: int = 8
    min_countries: int = 4
    max_per_organization: int = 1
    meeting_minutes: int = 90
    weeks: int = 8


def problems_of(settings: Settings) -> dict[str, str]:
    """The fields that cannot be accepted, each with a code."""
    found = problems_of_words(settings) | problems_of_numbers(settings)
    if settings.timezone not in available_timezones():
        found["timezone"] = "timezone_unknown"
    if settings.closes is None:
        found["closes"] = "when"
    elif "timezone" not in found and closing_time(settings) <= clock.now():
        found["closes"] = "past"
    if settings.week_of is None:
        found["week_of"] = "when"
    elif settings.closes is not None and monday_of(settings.week_of) <= settings.closes.date():
        found["week_of"] = "before_closing"
    elif settings.week_of > clock.today() + timedelta(days=3 * 366):
        found["week_of"] = "far"
    return found


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def problems_of_words(settings: Settings) -> dict[str, str]:
    found: dict[str, str] = {}
    lengths = {"name": NAME_LENGTH, "purpose": PURPOSE_LENGTH, "invitation": INVITATION_LENGTH}
    for field, length in lengths.items():
        text = getattr(settings, field).strip()
        if not text and field != "invitation":
            found[field] = "empty"
        elif len(text) > length:
            found[field] = "long"
    if len(settings.languages) > MOST_LANGUAGES:
        found["languages"] = "many"
    elif not all(is_language(code) for code in settings.languages):
        found["languages"] = "language_unknown"
    if len(settings.topics) > MOST_TOPICS:
        found["topics"] = "many"
    return found


def problems_of_numbers(settings: Settings) -> dict[str, str]:
    found: dict[str, str] = {}
    sizes = [("least_size", SMALLEST), ("good_least", settings.least_size), ("good_most", settings.good_least)]
    for field, least in [*sizes, ("most_size", settings.good_most)]:
        if not max(SMALLEST, least) <= getattr(settings, field) <= LARGEST:
            found[field] = "sizes"
    if not 1 <= settings.min_countries <= LARGEST:
        found["min_countries"] = "one_to_eight"
    if not 1 <= settings.max_per_organization <= LARGEST:
        found["max_per_organization"] = "one_to_eight"
    if not SHORTEST_MEETING <= settings.meeting_minutes <= LONGEST_MEETING:
        found["meeting_minutes"] = "minutes"
    if not 1 <= settings.weeks <= MOST_WEEKS:
        found["weeks"] = "weeks"
    return found


def closing_time(settings: Settings) -> datetime:
    """The moment of closing. A wall-clock time that occurs twice in autumn is the earlier one."""
    assert settings.closes is not None
    return settings.closes.replace(tzinfo=ZoneInfo(settings.timezone))


def draft_round(session: Session, actor: Actor, settings: Settings) -> MatchingRound:
    """Begin a round that only coordinators see. Raises Invalid with a code per field."""
    require(actor, Action.RUN_ROUNDS)
    made = MatchingRound(opened_by_id=actor.member_id or 0)
    write(session, made, settings)
    session.add(made)
    session.flush()
    return made


def change_round(
    session: Session, actor: Actor, matching_round: MatchingRound, settings: Settings, seen: str | None = None
) -> None:
    """Change what is decided, until sign-up has ended. `seen` is the digest of what the change began with.

    Raises Invalid with a code per field, RoundMovedOn once sign-up has ended, SettingsChanged when somebody was first.
    """
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold(session, matching_round, *CHANGEABLE)
    if seen is not None and seen != digest_of(matching_round):
        raise SettingsChanged(matching_round.permalink)
    write(session, matching_round, settings)
    session.flush()


def digest_of(matching_round: MatchingRound) -> str:
    """Stands for what is decided now; sign-ups and stages leave it as it is."""
    topics = sorted(row.topic_id for row in matching_round.topics)
    kept = [str(getattr(matching_round, name)) for name in DECIDED]
    return sha256(repr((*kept, topics)).encode()).hexdigest()[:16]


def write(session: Session, matching_round: MatchingRound, settings: Settings) -> None:
    if problems := problems_of(settings):
        raise Invalid(problems)
    assert settings.week_of is not None
    for field in TEXTS:
        setattr(matching_round, field, getattr(settings, field).strip())
    for field in NUMBERS:
        setattr(matching_round, field, getattr(settings, field))
    matching_round.languages = list(dict.fromkeys(settings.languages))
    matching_round.timezone, matching_round.closes_at = settings.timezone, closing_time(settings)
    matching_round.week_of = monday_of(settings.week_of)
    had = {row.topic_id: row for row in matching_round.topics}
    wanted = resolve(session, settings.topics, keep=had)
    matching_round.topics = [had.get(topic_id) or RoundTopic(topic_id=topic_id) for topic_id in wanted]
