"""Keeping how people sit: groups with their figures, and the facts that explain where everybody is, made anew for what changed."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge.peer_groups.matching.explaining import explain
from knowledge.peer_groups.matching.scoring import broken_rules
from knowledge.rounds.figures import explanation_json, set_figures, speakers_of
from knowledge.rounds.proposal_models import ProposedGroup, ProposedPlace
from knowledge.rounds.table.arranging import Arrangement
from knowledge.rounds.table.effects import Effect, GroupEffect
from knowledge.rounds.table.reading import Table


def seats_now(session: Session, table: Table, arrangement: Arrangement) -> Arrangement:
    """How those sit who are to sit otherwise: what undoing goes back to."""
    standing, seats = table.standing, {one: table.seats[one] for one in arrangement.seats}
    query = select(ProposedPlace.signup_id, ProposedPlace.reason).where(
        ProposedPlace.solving_id == standing.solving.id, ProposedPlace.signup_id.in_(list(seats))
    )
    reasons = {one: reason for one, reason in session.execute(query).tuples() if seats[one] is None}
    return Arrangement(seats, reasons, standing.kept, standing.left_out, standing.solving.proven)


def write_arrangement(session: Session, table: Table, effect: Effect) -> None:
    """Keep the effect. Groups are known by their numbers: one without people goes, and comes back under its number."""
    solving, arrangement = table.standing.solving, effect.arrangement
    query = select(ProposedGroup).where(ProposedGroup.solving_id == solving.id)
    groups = {group.number: group for group in session.scalars(query)}
    for one, reason in arrangement.reasons.items():
        put(session, solving.id, one, None, dict(reason))
    for touched in effect.groups:
        if touched.then:
            write_group(session, table, touched, groups.get(touched.number))
    gone = [groups[touched.number].id for touched in effect.groups if not touched.then]
    session.execute(delete(ProposedGroup).where(ProposedGroup.id.in_(gone)))
    solving.unplaced, solving.worst, solving.harmonic = (
        effect.becomes.unplaced,
        effect.becomes.worst,
        effect.becomes.mean,
    )
    solving.proven = arrangement.proven
    session.flush()
    for known in session:  # places and lists of places are other rows now
        if isinstance(known, ProposedGroup | ProposedPlace):
            session.expire(known)
    write_room(session, table, effect)


def put(session: Session, solving_id: int, signup_id: int, group_id: int | None, reason: dict[str, object]) -> None:
    """By a statement of its own: a place that leaves the list of its group would be deleted with it."""
    place = (ProposedPlace.solving_id == solving_id) & (ProposedPlace.signup_id == signup_id)
    values = {"group_id": group_id, "reason": reason}
    session.execute(update(ProposedPlace).where(place).values(values).execution_options(synchronize_session=False))


def write_group(session: Session, table: Table, touched: GroupEffect, group: ProposedGroup | None) -> None:
    matching, places = table.matching, table.places(touched.then)
    if group is None:
        group = ProposedGroup(solving_id=table.standing.solving.id, number=touched.number)
        session.add(group)
    set_figures(group, matching, places, speakers_of(matching))
    session.flush()
    for one in explain(matching, places):
        signup_id = int(matching.people[one.member].id)
        put(session, table.standing.solving.id, signup_id, group.id, explanation_json(matching, one))


def write_room(session: Session, table: Table, effect: Effect) -> None:
    """Which groups could take those who wait: after a change by hand some may. Kept with the reason, as `room`."""
    touched = {group.number: list(group.then) for group in effect.groups}
    groups = {**table.groups, **touched}
    anew = {*effect.arrangement.seats, *differently_kept(table, effect.arrangement)}
    here = ProposedPlace.solving_id == table.standing.solving.id
    for place in session.scalars(select(ProposedPlace).where(here, ProposedPlace.group_id.is_(None))):
        one, reason = place.signup_id, dict(place.reason)
        known, looked_at = set(reason.pop("room", ())), groups if place.signup_id in anew else touched
        room = known - set(looked_at) if one not in anew else set()
        if table.takes_part(one) and one not in effect.arrangement.left_out:
            room |= {number for number in looked_at if joins(table, effect.arrangement, one, groups[number])}
        place.reason = reason | ({"room": sorted(room)} if room else {})
    session.flush()


def differently_kept(table: Table, arrangement: Arrangement) -> set[int]:
    """Those who are kept with others than before."""
    return {one for together in set(table.standing.kept) ^ set(arrangement.kept) for one in together}


def joins(table: Table, arrangement: Arrangement, one: int, members: Collection[int]) -> bool:
    """Whether this person could join this group under the rules, as people are kept together now."""
    whole = [*members, one]
    if not members or not all(map(table.takes_part, whole)):
        return False
    if any(one in together and not set(together) <= set(whole) for together in arrangement.kept):
        return False
    return not [broken for broken in broken_rules(table.matching, table.places(whole)) if broken.rule != "locked"]
