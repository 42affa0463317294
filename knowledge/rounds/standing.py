"""Which search of a round is the latest, and which result stands."""

from sqlalchemy import ScalarSelect, SQLColumnExpression, func, select
from sqlalchemy.orm import Session, joinedload

from knowledge.rounds.errors import SolvingAlready
from knowledge.rounds.models import MatchingRound
from knowledge.rounds.proposal_models import FINISHED, Solving


def latest_solving(session: Session, matching_round: MatchingRound) -> Solving | None:
    """The last search, whatever came of it, with who asked for it."""
    query = select(Solving).where(Solving.round_id == matching_round.id).options(joinedload(Solving.asked_by))
    return session.scalar(query.order_by(Solving.id.desc()).limit(1))


def refuse_while_solving(session: Session, matching_round: MatchingRound) -> None:
    """Raises SolvingAlready while groups are sought for the round."""
    last = latest_solving(session, matching_round)
    if last is not None and last.is_under_way:
        raise SolvingAlready(last.asked_by.name if last.asked_by is not None else "")


def standing_proposal(session: Session, matching_round: MatchingRound) -> Solving | None:
    """The last result of the round."""
    return session.scalar(select(Solving).where(Solving.id == standing_id(matching_round.id)))


def standing_id(round_id: int | SQLColumnExpression[int]) -> ScalarSelect[int]:
    """The id of a round's last result."""
    last = select(func.max(Solving.id)).where(Solving.round_id == round_id, Solving.state.in_(FINISHED))
    return last.scalar_subquery()
