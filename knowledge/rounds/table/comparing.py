"""Two results of a round side by side: which groups and people differ. And taking an earlier one for the one that stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.errors import NotFound
from knowledge.permissions import Action, Actor, require
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.proposal_models import FINISHED, ProposedGroup, ProposedPlace, Solving, SolvingState
from knowledge.rounds.stages import hold
from knowledge.rounds.standing import refuse_while_solving
from knowledge.rounds.table.models import RoundTable

MOST_RESULTS = 20
OF_A_GROUP = ("number", "language", "languages", "windows", "countries", "score", "parts")
OF_A_RESULT = (
    "people",
    "unplaced",
    "worst",
    "harmonic",
    "proven",
    "least_unplaced",
    "relaxations",
    "seconds",
    "seed",
    "spent_s",
)


@dataclass(frozen=True)
class Group:
    """A group of a result, by its number and sign-ups."""

    number: int
    members: frozenset[int]
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True)
class Side:
    """One of the two: its groups and those who wait."""

    solving: Solving
    groups: tuple[Group, ...]
    waiting: frozenset[int]

    def mean_of(self, part: str) -> float:
        """The mean of a part of the score over the groups."""
        return sum(group.parts.get(part, 0.0) for group in self.groups) / len(self.groups) if self.groups else 0.0


@dataclass(frozen=True)
class Difference:
    """A group that is not the same in both, with the one that shares most people with it; nothing where none does."""

    first: Group | None
    other: Group | None


@dataclass(frozen=True)
class Comparison:
    first: Side
    other: Side
    same: int  # groups of the same people
    differences: tuple[Difference, ...]

    @property
    def placed_only_in_first(self) -> frozenset[int]:
        return self.other.waiting - self.first.waiting

    @property
    def placed_only_in_other(self) -> frozenset[int]:
        return self.first.waiting - self.other.waiting


def list_results(session: Session, actor: Actor, matching_round: MatchingRound) -> Sequence[Solving]:
    """The results of a round, the latest first; at most twenty."""
    require(actor, Action.SEE_PROPOSAL, matching_round)
    query = select(Solving).where(Solving.round_id == matching_round.id, Solving.state.in_(FINISHED))
    query = query.options(joinedload(Solving.asked_by)).order_by(Solving.id.desc()).limit(MOST_RESULTS)
    return session.scalars(query).all()


def compare(
    session: Session, actor: Actor, matching_round: MatchingRound, first: Solving, other: Solving
) -> Comparison:
    """Two results, each read in one query."""
    require(actor, Action.SEE_PROPOSAL, matching_round)
    one, two = read_side(session, first), read_side(session, other)
    same = {group.members for group in one.groups} & {group.members for group in two.groups}
    return Comparison(one, two, len(same), tuple(differences(one, two)))


def read_side(session: Session, solving: Solving) -> Side:
    query = (
        select(ProposedPlace.signup_id, ProposedGroup.number, ProposedGroup.score, ProposedGroup.parts)
        .outerjoin(ProposedGroup, ProposedGroup.id == ProposedPlace.group_id)
        .where(ProposedPlace.solving_id == solving.id)
    )
    members: dict[int, set[int]] = {}
    figures: dict[int, tuple[float, Mapping[str, float]]] = {}
    waiting = set()
    for signup_id, number, score, parts in session.execute(query):
        if number is None:
            waiting.add(signup_id)
        else:
            members.setdefault(number, set()).add(signup_id)
            figures[number] = score, parts
    groups = tuple(Group(number, frozenset(members[number]), *figures[number]) for number in sorted(members))
    return Side(solving, groups, frozenset(waiting))


def differences(one: Side, two: Side) -> list[Difference]:
    """Groups in the order of the first; each of the second stands beside at most one of the first."""
    kept = {group.members for group in one.groups} & {group.members for group in two.groups}
    left = [group for group in two.groups if group.members not in kept]
    found = []
    for group in one.groups:
        if group.members not in kept:
            beside = max(left, key=lambda other: (len(other.members & group.members), -other.number), default=None)
            if beside is not None and beside.members & group.members:
                left.remove(beside)
                found.append(Difference(group, beside))
            else:
                found.append(Difference(group, None))
    return found + [Difference(None, group) for group in left]


def take_result(session: Session, actor: Actor, matching_round: MatchingRound, solving_id: int) -> Solving:
    """Have an earlier result stand again, as a copy; the one that stood is kept beside it.

    Raises NotFound, SolvingAlready, RoundMovedOn.
    """
    require(actor, Action.RUN_ROUNDS, matching_round)
    hold(session, matching_round, RoundState.MATCHING)
    refuse_while_solving(session, matching_round)
    chosen = session.get(Solving, solving_id)
    if chosen is None or chosen.round_id != matching_round.id or chosen.state not in FINISHED:
        raise NotFound(str(solving_id))
    figures = {name: getattr(chosen, name) for name in OF_A_RESULT}
    twin = Solving(round_id=matching_round.id, state=SolvingState.DONE, asked_by_id=actor.member_id, **figures)
    twin.finished_at, twin.goes_on_from_id = clock.now(), chosen.id
    session.add(twin)
    session.flush()
    copy_groups(session, chosen, twin)
    forget_what_is_otherwise(session, twin)
    return twin


def forget_what_is_otherwise(session: Session, twin: Solving) -> None:
    """Who is placed there is left out no longer, and people in different groups are kept together no longer."""
    table = session.get(RoundTable, twin.round_id, populate_existing=True)
    if table is None:
        return
    seats = select(ProposedPlace.signup_id, ProposedPlace.group_id).where(ProposedPlace.solving_id == twin.id)
    groups = dict(session.execute(seats).tuples().all())
    table.left_out = [one for one in table.left_out if groups.get(one) is None]
    table.kept = [together for together in table.kept if len({groups.get(one) for one in together}) == 1]
    table.version += 1
    session.flush()


def copy_groups(session: Session, chosen: Solving, twin: Solving) -> None:
    ids: dict[int | None, int | None] = {None: None}
    for group in session.scalars(select(ProposedGroup).where(ProposedGroup.solving_id == chosen.id)).all():
        made = ProposedGroup(solving_id=twin.id, **{name: getattr(group, name) for name in OF_A_GROUP})
        session.add(made)
        session.flush()
        ids[group.id] = made.id
    for place in session.scalars(select(ProposedPlace).where(ProposedPlace.solving_id == chosen.id)).all():
        reason = dict(place.reason)
        session.add(
            ProposedPlace(solving_id=twin.id, signup_id=place.signup_id, group_id=ids[place.group_id], reason=reason)
        )
    session.flush()
