"""What administrators do with accounts: find, suspend, restore, give and take network roles."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.notices.telling import tell
from knowledge.paging import Page, page_of
from knowledge.people.links import use_up_all
from knowledge.people.models import Member, NetworkRole
from knowledge.people.sign_in import end_all_sign_ins
from knowledge.permissions import Action, Actor, require


def list_members(session: Session, actor: Actor, words: str = "", number: int = 1) -> Page[Member]:
    """Accounts whose name or address holds every word, by name. For administrators."""
    require(actor, Action.SUSPEND_MEMBER)
    query = select(Member).where(Member.email_confirmed_at.is_not(None)).order_by(Member.name, Member.id)
    for word in words.replace("\0", " ").split()[:6]:
        query = query.where(
            or_(Member.name.icontains(word, autoescape=True), Member.email.icontains(word, autoescape=True))
        )
    return page_of(session, query, number)


def administrators(session: Session) -> list[Member]:
    """Those who can administer now. Locked until the transaction ends, so that two cannot take the role from each other."""
    found = session.scalars(
        select(Member).where(acts_as(NetworkRole.ADMINISTRATOR)).order_by(Member.id).with_for_update()
    )
    return list(found)


def acts_as(role: NetworkRole) -> ColumnElement[bool]:
    """On `Member`: has the role in the network, and an account that can act."""
    has_role = cast(Member.roles, String).contains(f'"{role}"')
    return has_role & Member.suspended_at.is_(None) & Member.email_confirmed_at.is_not(None)


def keep_an_administrator(session: Session, without: Member) -> None:
    """Raise `Invalid` when nobody could administer without this member."""
    if [member.id for member in administrators(session)] == [without.id]:
        raise Invalid({"roles": "last_administrator"})


def suspend_member(session: Session, actor: Actor, member: Member) -> None:
    """Shut the member out at once: every sign-in ends, every link dies, what they wrote stays. Never the last administrator."""
    require(actor, Action.SUSPEND_MEMBER, member)
    keep_an_administrator(session, without=member)
    member.suspended_at = member.suspended_at or clock.now()
    end_all_sign_ins(session, member.id)
    use_up_all(session, member.id)
    session.flush()


def restore_member(session: Session, actor: Actor, member: Member) -> None:
    """Let a suspended member in again."""
    require(actor, Action.SUSPEND_MEMBER, member)
    member.suspended_at = None
    session.flush()


def set_network_roles(session: Session, actor: Actor, member: Member, roles: Collection[NetworkRole]) -> None:
    """Give the member these network roles and no others, and tell them. Never takes it from the last administrator."""
    require(actor, Action.GRANT_ROLES, member)
    if NetworkRole.ADMINISTRATOR not in roles:
        keep_an_administrator(session, without=member)
    wanted = [str(role) for role in NetworkRole if role in roles]
    if wanted == sorted(member.roles, key=[str(r) for r in NetworkRole].index):
        return
    member.roles = wanted
    tell(session, [member.id], "network_roles_changed", member, actor.member_id, roles=wanted)
    session.flush()
