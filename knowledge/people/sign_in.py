"""Sign-ins live in the database, so that they end at sign-out, at a change of password and at suspension."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from knowledge import clock
from knowledge.people.models import Member, SignIn

SIGN_IN_LASTS = timedelta(days=14)


def digest(token: str) -> str:
    """What is kept of a secret that was handed out. The token has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_sign_in(session: Session, member: Member, user_agent: str = "") -> str:
    """Open a sign-in for the member and return its token, which is kept nowhere but in the browser."""
    session.execute(delete(SignIn).where(SignIn.member_id == member.id, SignIn.expires_at <= clock.now()))
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_digest=digest(token),
            member_id=member.id,
            expires_at=clock.now() + SIGN_IN_LASTS,
            user_agent=user_agent[:200],
        )
    )
    session.flush()
    return token


def find_sign_in(session: Session, token: str) -> SignIn | None:
    """The sign-in a browser holds, if it still counts: not expired, and its member neither suspended nor unconfirmed."""
    found = session.scalar(
        select(SignIn).where(SignIn.token_digest == digest(token)).options(joinedload(SignIn.member))
    )
    if found is None or found.expires_at <= clock.now():
        return None
    if found.member.suspended_at is not None or found.member.email_confirmed_at is None:
        return None
    return found


def end_sign_in(session: Session, token: str) -> None:
    """Sign this browser out."""
    session.execute(delete(SignIn).where(SignIn.token_digest == digest(token)))


def end_all_sign_ins(session: Session, member_id: int, but: str | None = None) -> None:
    """Sign the member out everywhere, except in the browser that holds the token `but`."""
    query = delete(SignIn).where(SignIn.member_id == member_id)
    if but is not None:
        query = query.where(SignIn.token_digest != digest(but))
    session.execute(query)


def list_sign_ins(session: Session, member_id: int) -> list[SignIn]:
    """The browsers in which the member is signed in now, the latest first."""
    query = select(SignIn).where(SignIn.member_id == member_id, SignIn.expires_at > clock.now())
    return list(session.scalars(query.order_by(SignIn.created_at.desc(), SignIn.token_digest)))


def end_one_sign_in(session: Session, member_id: int, token_digest: str) -> None:
    """Sign the member out in one browser, named by the digest of its token."""
    session.execute(delete(SignIn).where(SignIn.member_id == member_id, SignIn.token_digest == token_digest))
