"""The table as it stands: who sits where, what each group is worth, and the round in the solver's terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from knowledge.organizations.models import Team
from knowledge.paging import Page, page_of
from knowledge.peer_groups.matching.rounds import Round
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.as_solved import round_of
from knowledge.rounds.errors import NothingToPropose, SolvingAlready
from knowledge.rounds.models import MatchingRound, SignUp
from knowledge.rounds.proposal_models import FINISHED, UNDER_WAY, ProposedGroup, ProposedPlace, Solving
from knowledge.rounds.table.models import RoundTable, TableStep

GROUPS_A_PAGE = 12
STEPS_SHOWN = 10


@dataclass(frozen=True)
class Standing:
    """The result that stands, with what coordinators decided. `mark` says which state of it somebody has seen."""

    solving: Solving
    version: int
    kept: tuple[tuple[int, ...], ...]
    left_out: frozenset[int]

    @property
    def mark(self) -> str:
        return f"{self.solving.id}-{self.version}"

    def kept_with(self, signup_id: int) -> frozenset[int]:
        """Those who stay together with this person, the person included; nobody when the person is free."""
        return next((frozenset(together) for together in self.kept if signup_id in together), frozenset())


@dataclass(frozen=True)
class Table:
    """`seats` says for every sign-up of the result its group's number, or nothing for those who wait."""

    standing: Standing
    seats: Mapping[int, int | None]
    scores: Mapping[int, float]  # of each group, by number
    matching: Round

    @cached_property
    def groups(self) -> dict[int, list[int]]:
        """The sign-ups of each group, by its number."""
        found: dict[int, list[int]] = {number: [] for number in sorted(self.scores)}
        for signup_id, number in sorted(self.seats.items()):
            if number is not None:
                found.setdefault(number, []).append(signup_id)
        return found

    def takes_part(self, signup_id: int) -> bool:
        return str(signup_id) in self.matching.places

    def places(self, signups: Iterable[int]) -> list[int]:
        """Sign-ups as places in the round."""
        return [self.matching.places[str(one)] for one in signups]


def find_standing(session: Session, actor: Actor, matching_round: MatchingRound) -> Standing:
    """Raises SolvingAlready while groups are sought, NothingToPropose when there is no result. One query."""
    require(actor, Action.SEE_PROPOSAL, matching_round)
    query = (
        select(Solving, RoundTable)
        .outerjoin(RoundTable, RoundTable.round_id == Solving.round_id)
        .where(Solving.round_id == matching_round.id, Solving.state.in_((*UNDER_WAY, *FINISHED)))
        .order_by(Solving.id.desc())
        .limit(1)
    )
    row = session.execute(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise NothingToPropose(matching_round.permalink)
    solving, table = row
    if solving.is_under_way:
        raise SolvingAlready("")
    if table is None:
        return Standing(solving, 0, (), frozenset())
    return Standing(solving, table.version, tuple(map(tuple, table.kept)), frozenset(table.left_out))


def read_table(session: Session, actor: Actor, matching_round: MatchingRound) -> Table:
    """The whole table. Six queries, however many people."""
    standing = find_standing(session, actor, matching_round)
    seated = (
        select(ProposedPlace.signup_id, ProposedGroup.number, ProposedGroup.score)
        .outerjoin(ProposedGroup, ProposedGroup.id == ProposedPlace.group_id)
        .where(ProposedPlace.solving_id == standing.solving.id)
    )
    rows = session.execute(seated).all()
    seats = {signup_id: number for signup_id, number, _score in rows}
    scores = {number: score for _signup, number, score in rows if number is not None}
    return Table(standing, seats, scores, round_of(session, matching_round, standing.kept))


def list_groups(
    session: Session, actor: Actor, matching_round: MatchingRound, solving: Solving, page: int
) -> Page[ProposedGroup]:
    """The groups of a result with everybody in them, twelve a page."""
    require(actor, Action.SEE_PROPOSAL, matching_round)
    places = selectinload(ProposedGroup.places).joinedload(ProposedPlace.signup)
    query = select(ProposedGroup).where(ProposedGroup.solving_id == solving.id).order_by(ProposedGroup.number)
    people = places.joinedload(SignUp.member), places.joinedload(SignUp.team).joinedload(Team.organization)
    return page_of(session, query.options(*people), page, GROUPS_A_PAGE)


def list_places(session: Session, actor: Actor, matching_round: MatchingRound, solving: Solving) -> list[ProposedPlace]:
    """Everybody's place in a result, by group, those who wait last. One query."""
    require(actor, Action.SEE_PROPOSAL, matching_round)
    signup = joinedload(ProposedPlace.signup)
    query = (
        select(ProposedPlace)
        .outerjoin(ProposedGroup, ProposedGroup.id == ProposedPlace.group_id)
        .where(ProposedPlace.solving_id == solving.id)
        .options(contains_eager(ProposedPlace.group), signup.joinedload(SignUp.member))
        .options(signup.joinedload(SignUp.team).joinedload(Team.organization))
        .order_by(ProposedGroup.number.is_(None), ProposedGroup.number, ProposedPlace.signup_id)
    )
    return list(session.scalars(query))


def find_people(session: Session, actor: Actor, matching_round: MatchingRound, ids: Iterable[int]) -> dict[int, SignUp]:
    """The sign-ups of these ids with their people, for coordinators."""
    require(actor, Action.SEE_PROPOSAL, matching_round)
    people = joinedload(SignUp.member), joinedload(SignUp.team).joinedload(Team.organization)
    query = select(SignUp).where(SignUp.round_id == matching_round.id, SignUp.id.in_(sorted(set(ids))))
    return {signup.id: signup for signup in session.scalars(query.options(*people))}


@dataclass(frozen=True)
class Steps:
    """The latest steps, newest first, with the one that would be undone and the one that would be done again."""

    shown: Sequence[TableStep]
    to_undo: TableStep | None
    to_redo: TableStep | None


def list_steps(session: Session, actor: Actor, matching_round: MatchingRound, solving: Solving) -> Steps:
    """What was changed by hand of a result. One query."""
    require(actor, Action.SEE_PROPOSAL, matching_round)
    query = select(TableStep).where(TableStep.solving_id == solving.id).options(joinedload(TableStep.by))
    steps = session.scalars(query.order_by(TableStep.id.desc())).all()
    done = [step for step in steps if not step.undone]
    undone = [step for step in steps if step.undone]
    return Steps(done[:STEPS_SHOWN], done[0] if done else None, undone[-1] if undone else None)


def is_changed_by_hand(session: Session, solving: Solving) -> bool:
    """Whether any step stands."""
    query = select(TableStep.id).where(TableStep.solving_id == solving.id, TableStep.undone.is_(False)).limit(1)
    return session.scalar(query) is not None


def page_of_group(table: Table, number: int) -> int:
    """The page of `list_groups` on which the group of this number is."""
    return list(table.groups).index(number) // GROUPS_A_PAGE + 1
