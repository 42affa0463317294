"""Whom rounds have served: how many of each region and organization took part, and how many of them found a group."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from knowledge.countries import region_of
from knowledge.organizations.models import Organization, Team
from knowledge.paging import Page, page_of
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.fairness import DECIDED, STAYED, in_a_group
from knowledge.rounds.models import MatchingRound, RoundState, SignUp

SIGNED_UP = (RoundState.MATCHING, RoundState.PROPOSED, *DECIDED)  # nobody signs up any more
ROUNDS_A_PAGE, ORGANIZATIONS_A_PAGE = 5, 20


@dataclass(frozen=True)
class Served:
    """How many took part in a round and did not withdraw, and how many of them are in a group that began."""

    signed_up: int = 0
    placed: int = 0

    def __add__(self, other: "Served") -> "Served":
        return Served(self.signed_up + other.signed_up, self.placed + other.placed)


By = dict[int, dict[str, Served]]
"""By round (id), then by region code or organization (id as text)."""


def list_matched(session: Session, actor: Actor, page: int = 1) -> Page[MatchingRound]:
    """Rounds to which nobody signs up any more, the newest first."""
    require(actor, Action.RUN_ROUNDS)
    query = select(MatchingRound).where(MatchingRound.state.in_(SIGNED_UP)).order_by(MatchingRound.id.desc())
    return page_of(session, query, page, ROUNDS_A_PAGE)


def list_served_organizations(session: Session, actor: Actor, page: int = 1) -> Page[Organization]:
    """Organizations whose people took part in any of these rounds, by name."""
    require(actor, Action.RUN_ROUNDS)
    took_part = (
        select(Team.organization_id)
        .join(SignUp, SignUp.team_id == Team.id)
        .join(MatchingRound, MatchingRound.id == SignUp.round_id)
        .where(STAYED, MatchingRound.state.in_(SIGNED_UP))
    )
    query = select(Organization).where(Organization.id.in_(took_part)).order_by(Organization.name, Organization.id)
    return page_of(session, query, page, ORGANIZATIONS_A_PAGE)


def served_by_region(session: Session, actor: Actor, rounds: Collection[MatchingRound]) -> By:
    """One query, whose rows are countries."""
    require(actor, Action.RUN_ROUNDS)
    found: By = {one.id: {} for one in rounds}
    for round_id, country, served in counted(session, Team.country, SignUp.round_id.in_(found)):
        region, here = region_of(country), found[round_id]
        here[region] = here.get(region, Served()) + served
    return found


def served_by_organization(
    session: Session, actor: Actor, rounds: Collection[MatchingRound], organizations: Collection[Organization]
) -> By:
    """Of these organizations. One query."""
    require(actor, Action.RUN_ROUNDS)
    found: By = {one.id: {} for one in rounds}
    wanted = Team.organization_id.in_([one.id for one in organizations])
    here = and_(SignUp.round_id.in_(found), wanted)
    for round_id, organization, served in counted(session, Team.organization_id, here):
        found[round_id][str(organization)] = served
    return found


def counted(
    session: Session, whose: InstrumentedAttribute[Any], where: ColumnElement[bool]
) -> Iterator[tuple[int, Any, Served]]:
    """By round and whose they are."""
    placed = func.sum(case((SignUp.id.in_(in_a_group()), 1), else_=0))
    query = (
        select(SignUp.round_id, whose, func.count(SignUp.id), placed)
        .join(Team, Team.id == SignUp.team_id)
        .where(STAYED, where)
        .group_by(SignUp.round_id, whose)
        .order_by(SignUp.round_id, whose)
    )
    for round_id, key, signed_up, found in session.execute(query):
        yield round_id, key, Served(signed_up, int(found))
