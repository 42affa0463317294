"""The link at the end of each letter that ends letters: signed, without an end date, good for this one thing."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import NotFound
from knowledge.people.models import Member


def signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="letters-off")


def unsubscribe_token(member: Member) -> str:
    """What a letter to the member carries."""
    token = signer().dumps(member.permalink)
    return token if isinstance(token, str) else token.decode()


def member_of_token(session: Session, token: str) -> Member:
    """Whose letters the token ends. Raises NotFound when it was not made here, or the account is gone."""
    try:
        permalink = signer().loads(token)
    except BadSignature as error:
        raise NotFound("unsubscribe") from error
    member = session.scalar(select(Member).where(Member.permalink == str(permalink)))
    if member is None:
        raise NotFound("unsubscribe")
    return member
