"""What becomes of a proposal when places were refilled: answers are taken over, newcomers are asked."""

from collections.abc import Iterable, Iterator
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from knowledge.notices.telling import tell
from knowledge.rounds.finding import taking_part
from knowledge.rounds.models import SignUp
from knowledge.rounds.proposal_models import UNDER_WAY, Answer, ProposedGroup, ProposedPlace, Solving
from knowledge.rounds.table.holding import decided_by_hand

PLACED = "round_placed"
REFILLING_S = 30
Places = dict[int, ProposedPlace]
"""By sign-up."""


def ask_to_refill(session: Session, proposal: Solving) -> bool:
    """Have the waiting considered for groups that lost somebody; whether there is anybody who waits."""
    waiting = (
        select(func.count())
        .select_from(ProposedPlace)
        .join(SignUp, SignUp.id == ProposedPlace.signup_id)
        .where(ProposedPlace.solving_id == proposal.id, ProposedPlace.group_id.is_(None))
        .where(taking_part(proposal.round), SignUp.id.not_in(decided_by_hand(session, proposal.round_id)[1]))
    )
    if not session.scalar(waiting):
        return False
    made = Solving(round_id=proposal.round_id, seconds=REFILLING_S, refills=True, goes_on_from_id=proposal.id)
    session.add(made)
    session.flush()
    return True


def take_over(session: Session, solving: Solving) -> None:
    """Complete a refilled proposal with what the earlier one holds: answers, groups that lost nobody, groups nobody could fill."""
    before = proposed_places(session, solving.goes_on_from_id)
    earlier = {place.signup_id: place for place in before if place.group_id is not None}
    found = {place.signup_id: place for place in proposed_places(session, solving.id)}
    for signup_id in found.keys() & earlier.keys():
        copy_answer(earlier[signup_id], found[signup_id])
    ask_newcomers(session, solving, found, earlier)
    for group in groups_among(earlier.values()):
        keep_unless_found(session, solving, group, found)
    places = proposed_places(session, solving.id)
    solving.people, solving.unplaced = len(places), sum(place.group_id is None for place in places)
    # what the solver found or proved is of the groups that lost somebody, and nothing of the whole
    solving.worst = solving.harmonic = solving.least_unplaced = None
    solving.proven, solving.relaxations = False, []
    session.flush()


def copy_answer(earlier: ProposedPlace, now: ProposedPlace) -> None:
    now.answer, now.words, now.answered_at = earlier.answer, earlier.words, earlier.answered_at


def ask_newcomers(session: Session, solving: Solving, found: Places, earlier: Places) -> None:
    """Ask those who are new to a group, and everybody where groups became one; the others are told that somebody came."""
    numbers = count(max((group.number for group in groups_among(earlier.values())), default=0) + 1)
    asked, changed = [], []
    for group in groups_among(found.values()):
        took_in = groups_among(earlier[p.signup_id] for p in group.places if p.signup_id in earlier)
        keep_number(group, took_in, numbers)
        for place in group.places:
            if place.signup_id not in earlier or len(took_in) > 1:
                place.answer, place.words, place.answered_at = Answer.ASKED, "", None
                asked.append(place.signup.member_id)
            elif any(other.signup_id not in earlier for other in group.places):
                changed.append(place.signup.member_id)
    tell(session, asked, PLACED, solving.round, None)
    tell(session, changed, "round_group_changed", solving.round, None)


def keep_number(group: ProposedGroup, took_in: list[ProposedGroup], numbers: Iterator[int]) -> None:
    """A group keeps the number under which people know it; one of newcomers alone gets the next that nobody had."""
    group.number = min((one.number for one in took_in), default=0) or next(numbers)


def groups_among(places: Iterable[ProposedPlace]) -> list[ProposedGroup]:
    groups = {place.group.id: place.group for place in places if place.group is not None}
    return [group for _id, group in sorted(groups.items())]


def keep_unless_found(session: Session, solving: Solving, group: ProposedGroup, found: Places) -> None:
    """The earlier group goes over as it was, without those who declined, unless its people have a group in the new result."""
    left = [place for place in group.places if place.answer != Answer.DECLINED]
    if not left or any(found[p.signup_id].group_id is not None for p in left if p.signup_id in found):
        return
    names = ("number", "language", "languages", "windows", "countries", "score", "parts")
    twin = ProposedGroup(solving_id=solving.id, **{name: getattr(group, name) for name in names})
    twin.peer_group_id, twin.first_meeting_at = group.peer_group_id, group.first_meeting_at
    group.peer_group_id = None  # the group's page reads the proposal that stands
    session.add(twin)
    session.flush()
    for place in left:
        now = found.get(place.signup_id)
        if now is None:
            now = ProposedPlace(solving_id=solving.id, signup_id=place.signup_id)
            session.add(now)
        now.group_id, now.reason = twin.id, place.reason
        copy_answer(place, now)
    session.flush()


def proposed_places(session: Session, solving_id: int | None) -> list[ProposedPlace]:
    query = select(ProposedPlace).where(ProposedPlace.solving_id == solving_id).order_by(ProposedPlace.signup_id)
    groups = selectinload(ProposedPlace.group).selectinload(ProposedGroup.places)
    return list(session.scalars(query.options(groups, selectinload(ProposedPlace.signup))))


def refill_under_way(session: Session, round_id: int) -> bool:
    query = select(Solving.id).where(Solving.round_id == round_id, Solving.refills, Solving.state.in_(UNDER_WAY))
    return session.scalar(query.limit(1)) is not None
