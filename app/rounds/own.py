"""The rounds that concern the reader now, for the desk and the page of peer groups."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.rounds.words import STATES
from knowledge.permissions import Actor
from knowledge.rounds.finding import rounds_for
from knowledge.rounds.models import MatchingRound, SignUp


@dataclass(frozen=True)
class OwnRound:
    """`asked`: a place waits for the reader's answer."""

    round: MatchingRound
    signup: SignUp | None
    asked: bool
    state: str


def own_rounds(session: Session, actor: Actor) -> list[OwnRound]:
    return [
        OwnRound(one.round, one.signup, one.asked, str(STATES[one.round.state])) for one in rounds_for(session, actor)
    ]
