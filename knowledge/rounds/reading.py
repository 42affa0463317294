"""Reading a proposal: its groups page by page, those who wait, and the people in it."""

from collections.abc import Collection

from sqlalchemy import Select, func, not_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.organizations.models import Team
from knowledge.paging import Page, page_of
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.finding import taking_part
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import FINISHED, Answer, ProposedGroup, ProposedPlace, Solving, SolvingState
from knowledge.rounds.solving import stage_of
from knowledge.rounds.standing import latest_solving, standing_proposal

GROUPS_A_PAGE = 8


def find_proposal(session: Session, actor: Actor, matching_round: MatchingRound) -> tuple[Solving | None, bool]:
    """The search that is under way, or else the last result; and whether the latest search of this stage failed."""
    require(actor, Action.SEE_PROPOSAL, matching_round)
    latest = latest_solving(session, matching_round)
    if latest is None or latest.is_under_way or latest.state in FINISHED:
        return latest, False
    failed = latest.state == SolvingState.FAILED and stage_of(latest) == matching_round.state
    return standing_proposal(session, matching_round), failed


def list_proposed(session: Session, actor: Actor, solving: Solving, page: int = 1) -> Page[ProposedGroup]:
    """Its groups with everybody in them."""
    require(actor, Action.SEE_PROPOSAL, solving.round)
    places = selectinload(ProposedGroup.places).joinedload(ProposedPlace.signup)
    query = (
        select(ProposedGroup)
        .where(ProposedGroup.solving_id == solving.id)
        .options(places.joinedload(SignUp.member), places.joinedload(SignUp.team).joinedload(Team.organization))
        .order_by(ProposedGroup.number)
    )
    return page_of(session, query, page, GROUPS_A_PAGE)


def list_waiting(session: Session, actor: Actor, solving: Solving, page: int = 1) -> Page[ProposedPlace]:
    """Those without a group, by sign-up."""
    require(actor, Action.SEE_PROPOSAL, solving.round)
    query = select(ProposedPlace).where(ProposedPlace.solving_id == solving.id, ProposedPlace.group_id.is_(None))
    signup = joinedload(ProposedPlace.signup)
    people = signup.joinedload(SignUp.member), signup.joinedload(SignUp.team).joinedload(Team.organization)
    return page_of(session, query.options(*people).order_by(ProposedPlace.signup_id), page)


def count_gone(session: Session, solving: Solving) -> int:
    """How many who have a place in a group of the proposal take no part any more."""
    gone = (
        select(func.count())
        .select_from(ProposedPlace)
        .join(SignUp, SignUp.id == ProposedPlace.signup_id)
        .where(ProposedPlace.solving_id == solving.id, ProposedPlace.group_id.is_not(None))
        .where(not_(taking_part(solving.round)))
    )
    return session.scalar(gone) or 0


def count_answers(session: Session, solving: Solving) -> dict[Answer, int]:
    """How many of those placed accepted or have not answered; of the whole round how many declined. One query."""
    here = ProposedPlace.solving_id == solving.id
    anywhere = ProposedPlace.solving_id.in_(select(Solving.id).where(Solving.round_id == solving.round_id))
    wanted = {Answer.ACCEPTED: here, Answer.ASKED: here, Answer.DECLINED: anywhere}
    counts = [select(func.count()).where(ProposedPlace.answer == given, where) for given, where in wanted.items()]
    found = session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return dict(zip(wanted, found, strict=True))


def list_declined(session: Session, actor: Actor, solving: Solving, most: int = 20) -> list[ProposedPlace]:
    """The latest who declined, with their words."""
    require(actor, Action.SEE_PROPOSAL, solving.round)
    signup = joinedload(ProposedPlace.signup)
    people = signup.joinedload(SignUp.member), signup.joinedload(SignUp.team).joinedload(Team.organization)
    return list(session.scalars(declined(solving).options(*people).limit(most)))


def declined(solving: Solving) -> Select[tuple[ProposedPlace]]:
    return (
        select(ProposedPlace)
        .join(Solving, Solving.id == ProposedPlace.solving_id)
        .where(Solving.round_id == solving.round_id, ProposedPlace.answer == Answer.DECLINED)
        .order_by(ProposedPlace.answered_at.desc(), ProposedPlace.signup_id)
    )


def topics_named(places: Collection[ProposedPlace]) -> set[int]:
    """The topics that explanations name."""
    found: set[int] = set()
    for place in places:
        for kind in ("learns", "gives"):
            found |= {topic for topic, _ in place.reason.get(kind, [])}
        found |= set(place.reason.get("unmet", []))
    return found
