"""Single-use links sent by mail: confirm an address, set a password, change the address."""

import secrets
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.errors import Expired, Gone, NotFound
from knowledge.people.models import LinkPurpose, MailLink, Member
from knowledge.people.sign_in import digest

LASTS = {
    LinkPurpose.CONFIRM_ADDRESS: timedelta(days=3),
    LinkPurpose.RESET_PASSWORD: timedelta(hours=2),
    LinkPurpose.CHANGE_ADDRESS: timedelta(days=1),
}
FIRST_PASSWORD_LASTS = timedelta(days=7)
# Beyond this nothing more is mailed: who asks has that many links that still work, and a stranger cannot flood a mailbox.
MOST_PER_HOUR = 5


class LinkUnknown(NotFound):
    """There is no such link; most often a part of it got lost on the way."""


class LinkUsed(Gone):
    """The link did its one work already."""


class LinkExpired(Expired):
    """The link's time is over."""


def make_link(
    session: Session, member: Member, purpose: LinkPurpose, email: str, lasts: timedelta | None = None
) -> str:
    """Make a link for the member, to be sent to `email`; returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    session.add(
        MailLink(
            token_digest=digest(token),
            member_id=member.id,
            purpose=purpose,
            email=email,
            created_at=clock.now(),
            expires_at=clock.now() + (lasts or LASTS[purpose]),
        )
    )
    session.flush()
    return token


def has_enough_links(session: Session, member: Member, purpose: LinkPurpose) -> bool:
    """Whether the member was sent as many links of this purpose in the last hour as anybody needs."""
    recent = select(func.count()).where(
        MailLink.member_id == member.id,
        MailLink.purpose == purpose,
        MailLink.created_at > clock.now() - timedelta(hours=1),
    )
    return (session.scalar(recent) or 0) >= MOST_PER_HOUR


def find_link(session: Session, token: str, purpose: LinkPurpose) -> MailLink:
    """The link behind a token, not yet used up. Raises `LinkUnknown`, `LinkUsed`, `LinkExpired`."""
    link = session.scalar(
        select(MailLink)
        .where(MailLink.token_digest == digest(token), MailLink.purpose == purpose)
        .options(joinedload(MailLink.member))
    )
    if link is None:
        raise LinkUnknown(purpose)
    if link.used_at is not None:
        raise LinkUsed(purpose)
    if link.expires_at <= clock.now():
        raise LinkExpired(purpose)
    return link


def use_up(session: Session, link: MailLink) -> None:
    """Spend the link. Raises `LinkUsed` when another request just did: the database decides who is first."""
    spent = session.execute(
        update(MailLink)
        .where(MailLink.token_digest == link.token_digest, MailLink.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if cast("CursorResult[Any]", spent).rowcount != 1:
        raise LinkUsed(link.purpose)


def use_up_all(session: Session, member_id: int, purpose: LinkPurpose | None = None) -> None:
    """Make every open link of the member (of one purpose) worthless."""
    query = update(MailLink).where(MailLink.member_id == member_id, MailLink.used_at.is_(None))
    if purpose is not None:
        query = query.where(MailLink.purpose == purpose)
    session.execute(query.values(used_at=clock.now()))
