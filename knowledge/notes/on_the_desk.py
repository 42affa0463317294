"""What waits on a member's desk: own drafts, what was sent for review, what to review for others, who asks to join."""

from dataclasses import dataclass

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
        select(func.count())
        .join(PeerGroup, PeerGroup.id == Place.group_id)
        .where(Place.member_id == actor.member_id, Place.state == PlaceState.INVITED)
        .where(PeerGroup.state != GroupState.CLOSED)
    )
    notes = [select(func.count(Note.id)).where(rule) for rule in (in_work(actor), waiting(actor), reviewable(actor))]
    row = session.execute(select(*(count.scalar_subquery() for count in (*notes, asking, invited)))).one()
    return DeskCounts(*row)


def list_drafts(session: Session, actor: Actor, page: int = 1, per_page: int = 20) -> Page[Note]:
    """Notes the actor is still writing: never published, sent back, or with words typed and not saved. The last touched first."""
    return own_page(session, select(Note).where(in_work(actor)), page, per_page)


def list_submitted(session: Session, actor: Actor, page: int = 1, per_page: int = 20) -> Page[Note]:
    """Notes of the actor that wait for an editor."""
    return own_page(session, select(Note).where(waiting(actor)), page, per_page)


def list_to_review(session: Session, actor: Actor, page: int = 1, per_page: int = 20) -> Page[Note]:
    """Notes that the actor may publish and that wait for it, the longest waiting first; with authors."""
    query = select(Note).where(reviewable(actor)).options(joinedload(Note.authors))
    return page_of(session, query.order_by(Note.submitted_at, Note.id), page, per_page)


def own_page(session: Session, query: Select[tuple[Note]], page: int, per_page: int) -> Page[Note]:
    return page_of(session, query.order_by(Note.changed_at.desc(), Note.id.desc()), page, per_page)


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


def unsaved_in(session: Session, actor: Actor, note_ids: list[int]) -> set[int]:
    """In which of these notes the actor left words unsaved."""
    query = select(Draft.note_id).where(Draft.member_id == own_id(actor), Draft.note_id.in_(note_ids))
    return set(session.scalars(query))
