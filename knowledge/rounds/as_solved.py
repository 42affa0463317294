"""A round in the solver's terms (MATCHING.md), from the sign-ups as they are now. People are known by the sign-up's id."""

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from knowledge.countries import region_of
from knowledge.peer_groups.matching.hours import MIDNIGHT_MINUTES, Span
from knowledge.peer_groups.matching.rounds import Round, Rules, joined
from knowledge.peer_groups.matching.rounds import SignUp as Person
from knowledge.peer_groups.models import Place, PlaceState
from knowledge.people.models import Interest
from knowledge.rounds.finding import taking_part
from knowledge.rounds.models import MatchingRound, SignUp

DAY_HOURS, HOUR_MINUTES = 24, 60


def round_of(
    session: Session,
    matching_round: MatchingRound,
    locked: Sequence[Sequence[int]] = (),
    besides: Collection[int] = (),
    among: Collection[int] | None = None,
) -> Round:
    """Everybody who takes part, but for the sign-ups `besides`, or those `among` them. `locked` stay together. Five queries."""
    query = (
        select(SignUp)
        .where(taking_part(matching_round), *([] if among is None else [SignUp.id.in_(among)]))
        .options(joinedload(SignUp.team), selectinload(SignUp.topics), selectinload(SignUp.avoids))
        .order_by(SignUp.id)
    )
    signups = [signup for signup in session.scalars(query) if signup.id not in besides]
    by_member = {signup.member_id: signup.id for signup in signups}
    met = who_met(session, matching_round, by_member)
    people = tuple(person_of(matching_round, signup, by_member, met.get(signup.id, set())) for signup in signups)
    places = {person.id: place for place, person in enumerate(people)}
    sets = joined([places[str(one)] for one in together if str(one) in places] for together in locked)
    return Round(rules_of(matching_round), people, sets)


def rules_of(matching_round: MatchingRound) -> Rules:
    return Rules(
        size=(matching_round.good_least, matching_round.good_most),
        size_bounds=(matching_round.least_size, matching_round.most_size),
        min_countries=matching_round.min_countries,
        max_per_organization=matching_round.max_per_organization,
        meeting_minutes=matching_round.meeting_minutes,
        week_of=matching_round.week_of,
    )


def person_of(matching_round: MatchingRound, signup: SignUp, by_member: dict[int, int], met: set[int]) -> Person:
    spoken, wanted = frozenset(signup.languages), frozenset(matching_round.languages)
    known_zone = signup.timezone in known_zones()  # a zone may be dropped from the data after somebody chose it
    return Person(
        id=str(signup.id),
        country=signup.team.country,
        region=region_of(signup.team.country),
        organization=str(signup.team.organization_id),
        languages=spoken & wanted if wanted else spoken,
        timezone=signup.timezone if known_zone else "UTC",
        availability=tuple(spans_of(signup.hours)) if known_zone else (),
        offers=frozenset(map(str, signup.topic_ids(Interest.OFFER))),
        needs=frozenset(map(str, signup.topic_ids(Interest.NEED))),
        keep_apart=frozenset(str(by_member[row.member_id]) for row in signup.avoids if row.member_id in by_member),
        met_before=frozenset(map(str, met)),
    )


@cache
def known_zones() -> frozenset[str]:
    """Looked up once: each look walks through the files of all zones."""
    return frozenset(available_timezones())


def spans_of(hours: Collection[int]) -> Iterator[Span]:
    """Hours of a week as spans, an hour each; the solver joins those that touch."""
    for hour in sorted(hours):
        day, start = divmod(hour, DAY_HOURS)
        begin = start * HOUR_MINUTES
        yield Span(day, begin, min(begin + HOUR_MINUTES, MIDNIGHT_MINUTES))


def who_met(session: Session, matching_round: MatchingRound, by_member: dict[int, int]) -> dict[int, set[int]]:
    """For each sign-up the others who were or are in a peer group with that person."""
    inside = (PlaceState.MEMBER, PlaceState.LEFT)
    one, other = aliased(Place), aliased(Place)
    members = select(SignUp.member_id).where(taking_part(matching_round))
    pairs = (
        select(one.member_id, other.member_id)
        .join(other, other.group_id == one.group_id)
        .where(one.state.in_(inside), other.state.in_(inside), one.member_id < other.member_id)
        .where(one.member_id.in_(members), other.member_id.in_(members))
        .distinct()
    )
    met: dict[int, set[int]] = {}
    for a, b in session.execute(pairs):
        if a in by_member and b in by_member:
            met.setdefault(by_member[a], set()).add(by_member[b])
            met.setdefault(by_member[b], set()).add(by_member[a])
    return met
