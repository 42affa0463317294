"""What waits on a member's desk: own drafts, what was sent for review, what to review for others, who asks to join."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from knowledge.notes.models import Draft, Note, NoteState, NoteTeam
from knowledge.notes.review.coauthors import open_for
from knowledge.notes.review.models import CoauthorInvitation, NoteJoining, TeamYes
from knowledge.notes.translating.models import SourceMark
from knowledge.notes.translating.on_the_desk import translations_behind
from knowledge.notes.whose import own_id, teams_edited_for, within_groups, written_by
from knowledge.organizations.models import JoinRequest, RequestState, Team
from knowledge.paging import PAGE_SIZE, Page, page_of
from knowledge.peer_groups.models import GroupState, PeerGroup, Place, PlaceState
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, may


@dataclass(frozen=True)
class DeskCounts:
    """How much waits in each place of the desk. `requests_by_team` are those to join a team the actor answers for."""

    drafts: int
    submitted: int
    to_review: int
    invitations: int
    to_write_along: int
    behind: int
    requests_by_team: dict[int, int]

    @property
    def join_requests(self) -> int:
        return sum(self.requests_by_team.values())


def desk_counts(session: Session, actor: Actor, member: Member) -> DeskCounts:
    """All numbers of the desk, in one query."""
    invited = (
        select(func.count(Place.group_id))
        .join(PeerGroup, PeerGroup.id == Place.group_id)
        .where(Place.member_id == actor.member_id, Place.state == PlaceState.INVITED)
        .where(PeerGroup.state != GroupState.CLOSED)
    )
    notes = [select(func.count(Note.id)).where(rule) for rule in (in_work(actor), waiting(actor), reviewable(actor))]
    together = select(func.count(CoauthorInvitation.id)).where(open_for(member))
    late = select(func.count()).select_from(translations_behind(actor).with_only_columns(SourceMark.number).subquery())
    teams = teams_to_answer_for(actor)
    asking = select(func.count()).where(JoinRequest.state == RequestState.OPEN)
    counts = [*notes, invited, together, late, *(asking.where(JoinRequest.team_id == team) for team in teams)]
    row = session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    drafts, submitted, to_review, invitations, to_write_along, behind, *asked = row
    by_team = dict(zip(teams, asked, strict=True))
    return DeskCounts(drafts, submitted, to_review, invitations, to_write_along, behind, by_team)


def list_behind(session: Session, actor: Actor, page: int = 1, size: int = PAGE_SIZE) -> Page[SourceMark]:
    """Translations that are behind their source, for those who can bring them up to date. One query."""
    return page_of(session, translations_behind(actor), page, size)


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


def teams_waited_for(session: Session, notes: Iterable[Note]) -> dict[int, list[Team]]:
    """The owners that have not agreed to the latest revision, of notes with several owners, by note id. One query."""
    ids = [note.id for note in notes if note.submitted_at is not None]
    every = aliased(NoteTeam)
    owners = select(func.count(every.team_id)).where(every.note_id == Note.id).scalar_subquery()
    agreed = (TeamYes.note_id == Note.id) & (TeamYes.number == Note.latest_number) & (TeamYes.team_id == Team.id)
    query = (
        select(Note.id, Team)
        .join(NoteTeam, NoteTeam.note_id == Note.id)
        .join(Team, Team.id == NoteTeam.team_id)
        .outerjoin(TeamYes, agreed)
        .where(Note.id.in_(ids), owners > 1, TeamYes.team_id.is_(None))
        .order_by(Note.id, NoteTeam.position)
    )
    waited: dict[int, list[Team]] = {}
    for note_id, team in session.execute(query) if ids else ():
        waited.setdefault(note_id, []).append(team)
    return waited


def in_work(actor: Actor) -> ColumnElement[bool]:
    """A draft of one's own, or a note in which one left words unsaved and which still stands."""
    unsaved = select(Draft.note_id).where(Draft.member_id == own_id(actor))
    own = and_(Note.state == NoteState.DRAFT, written_by(actor))
    return or_(own, and_(Note.id.in_(unsaved), Note.state != NoteState.WITHDRAWN))


def waiting(actor: Actor) -> ColumnElement[bool]:
    return and_(written_by(actor), Note.submitted_at.is_not(None))


def reviewable(actor: Actor) -> ColumnElement[bool]:
    """Sent for review to a team for which the actor publishes; what is written for a peer group only when the actor is in it."""
    asked = or_(*(still_asked(kind, actor, teams_edited_for(actor)) for kind in (NoteTeam, NoteJoining)))
    return and_(asked, Note.submitted_at.is_not(None), within_groups(actor))


def still_asked(kind: type[NoteTeam] | type[NoteJoining], actor: Actor, teams: list[int]) -> ColumnElement[bool]:
    """One of the teams owns the note, or is about to, and has not agreed to its latest revision; what the actor wrote is for
    other eyes where the team wants two pairs."""
    rows = aliased(kind)
    agreed = select(TeamYes.team_id).where(
        TeamYes.note_id == Note.id, TeamYes.number == Note.latest_number, TeamYes.team_id == rows.team_id
    )
    careful = select(Team.id).where(Team.two_pairs_of_eyes)
    other_eyes = or_(rows.team_id.not_in(careful), not_(written_by(actor)))
    wanted = select(rows.note_id).where(rows.note_id == Note.id, rows.team_id.in_(teams), other_eyes)
    return wanted.where(~agreed.correlate(Note, rows).exists()).correlate(Note).exists()


def teams_to_answer_for(actor: Actor) -> list[int]:
    """The actor's teams whose people the actor manages."""
    return [team for team in sorted(actor.teams) if may(actor, Action.MANAGE_TEAM_PEOPLE, Team(id=team))]
