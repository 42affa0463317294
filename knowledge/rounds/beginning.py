"""A proposed group of which enough people accepted becomes a peer group, with a first meeting at an hour that suits them all."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.peer_groups.matching.hours import moments
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import broken_rules, common_starts
from knowledge.peer_groups.models import GroupTopic, PeerGroup, Place, PlaceState
from knowledge.peer_groups.places import settle
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.as_solved import round_of
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import Answer, ProposedGroup, ProposedPlace

WEEKS_LOOKED_AT = 4  # an hour may be missing from the week in which clocks change


def begin_if_ready(session: Session, matching_round: MatchingRound, group: ProposedGroup) -> bool:
    """Begin the group when everybody in it has answered and those who accepted keep the rules; whether it began."""
    if group.peer_group_id is not None or any(place.answer == Answer.ASKED for place in group.places):
        return False
    accepted = [place for place in group.places if place.answer == Answer.ACCEPTED]
    matching = round_of(session, matching_round, among=[place.signup_id for place in accepted])
    members = range(len(matching.people))
    if not members or broken_rules(matching, members):
        return False
    group.first_meeting_at = next_meeting(matching)
    here = [place.signup for place in accepted if str(place.signup_id) in matching.places]
    begin(session, matching_round, group, here)
    return True


def next_meeting(matching: Round) -> datetime | None:
    """The first beginning to come that suits everybody, in the first week or a later one, by the hours as they are in that week."""
    week_of, today = matching.rules.week_of, clock.today()
    first = week_of + timedelta(weeks=max(0, (today - week_of).days // 7))
    for later in range(WEEKS_LOOKED_AT):
        rules = replace(matching.rules, week_of=first + timedelta(weeks=later))
        found = common_starts(replace(matching, rules=rules), range(len(matching.people)))
        for moment in moments(found, rules.week_of):
            if moment > clock.now():
                return moment
    return None


def begin(session: Session, matching_round: MatchingRound, group: ProposedGroup, signups: list[SignUp]) -> None:
    rules, least = matching_round, matching_round.least_size
    made = PeerGroup(
        name=f"{matching_round.name[:190]} · {group.number}",
        purpose=matching_round.purpose,
        language=group.language,
        min_size=least,
        max_size=rules.most_size,
        min_countries=min(rules.min_countries, least),
        min_organizations=-(-least // rules.max_per_organization),
        max_per_organization=rules.max_per_organization,
        proposed_by_id=rules.opened_by_id,
        topics=[GroupTopic(topic_id=row.topic_id) for row in rules.topics],
        places=[place_of(signup) for signup in signups],
    )
    session.add(made)
    session.flush()
    group.peer_group_id = made.id
    settle(session, made, None)


def place_of(signup: SignUp) -> Place:
    return Place(
        member_id=signup.member_id,
        team_id=signup.team_id,
        country=signup.team.country,
        organization_id=signup.team.organization_id,
        state=PlaceState.MEMBER,
        at=clock.now(),
    )


def first_meeting(session: Session, actor: Actor, group: PeerGroup) -> tuple[datetime, list[SignUp]] | None:
    """When a group that came of a round meets first, and the sign-ups of those it was chosen for, by zone; for the group alone."""
    require(actor, Action.ENTER_GROUP, group)
    query = (
        select(ProposedGroup.first_meeting_at, SignUp)
        .join(ProposedPlace, ProposedPlace.group_id == ProposedGroup.id)
        .join(SignUp, SignUp.id == ProposedPlace.signup_id)
        .where(ProposedGroup.peer_group_id == group.id, ProposedPlace.answer == Answer.ACCEPTED)
        .where(ProposedGroup.first_meeting_at > clock.now())
        .options(joinedload(SignUp.member))
        .order_by(SignUp.timezone, SignUp.id)
    )
    rows = session.execute(query).all()
    return (rows[0][0], [signup for _at, signup in rows]) if rows else None
