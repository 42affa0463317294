"""A member moves to another mail address: confirmed on the new one, told on the old one."""

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Conflict, Invalid
from knowledge.people.addresses import clean_address, find_by_address
from knowledge.people.letters import Letters, send
from knowledge.people.links import find_link, has_enough_links, make_link, use_up, use_up_all
from knowledge.people.models import LinkPurpose, MailLink, Member
from knowledge.people.passwords import password_matches
from knowledge.permissions import Action, Actor, require

CHANGE = LinkPurpose.CHANGE_ADDRESS


def ask_new_address(
    session: Session, actor: Actor, member: Member, new_address: str, password: str, letters: Letters
) -> None:
    """Mail a link to the new address. One that somebody has is told to that mailbox alone, never to who typed it.

    Raises `Invalid` for a wrong password, text that is no address, or the address the member has.
    """
    require(actor, Action.EDIT_PROFILE, member)
    if not password_matches(member.password_hash, password):
        raise Invalid({"current": "password_wrong"})
    address = clean_address(new_address)
    if address == member.email:
        raise Invalid({"email": "address_same"})
    if has_enough_links(session, member, CHANGE):
        return
    token = make_link(session, member, CHANGE, address)
    taken = has_account(find_by_address(session, address))
    letter = letters.address_in_use(member, address) if taken else letters.confirm_new_address(member, address, token)
    send(session, address, letter)


def has_account(member: Member | None) -> bool:
    return member is not None and member.email_confirmed_at is not None


def find_address_link(session: Session, token: str) -> MailLink:
    """The link if it can still be used. Raises `LinkUnknown`, `LinkUsed` or `LinkExpired`."""
    return find_link(session, token, CHANGE)


def confirm_new_address(session: Session, token: str, letters: Letters) -> Member:
    """Make the link's address the member's own and tell the old one. Raises `Conflict` when somebody has it by now."""
    link = find_address_link(session, token)
    member, old = link.member, link.member.email
    holder = find_by_address(session, link.email)
    if has_account(holder):
        raise Conflict(link.email)
    if holder is not None:
        session.delete(holder)  # asked to join from this address and never became a member
        session.flush()
    use_up(session, link)
    use_up_all(session, member.id)
    member.email, member.email_confirmed_at = link.email, clock.now()
    send(session, old, letters.address_changed(member, member.email))
    session.flush()
    return member
