"""Inviting people to sign up: those whose profile offers what a round lacks."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.notices.models import Notice
from knowledge.notices.telling import SUBJECT_TYPES, tell
from knowledge.organizations.models import Membership
from knowledge.paging import Page, page_of
from knowledge.people.models import Interest, Member, MemberTopic
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.signing_up import hold_open

INVITED = "round_invited"


def find_offering(
    session: Session, actor: Actor, matching_round: MatchingRound, topic_id: int, page: int = 1
) -> Page[Member]:
    """Members of a team who offer the topic in their profile and have neither signed up nor begun to."""
    require(actor, Action.RUN_ROUNDS, matching_round)
    offering = select(MemberTopic.member_id).where(
        MemberTopic.topic_id == topic_id, MemberTopic.interest == Interest.OFFER
    )
    there = select(SignUp.member_id).where(SignUp.round_id == matching_round.id)
    query = select(Member).where(
        Member.id.in_(offering),
        Member.id.not_in(there),
        Member.id.in_(select(Membership.member_id)),
        Member.suspended_at.is_(None),
        Member.email_confirmed_at.is_not(None),
    )
    return page_of(session, query.order_by(Member.name, Member.id), page)


def invited_among(session: Session, matching_round: MatchingRound, member_ids: list[int]) -> set[int]:
    """Those of the members who were invited already."""
    told = select(Notice.member_id).where(
        Notice.kind == INVITED,
        Notice.subject_type == SUBJECT_TYPES[MatchingRound],
        Notice.subject_id == matching_round.id,
        Notice.member_id.in_(member_ids),
    )
    return set(session.scalars(told))


def invite(session: Session, actor: Actor, matching_round: MatchingRound, member_id: int) -> None:
    """Tell a member of the round, once. Raises SignUpOver when it takes no sign-ups, NotFound for nobody."""
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold_open(session, matching_round)  # of two who invite the same person at once, one waits
    if session.get(Member, member_id) is None:
        raise NotFound(str(member_id))
    if member_id not in invited_among(session, matching_round, [member_id]):
        tell(session, [member_id], INVITED, matching_round, actor.member_id)
