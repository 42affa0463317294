"""Signing up to a round: beginning, writing, finishing, changing and withdrawing until it closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.languages import is_language
from knowledge.organizations.models import Team
from knowledge.peer_groups.places import team_for
from knowledge.people.models import Interest, Member
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.errors import RoundMovedOn, SignUpOver
from knowledge.rounds.models import Avoided, MatchingRound, RoundState, SignUp, SignUpTopic
from knowledge.rounds.stages import hold
from knowledge.topics.lookup import resolve

WEEK_HOURS = 7 * 24
MOST_LANGUAGES, MOST_TOPICS, MOST_AVOIDED = 12, 30, 30
BEFORE_THE_END = (RoundState.OPEN, RoundState.MATCHING)


@dataclass(frozen=True)
class Entry:
    """What a person fills in. `hours` count from Monday 00:00 in `timezone`; offers and needs are topic ids, avoids member ids."""

    languages: tuple[str, ...] = ()
    timezone: str = "UTC"
    hours: tuple[int, ...] = ()
    offers: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()
    avoids: tuple[int, ...] = ()
    consents: bool = False
    team_id: int | None = None


def own_sign_up(session: Session, actor: Actor, matching_round: MatchingRound) -> SignUp | None:
    """What the actor wrote for the round, withdrawn or not; nothing when never begun."""
    query = (
        select(SignUp)
        .where(SignUp.round_id == matching_round.id, SignUp.member_id == actor.member_id)
        .options(selectinload(SignUp.topics), selectinload(SignUp.avoids).joinedload(Avoided.member))
        .options(joinedload(SignUp.team).joinedload(Team.organization))
    )
    return session.scalar(query)


def begin_sign_up(session: Session, actor: Actor, matching_round: MatchingRound) -> SignUp:
    """Begin with what the profile says, or take up again what was withdrawn. Raises NoTeam, SignUpOver."""
    require(actor, Action.SIGN_UP, matching_round)
    hold_open(session, matching_round)
    made = own_sign_up(session, actor, matching_round)
    if made is None:
        made = first_words(session, session.get_one(Member, actor.member_id), matching_round)
        session.add(made)
    elif made.withdrawn_at is not None:
        made.withdrawn_at = made.finished_at = None
    session.flush()
    return made


def hold_open(session: Session, matching_round: MatchingRound) -> None:
    """One change of a round after the other; raises SignUpOver from the closing time on, whether or not the worker came by."""
    try:
        hold(session, matching_round, RoundState.OPEN)
    except RoundMovedOn as over:
        raise SignUpOver(matching_round.permalink) from over
    if matching_round.closes_at <= clock.now():
        raise SignUpOver(matching_round.permalink)


def first_words(session: Session, member: Member, matching_round: MatchingRound) -> SignUp:
    """A sign-up as the profile would have it."""
    team = team_for(session, member.id, None)
    spoken = [code for code in member.languages if not matching_round.languages or code in matching_round.languages]
    topics = [SignUpTopic(topic_id=row.topic_id, interest=row.interest) for row in member.interests]
    return SignUp(
        round_id=matching_round.id,
        member_id=member.id,
        team_id=team.id,
        team=team,
        languages=spoken[:MOST_LANGUAGES],
        timezone=member.timezone,
        topics=topics,
    )


def write_sign_up(session: Session, actor: Actor, signup: SignUp, entry: Entry, *, finish: bool) -> None:
    """Keep what was entered; to `finish` it all that matching needs must be there. Raises Invalid per field, SignUpOver."""
    require(actor, Action.CHANGE_SIGN_UP, signup)
    hold_open(session, signup.round)
    finish = finish or signup.finished_at is not None
    if problems := problems_of(signup.round, entry, finish):
        raise Invalid(problems)
    team = team_for(session, signup.member_id, entry.team_id)
    signup.team_id, signup.team = team.id, team
    signup.languages, signup.timezone = list(dict.fromkeys(entry.languages)), entry.timezone
    signup.hours, signup.consents = sorted(set(entry.hours)), entry.consents
    set_topics(session, signup, entry)
    set_avoided(session, signup, entry.avoids)
    if finish:
        signup.finished_at = signup.finished_at or clock.now()
    session.flush()


def problems_of(matching_round: MatchingRound, entry: Entry, finish: bool) -> dict[str, str]:
    """The fields that cannot be accepted, each with a code."""
    found: dict[str, str] = {}
    allowed = matching_round.languages
    if not all(is_language(code) and (not allowed or code in allowed) for code in entry.languages):
        found["languages"] = "language_unknown"
    if entry.timezone not in available_timezones():
        found["timezone"] = "timezone_unknown"
    if not all(0 <= hour < WEEK_HOURS for hour in entry.hours):
        found["hours"] = "hours_unknown"
    for name, most in (("languages", MOST_LANGUAGES), ("offers", MOST_TOPICS), ("needs", MOST_TOPICS)):
        if len(getattr(entry, name)) > most:
            found[name] = "many"
    if len(entry.avoids) > MOST_AVOIDED:
        found["avoids"] = "many"
    return (lacking(matching_round, entry) if finish else {}) | found


def lacking(matching_round: MatchingRound, entry: Entry) -> dict[str, str]:
    """What must be there before somebody can be matched."""
    found: dict[str, str] = {}
    if not entry.languages:
        found["languages"] = "no_language"
    if not entry.hours:
        found["hours"] = "no_hours"
    elif longest_stretch(entry.hours) * 60 < matching_round.meeting_minutes:
        found["hours"] = "short_hours"
    if not entry.offers and not entry.needs:
        found["needs"] = "no_topics"
    if not entry.consents:
        found["consents"] = "no_consent"
    return found


def longest_stretch(hours: Sequence[int]) -> int:
    """The most hours that follow each other."""
    longest = current = 0
    before = None
    for hour in sorted(set(hours)):
        current = current + 1 if before is not None and hour == before + 1 else 1
        longest, before = max(longest, current), hour
    return longest


def set_topics(session: Session, signup: SignUp, entry: Entry) -> None:
    """Rows that stay are not touched; a topic that was merged becomes the one it was merged into."""
    had = {(row.topic_id, Interest(row.interest)): row for row in signup.topics}
    wanted: list[tuple[int, Interest]] = []
    for interest, ids in ((Interest.OFFER, entry.offers), (Interest.NEED, entry.needs)):
        wanted += [(topic_id, interest) for topic_id in resolve(session, ids, keep={t for t, _ in had})]
    signup.topics = [had.get(key) or SignUpTopic(topic_id=key[0], interest=key[1]) for key in wanted]


def set_avoided(session: Session, signup: SignUp, member_ids: Sequence[int]) -> None:
    """People who are no longer there, and oneself, are left out."""
    had = {row.member_id: row for row in signup.avoids}
    ids = [i for i in dict.fromkeys(member_ids) if i != signup.member_id and 0 < i < 2**31]
    there = set(session.scalars(select(Member.id).where(Member.id.in_(ids)))) if ids else set()
    signup.avoids = [had.get(i) or Avoided(member_id=i) for i in ids if i in there]


def withdraw(session: Session, actor: Actor, signup: SignUp) -> None:
    """Take no part after all; until groups are proposed to people. Raises RoundMovedOn afterwards."""
    require(actor, Action.CHANGE_SIGN_UP, signup)
    hold(session, signup.round, *BEFORE_THE_END)
    signup.withdrawn_at = clock.now()
    session.flush()
