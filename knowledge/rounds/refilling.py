"""What becomes of a proposal when places were refilled: answers are taken over, newcomers are asked."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from knowledge.notices.telling import tell
from knowledge.rounds.models import SignUp
from knowledge.rounds.proposal_models import UNDER_WAY, Answer, ProposedGroup, ProposedPlace, Solving

PLACED = "round_placed"
REFILLING_S = 30


def ask_to_refill(session: Session, proposal: Solving) -> bool:
    """Have the waiting considered for groups that lost somebody; whether there is anybody who waits."""
    waiting = (
        select(func.count())
        .select_from(ProposedPlace)
        .join(SignUp, SignUp.id == ProposedPlace.signup_id)
        .where(ProposedPlace.solving_id == proposal.id, ProposedPlace.group_id.is_(None))
        .where(SignUp.withdrawn_at.is_(None))
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
    found = {place.signup_id: place for place in proposed_places(session, solving.id)}
    asked = []
    for place in found.values():
        earlier = next((one for one in before if one.signup_id == place.signup_id), None)
        if earlier is not None and earlier.group_id is not None:
            place.answer, place.words, place.answered_at = earlier.answer, earlier.words, earlier.answered_at
        elif place.group_id is not None:
            place.answer = Answer.ASKED
            asked.append(place.signup.member_id)
    groups = {place.group.id: place.group for place in before if place.group is not None}
    for _, group in sorted(groups.items()):
        keep_unless_found(session, solving, group, found)
    number_groups(session, solving)
    solving.people = len(proposed_places(session, solving.id))
    solving.unplaced = sum(place.group_id is None for place in proposed_places(session, solving.id))
    tell(session, asked, PLACED, solving.round, None)
    tell(session, joined_by_others(found, asked), "round_group_changed", solving.round, None)


def joined_by_others(found: dict[int, ProposedPlace], newcomers: list[int]) -> list[int]:
    """Members who answered or are asked already and whose group has a newcomer now."""
    places = [(place.signup.member_id, place.group_id) for place in found.values() if place.group_id is not None]
    changed = {group_id for member_id, group_id in places if member_id in newcomers}
    return [member_id for member_id, group_id in places if group_id in changed and member_id not in newcomers]


def keep_unless_found(
    session: Session, solving: Solving, group: ProposedGroup, found: dict[int, ProposedPlace]
) -> None:
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
        now.answer, now.words, now.answered_at = place.answer, place.words, place.answered_at
    session.flush()


def number_groups(session: Session, solving: Solving) -> None:
    """Groups keep the number under which people know them, newly formed ones come after."""
    groups = session.scalars(select(ProposedGroup).where(ProposedGroup.solving_id == solving.id)).all()
    for number, group in enumerate(sorted(groups, key=lambda one: (one.peer_group_id is None, one.id)), start=1):
        group.number = number
    session.flush()


def proposed_places(session: Session, solving_id: int | None) -> list[ProposedPlace]:
    query = select(ProposedPlace).where(ProposedPlace.solving_id == solving_id).order_by(ProposedPlace.signup_id)
    groups = selectinload(ProposedPlace.group).selectinload(ProposedGroup.places)
    return list(session.scalars(query.options(groups, selectinload(ProposedPlace.signup))))


def refill_under_way(session: Session, round_id: int) -> bool:
    query = select(Solving.id).where(Solving.round_id == round_id, Solving.refills, Solving.state.in_(UNDER_WAY))
    return session.scalar(query.limit(1)) is not None
