"""Setting a password: by a link when it is forgotten or not yet chosen, or with the old one."""

from sqlalchemy.orm import Session

from knowledge.errors import Invalid
from knowledge.people.addresses import clean_address, find_by_address
from knowledge.people.letters import Letters, send
from knowledge.people.links import (
    FIRST_PASSWORD_LASTS,
    find_link,
    has_enough_links,
    make_link,
    use_up,
    use_up_all,
)
from knowledge.people.models import LinkPurpose, MailLink, Member
from knowledge.people.passwords import accept_password, password_matches
from knowledge.people.sign_in import end_all_sign_ins
from knowledge.permissions import Action, Actor, require

RESET = LinkPurpose.RESET_PASSWORD


def ask_new_password(session: Session, email: str, letters: Letters) -> None:
    """Mail a link to set a new password. An address without an account that acts gets a letter that says so: equal work,
    and the answer on the page can be the same. Raises `Invalid` for text that is no address.
    """
    address = clean_address(email)
    member = find_by_address(session, address)
    if member is None or member.email_confirmed_at is None or member.suspended_at is not None:
        send(session, address, letters.no_account(address))
        return
    if not has_enough_links(session, member, RESET):
        token = make_link(session, member, RESET, member.email)
        send(session, member.email, letters.new_password(member, token))


def first_password_link(session: Session, member: Member) -> str:
    """The token of a link by which a new member sets the first password, within a week."""
    return make_link(session, member, RESET, member.email, FIRST_PASSWORD_LASTS)


def find_password_link(session: Session, token: str) -> MailLink:
    """The link if it can still be used. Raises `LinkUnknown`, `LinkUsed` or `LinkExpired`."""
    return find_link(session, token, RESET)


def set_password_by_link(session: Session, token: str, password: str, letters: Letters) -> Member:
    """Set the password of the link's member, end all sign-ins, and spend every such link. Raises `Invalid` and the link's errors."""
    link = find_password_link(session, token)
    member = link.member
    kept = accept_password(password, member.name, member.email)
    use_up(session, link)
    replace_password(session, member, kept, letters)
    return member


def change_password(
    session: Session, actor: Actor, member: Member, current: str, password: str, letters: Letters
) -> None:
    """Replace one's own password and end all sign-ins, this browser's too: whoever knew the old one is out. Raises `Invalid`."""
    require(actor, Action.EDIT_PROFILE, member)
    if not password_matches(member.password_hash, current):
        raise Invalid({"current": "password_wrong"})
    replace_password(session, member, accept_password(password, member.name, member.email), letters)


def replace_password(session: Session, member: Member, kept: str, letters: Letters) -> None:
    had_one = member.password_hash is not None
    member.password_hash = kept
    end_all_sign_ins(session, member.id)
    use_up_all(session, member.id)
    if had_one:
        send(session, member.email, letters.password_changed(member))
    session.flush()
