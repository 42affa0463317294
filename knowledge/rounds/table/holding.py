"""What coordinators decided by hand, as the searches that follow take it: who stays together, and who is left out."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.rounds.finding import taking_part
from knowledge.rounds.models import SignUp
from knowledge.rounds.proposal_models import ProposedPlace, Solving
from knowledge.rounds.table.arranging import LEFT_OUT
from knowledge.rounds.table.models import RoundTable


def decided_by_hand(session: Session, round_id: int) -> tuple[list[list[int]], set[int]]:
    """Sets of sign-ups that stay together, and sign-ups that are left out."""
    found = session.get(RoundTable, round_id, populate_existing=True)
    return (found.kept, set(found.left_out)) if found is not None else ([], set())


def keep_left_out(session: Session, solving: Solving) -> None:
    """Those left out of the search wait in its result too, with that as the reason."""
    left_out = decided_by_hand(session, solving.round_id)[1]
    query = select(SignUp.id).where(taking_part(solving.round), SignUp.id.in_(left_out)).order_by(SignUp.id)
    waiting = session.scalars(query).all()
    session.add_all(
        ProposedPlace(solving_id=solving.id, signup_id=one, group_id=None, reason=dict(LEFT_OUT)) for one in waiting
    )
    more = len(waiting)
    solving.people, solving.unplaced = solving.people + more, (solving.unplaced or 0) + more
    if solving.least_unplaced is not None:
        solving.least_unplaced += more
    session.flush()
