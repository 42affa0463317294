"""What is said inside a group, and stays there."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notices.telling import tell
from knowledge.paging import Page, page_of
from knowledge.peer_groups.errors import GroupClosed
from knowledge.peer_groups.models import GroupState, Message, PeerGroup
from knowledge.peer_groups.standing import members_of
from knowledge.permissions import Action, Actor, require

LONGEST = 20_000


def write_message(session: Session, actor: Actor, group: PeerGroup, text: str) -> Message:
    """Say something to the group. Raises Invalid on an empty or over-long text."""
    require(actor, Action.ENTER_GROUP, group)
    if group.state == GroupState.CLOSED:
        raise GroupClosed(group.permalink)
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid({"text": "long" if text else "empty"})
    message = Message(group_id=group.id, author_id=actor.member_id, text=text)
    session.add(message)
    session.flush()
    tell(session, [place.member_id for place in members_of(group)], "group_message", group, actor.member_id)
    return message


def remove_message(session: Session, actor: Actor, group: PeerGroup, message_id: int) -> None:
    """Take back one's own message; its place says so."""
    require(actor, Action.ENTER_GROUP, group)
    message = session.get(Message, message_id)
    if message is None or message.group_id != group.id or message.removed_at is not None:
        raise NotFound(str(message_id))
    if message.author_id != actor.member_id:
        raise NotAllowed(str(message_id))
    message.removed_at, message.text = clock.now(), ""
    session.flush()


def read_messages(session: Session, actor: Actor, group: PeerGroup, page: int = 1) -> Page[Message]:
    """The discussion, the newest page first and each page in the order things were said."""
    require(actor, Action.ENTER_GROUP, group)
    query = (
        select(Message)
        .where(Message.group_id == group.id)
        .options(joinedload(Message.author))
        .order_by(Message.at.desc(), Message.id.desc())
    )
    newest = page_of(session, query, page)
    return replace(newest, items=list(newest.items)[::-1])
