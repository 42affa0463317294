"""Finding somebody to write with."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import proposal_at
from knowledge.peer_groups.models import Place, PlaceState
from knowledge.people.addresses import find_by_address
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, require

MOST_FOUND = 10


def find_candidates(session: Session, actor: Actor, note: Note, words: str) -> list[Member]:
    """Members whose name holds every word and who do not write the note yet; for a group's note those of the group."""
    require(actor, Action.INVITE_COAUTHOR, note)
    looked_for = words.replace("\0", " ").split()[:6]
    if not looked_for:
        return []
    query = select(Member).where(Member.email_confirmed_at.is_not(None), Member.suspended_at.is_(None))
    query = query.where(Member.id.not_in(proposal_at(session, note, note.latest_number).authors))
    for word in looked_for:
        query = query.where(Member.name.icontains(word, autoescape=True))
    if note.audience == AudienceKind.PEER_GROUP:
        query = query.where(Member.id.in_(members_of_its_group(note)))
    return list(session.scalars(query.order_by(Member.name, Member.id).limit(MOST_FOUND)))


def may_write_along(session: Session, note: Note, member: Member) -> bool:
    """An account that acts; a note for a peer group is written by its people alone."""
    if member.suspended_at is not None or member.email_confirmed_at is None:
        return False
    if note.audience != AudienceKind.PEER_GROUP:
        return True
    return session.scalar(members_of_its_group(note).where(Place.member_id == member.id)) is not None


def members_of_its_group(note: Note) -> Select[tuple[int]]:
    return select(Place.member_id).where(Place.group_id == note.peer_group_id, Place.state == PlaceState.MEMBER)


def find_account(session: Session, address: str) -> Member | None:
    """The account with this address, if its owner has confirmed it."""
    member = find_by_address(session, address)
    return member if member is not None and member.email_confirmed_at is not None else None
