"""Finding groups: one by its address, lists of those that look for people."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.errors import NotFound
from knowledge.paging import Page, page_of
from knowledge.peer_groups.models import GroupState, GroupTopic, PeerGroup
from knowledge.permissions import Action, Actor, require


def find_group(session: Session, actor: Actor, permalink: str) -> PeerGroup:
    """The group at an address, with its places. Raises NotSignedIn for a stranger, whether or not it exists."""
    require(actor, Action.SEE_GROUP)
    query = (
        select(PeerGroup)
        .where(PeerGroup.permalink == permalink)
        .options(selectinload(PeerGroup.places), selectinload(PeerGroup.topics), joinedload(PeerGroup.proposed_by))
    )
    group = session.scalar(query)
    if group is None:
        raise NotFound(permalink)
    return group


def list_groups(
    session: Session,
    actor: Actor,
    *,
    state: GroupState | None = None,
    language: str = "",
    topic_ids: tuple[int, ...] = (),
    page: int = 1,
) -> Page[PeerGroup]:
    """Groups that have not ended, those that look for people first, then the newest."""
    require(actor, Action.SEE_GROUP)
    wanted = [PeerGroup.state == state if state else PeerGroup.state != GroupState.CLOSED]
    if language:
        wanted.append(PeerGroup.language == language)
    if topic_ids:
        about = select(GroupTopic.group_id).where(GroupTopic.topic_id.in_(topic_ids))
        wanted.append(PeerGroup.id.in_(about))
    query = (
        select(PeerGroup)
        .where(*wanted)
        .options(selectinload(PeerGroup.places), selectinload(PeerGroup.topics))
        .order_by(PeerGroup.state != GroupState.FORMING, PeerGroup.id.desc())
    )
    return page_of(session, query, page)
