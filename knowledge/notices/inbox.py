"""A member's notices: the list, and marking what was read."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.errors import NotFound, NotSignedIn
from knowledge.notices.models import Notice
from knowledge.paging import Page, page_of
from knowledge.people.models import Member
from knowledge.permissions import Actor


def own_id(actor: Actor) -> int:
    """The member whose notices the actor may see: his own and nobody else's."""
    if actor.member_id is None:
        raise NotSignedIn("notices")
    return actor.member_id


def list_notices(session: Session, actor: Actor, page: int = 1) -> Page[Notice]:
    """The actor's notices with who caused them, unread ones first, then the newest. Two queries."""
    query = (
        select(Notice)
        .where(Notice.member_id == own_id(actor))
        .options(joinedload(Notice.actor))
        .order_by(Notice.read_at.is_not(None), Notice.created_at.desc(), Notice.id.desc())
    )
    return page_of(session, query, page)


def read_notice(session: Session, actor: Actor, notice_id: int) -> Notice:
    """Mark one notice as read; again changes nothing. Raises NotFound for another member's."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.member_id != own_id(actor):
        raise NotFound("notice")
    notice.read_at = notice.read_at or clock.now()
    session.flush()
    return notice


def read_all_notices(session: Session, actor: Actor) -> None:
    """Mark everything the actor was told so far as read."""
    unread = update(Notice).where(Notice.member_id == own_id(actor), Notice.read_at.is_(None))
    session.execute(unread.values(read_at=clock.now()))


def end_letters(session: Session, member: Member) -> None:
    """Mail the member no more notices; those that wait to be sent are dropped when their turn comes."""
    member.mail_notices = False
    session.flush()
