"""Reading who somebody is."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.errors import NotFound
from knowledge.people.models import Member, MemberTopic
from knowledge.permissions import Action, Actor, may, require


def find_person(session: Session, actor: Actor, permalink: str) -> Member:
    """The member of this address with offers and needs. For members; a suspended one is shown to administrators alone.

    Raises `NotSignedIn` and `NotFound`.
    """
    require(actor, Action.READ_PEOPLE)
    person = session.scalar(
        select(Member)
        .where(Member.permalink == permalink, Member.email_confirmed_at.is_not(None))
        .options(selectinload(Member.interests).options(joinedload(MemberTopic.topic)))
    )
    if person is None or (person.suspended_at is not None and not may(actor, Action.SUSPEND_MEMBER, person)):
        raise NotFound(permalink)
    return person
