"""Changing a proposal by hand, undoing it and doing it again. One coordinator at a time: who has seen an older state is told so."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.permissions import Action, Actor, require
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.stages import hold
from knowledge.rounds.table.arranging import Arrangement, Change
from knowledge.rounds.table.effects import Effect, effect_of, effect_on
from knowledge.rounds.table.errors import NothingToUndo, RulesBroken, TableMovedOn
from knowledge.rounds.table.models import RoundTable, TableStep
from knowledge.rounds.table.reading import Table, read_table
from knowledge.rounds.table.writing import seats_now, write_arrangement


def carry_out(session: Session, actor: Actor, matching_round: MatchingRound, mark: str, change: Change) -> Effect:
    """Do it as it was looked at when the table had this mark. Steps that were undone can then no longer be done again.

    Raises TableMovedOn, RulesBroken, CannotBeDone, SolvingAlready, NothingToPropose, RoundMovedOn.
    """
    table = held_table(session, actor, matching_round, mark)
    effect = effect_of(table, change)
    before = seats_now(session, table, effect.arrangement)
    session.execute(delete(TableStep).where(TableStep.solving_id == table.standing.solving.id, TableStep.undone))
    step = TableStep(
        solving_id=table.standing.solving.id,
        by_id=actor.member_id,
        act=change.act,
        people=list(change.people),
        group=change.group,
        before=before.as_json(),
        after=effect.arrangement.as_json(),
    )
    session.add(step)
    take(session, matching_round, table, effect)
    return effect


def undo(session: Session, actor: Actor, matching_round: MatchingRound, mark: str) -> TableStep:
    """Take the last step back. Raises NothingToUndo, and what `carry_out` raises."""
    table = held_table(session, actor, matching_round, mark)
    done = [step for step in steps_of(session, table) if not step.undone]
    if not done:
        raise NothingToUndo(matching_round.permalink)
    take(session, matching_round, table, effect_on(table, Arrangement.of_json(done[-1].before)))
    done[-1].undone = True
    session.flush()
    return done[-1]


def redo(session: Session, actor: Actor, matching_round: MatchingRound, mark: str) -> TableStep:
    """Do the step again that was undone last. Raises NothingToUndo, and what `carry_out` raises."""
    table = held_table(session, actor, matching_round, mark)
    undone = [step for step in steps_of(session, table) if step.undone]
    if not undone:
        raise NothingToUndo(matching_round.permalink)
    take(session, matching_round, table, effect_on(table, Arrangement.of_json(undone[0].after)))
    undone[0].undone = False
    session.flush()
    return undone[0]


def held_table(session: Session, actor: Actor, matching_round: MatchingRound, mark: str) -> Table:
    """The table with its round held, if it is still as it was seen."""
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold(session, matching_round, RoundState.MATCHING)
    table = read_table(session, actor, matching_round)
    if table.standing.mark != mark:
        raise TableMovedOn(matching_round.permalink)
    return table


def steps_of(session: Session, table: Table) -> Sequence[TableStep]:
    query = select(TableStep).where(TableStep.solving_id == table.standing.solving.id).order_by(TableStep.id)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def take(session: Session, matching_round: MatchingRound, table: Table, effect: Effect) -> None:
    if not effect.is_allowed:
        raise RulesBroken(effect)
    write_arrangement(session, table, effect)
    kept, left_out = [list(one) for one in effect.arrangement.kept], sorted(effect.arrangement.left_out)
    version = table.standing.version + 1
    session.merge(RoundTable(round_id=matching_round.id, version=version, kept=kept, left_out=left_out))
    session.flush()
