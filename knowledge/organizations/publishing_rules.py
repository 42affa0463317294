"""How a team agrees to what is published in its name."""

from sqlalchemy.orm import Session

from knowledge.errors import Invalid
from knowledge.organizations.models import Team
from knowledge.permissions import Action, Actor, require

MOST_SILENCE_DAYS = 90


def set_publishing_rules(
    session: Session, actor: Actor, team: Team, two_pairs_of_eyes: bool, silence_days: int | None
) -> None:
    """Whether nobody says yes to their own work, and after how many days (None: never) silence counts as the team's yes.

    It counts for notes owned with others. Raises `Invalid`: a silence is no second pair of eyes, and has 1 to 90 days.
    """
    require(actor, Action.EDIT_TEAM, team)
    if silence_days is not None and not 1 <= silence_days <= MOST_SILENCE_DAYS:
        raise Invalid({"silence_days": "silence_days"})
    if two_pairs_of_eyes and silence_days is not None:
        raise Invalid({"silence_days": "silence_sees_nothing"})
    team.two_pairs_of_eyes, team.silence_days = two_pairs_of_eyes, silence_days
    session.flush()
