"""Reading who somebody is."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from knowledge.errors import NotFound
from knowledge.organizations.models import Membership
from knowledge.people.models import Member, MemberTopic
from knowledge.permissions import Action, Actor, may, require


def find_person(session: Session, actor: Actor, permalink: str) -> Member:
    """The member of this address. For members; a suspended one is shown to administrators alone.

    Raises `NotSignedIn` and `NotFound`.
    """
    require(actor, Action.READ_PEOPLE)
    return shown_to(actor, session.scalar(accounts().where(Member.permalink == permalink)), permalink)


def find_person_with_teams(session: Session, actor: Actor, permalink: str) -> tuple[Member, list[Membership]]:
    """The same with what the person offers and needs and the teams, in one query."""
    require(actor, Action.READ_PEOPLE)
    rows = session.execute(
        accounts()
        .add_columns(Membership)
        .outerjoin(Membership, Membership.member_id == Member.id)
        .where(Member.permalink == permalink)
        .options(joinedload(Member.interests).joinedload(MemberTopic.topic), joinedload(Membership.team))
        .order_by(Membership.since)
    ).unique()
    found = [(person, membership) for person, membership in rows]
    person = shown_to(actor, found[0][0] if found else None, permalink)
    return person, [membership for _, membership in found if membership is not None]


def accounts() -> Select[tuple[Member]]:
    return select(Member).where(Member.email_confirmed_at.is_not(None))


def shown_to(actor: Actor, person: Member | None, permalink: str) -> Member:
    if person is None or (person.suspended_at is not None and not may(actor, Action.SUSPEND_MEMBER, person)):
        raise NotFound(permalink)
    return person
