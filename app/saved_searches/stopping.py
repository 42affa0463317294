"""The link in an alert that ends this alert: signed, without an end date, good for one search alone."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from knowledge.errors import NotFound
from knowledge.saved_searches.models import SavedSearch


def signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="alert-off")


def stop_token(search: SavedSearch) -> str:
    """What a letter about the search carries."""
    token = signer().dumps(search.permalink)
    return token if isinstance(token, str) else token.decode()


def search_of_token(session: Session, token: str) -> SavedSearch:
    """Raises NotFound when the token was not made here, or the search was deleted."""
    try:
        permalink = signer().loads(token)
    except BadSignature as error:
        raise NotFound("alert") from error
    query = select(SavedSearch).where(SavedSearch.permalink == str(permalink)).options(joinedload(SavedSearch.member))
    search = session.scalar(query)
    if search is None:
        raise NotFound("alert")
    return search
