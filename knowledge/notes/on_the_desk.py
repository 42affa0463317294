"""What waits on a member's desk: own drafts, what was sent for review, what to review for others, who asks to join."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from knowledge.errors import NotSignedIn
from knowledge.notes.models import AudienceKind, Draft, Note, NoteAuthor, NoteState, NoteTeam
from knowledge.organizations.models import JoinRequest, RequestState, Team
from knowledge.paging import Page, page_of
from knowledge.peer_groups.models import GroupState, PeerGroup, Place, PlaceState
from knowledge.permissions import Action, Actor, may


@dataclass(frozen=True)
class DeskCounts:
    """How much waits in each place of the desk."""

    drafts: int
    submitted: int
    to_review: int
    join_requests: int
    invitations: int


def desk_counts(session: Session, actor: Actor) -> DeskCounts:
    """All numbers of the desk, in one query."""
    asking = select(func.count()).where(
        JoinRequest.team_id.in_(teams_to_answer_for(actor)), JoinRequest.state == RequestState.OPEN
    )
    invited = (
        select(func.count(Place.group_id))
        .join(PeerGroup, PeerGroup.id == Place.group_id)
        .where(Place.member_id == actor.member_id, Place.state == PlaceState.INVITED)
        .where(PeerGroup.state != GroupState.CLOSED)
    )
    notes = [select(func.count(Note.id)).where(rule) for rule in (in_work(actor), waiting(actor), reviewable(actor))]
    row = session.execute(select(*(count.scalar_subquery() for count in (*notes, asking, invited)))).one()
    return DeskCounts(*row)


class DeskList(StrEnum):
    DRAFTS = "drafts"  # being written: never published, sent back, or with words typed and not saved
    SUBMITTED = "submitted"  # the actor's own that wait for an editor
    REVIEW = "review"  # waiting for somebody who may publish, as the actor may; the longest waiting first


def list_desk(session: Session, actor: Actor, which: DeskList, page: int = 1) -> Page[Note]:
    """One list of the desk, with authors, page by page."""
    return page_of(session, desk_query(actor, which), page)


def begin_desk(session: Session, actor: Actor, which: DeskList, most: int) -> list[Note]:
    """The first notes of the list, in one query."""
    return list(session.scalars(desk_query(actor, which).limit(most)).unique())


def desk_query(actor: Actor, which: DeskList) -> Select[tuple[Note]]:
    rules = {DeskList.DRAFTS: in_work, DeskList.SUBMITTED: waiting, DeskList.REVIEW: reviewable}
    query = select(Note).where(rules[which](actor)).options(joinedload(Note.authors))
    if which == DeskList.REVIEW:
        return query.order_by(Note.submitted_at, Note.id)
    return query.order_by(Note.changed_at.desc(), Note.id.desc())


def unsaved_words(session: Session, actor: Actor, notes: Iterable[Note]) -> dict[int, Draft]:
    """What the actor typed into these notes and did not save, by note id."""
    ids = [note.id for note in notes]
    query = select(Draft).where(Draft.member_id == own_id(actor), Draft.note_id.in_(ids))
    return {draft.note_id: draft for draft in session.scalars(query)}


def own_id(actor: Actor) -> int:
    if actor.member_id is None:
        raise NotSignedIn("desk")
    return actor.member_id


def written_by(actor: Actor) -> ColumnElement[bool]:
    return Note.id.in_(select(NoteAuthor.note_id).where(NoteAuthor.member_id == own_id(actor)))


def in_work(actor: Actor) -> ColumnElement[bool]:
    """A draft of one's own, or a note in which one left words unsaved and which still stands."""
    unsaved = select(Draft.note_id).where(Draft.member_id == own_id(actor))
    own = and_(Note.state == NoteState.DRAFT, written_by(actor))
    return or_(own, and_(Note.id.in_(unsaved), Note.state != NoteState.WITHDRAWN))


def waiting(actor: Actor) -> ColumnElement[bool]:
    return and_(written_by(actor), Note.submitted_at.is_not(None))


def reviewable(actor: Actor) -> ColumnElement[bool]:
    """Sent for review to a team for which the actor publishes; what is written for a peer group only when the actor is in it."""
    teams = [team for team in actor.teams if may(actor, Action.PUBLISH_NOTE, owned_by_team(team))]
    within = or_(Note.audience != AudienceKind.PEER_GROUP, Note.peer_group_id.in_(actor.groups))
    owned = Note.id.in_(select(NoteTeam.note_id).where(NoteTeam.team_id.in_(sorted(teams))))
    return and_(owned, Note.submitted_at.is_not(None), within)


def owned_by_team(team_id: int) -> Note:
    """A note outside the database, to ask permission for."""
    return Note(audience=AudienceKind.NETWORK, owners=[NoteTeam(team_id=team_id)], authors=[])


def teams_to_answer_for(actor: Actor) -> list[int]:
    """The actor's teams whose people the actor manages."""
    return [team for team in sorted(actor.teams) if may(actor, Action.MANAGE_TEAM_PEOPLE, Team(id=team))]


def open_requests(session: Session, actor: Actor) -> dict[int, int]:
    """How many people ask to join, by team the actor answers for."""
    query = select(JoinRequest.team_id, func.count()).where(
        JoinRequest.team_id.in_(teams_to_answer_for(actor)), JoinRequest.state == RequestState.OPEN
    )
    return dict(session.execute(query.group_by(JoinRequest.team_id)).tuples().all())
