"""What a coordinator does at the table, and all that a proposal says, for tests."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.rounds.models import MatchingRound
from knowledge.rounds.proposal_models import ProposedGroup, ProposedPlace
from knowledge.rounds.standing import standing_proposal
from knowledge.rounds.table.arranging import Change
from knowledge.rounds.table.changing import carry_out, redo, undo
from knowledge.rounds.table.models import Act
from knowledge.rounds.table.reading import Table, read_table
from tests.personas import Cast


class Coordinator:
    """What a coordinator does at the table, each time with the table as it is."""

    def __init__(self, session: Session, cast: Cast, found: MatchingRound) -> None:
        self.session, self.actor, self.round = session, cast.actor(cast.coordinator), found

    def table(self) -> Table:
        self.session.rollback()  # what others did since counts
        return read_table(self.session, self.actor, self.round)

    def does(self, act: Act, *people: int, group: int | None = None) -> None:
        carry_out(self.session, self.actor, self.round, self.table().standing.mark, Change(act, people, group))
        self.session.commit()

    def undoes(self) -> None:
        undo(self.session, self.actor, self.round, self.table().standing.mark)
        self.session.commit()

    def does_again(self) -> None:
        redo(self.session, self.actor, self.round, self.table().standing.mark)
        self.session.commit()


def everything(session: Session, found: MatchingRound) -> dict[str, Any]:
    """All that a proposal says: figures of the whole and of every group, everybody's place and why."""
    session.rollback()  # what the pages wrote since counts
    proposal = standing_proposal(session, found)
    assert proposal is not None
    figures = ("number", "language", "languages", "windows", "countries", "score", "parts")
    groups = session.scalars(select(ProposedGroup).where(ProposedGroup.solving_id == proposal.id))
    places = session.scalars(select(ProposedPlace).where(ProposedPlace.solving_id == proposal.id))
    return {
        "whole": (proposal.unplaced, proposal.worst, proposal.harmonic, proposal.proven),
        "groups": {group.number: [getattr(group, name) for name in figures] for group in groups},
        "places": {one.signup_id: (one.group.number if one.group else None, one.reason) for one in places},
    }


def waiting_at(table: Table) -> list[int]:
    """Those without a group who still take part."""
    return [one for one, number in sorted(table.seats.items()) if number is None and table.takes_part(one)]


def pair(table: Table) -> tuple[int, int]:
    return table.groups[1][0], table.groups[2][0]
