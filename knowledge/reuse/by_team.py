"""What a team took up from others, and who took up what it wrote; as far as the reader may read the notes."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager

from knowledge.notes.models import Note, NoteAudience, NoteState, NoteTeam
from knowledge.organizations.models import Team
from knowledge.paging import PAGE_SIZE, Page, page_of
from knowledge.permissions import Actor, audience_terms, readable_by
from knowledge.reuse.models import Adoption


def list_taken_up_by(
    session: Session, actor: Actor, team: Team, page: int = 1, size: int = PAGE_SIZE
) -> Page[Adoption]:
    """What the team took up, with the notes, the latest news first. One query, two beyond the end.

    Withdrawn notes stay for those who could read them, since the team did use them; nothing is left to read but their title.
    """
    terms = NoteAudience.term.in_(sorted(audience_terms(actor)))
    could_read = select(NoteAudience.note_id).where(NoteAudience.note_id == Note.id, terms).exists()
    withdrawn = (Note.state == NoteState.WITHDRAWN) & could_read
    return newest(session, (Adoption.team_id == team.id) & (readable_by(actor) | withdrawn), page, size)


def list_taken_up_from(
    session: Session, actor: Actor, team: Team, page: int = 1, size: int = PAGE_SIZE
) -> Page[Adoption]:
    """Who took up what the team owns. One query, two beyond the end."""
    owned = select(NoteTeam.note_id).where(NoteTeam.team_id == team.id)
    return newest(session, Adoption.note_id.in_(owned) & readable_by(actor), page, size)


def newest(session: Session, condition: ColumnElement[bool], page: int, size: int) -> Page[Adoption]:
    query = select(Adoption).join(Adoption.note).options(contains_eager(Adoption.note)).where(condition)
    return page_of(session, query.order_by(Adoption.changed_at.desc(), Adoption.id.desc()), page, size)
