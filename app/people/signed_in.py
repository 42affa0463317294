"""Flask-Login's view of a sign-in: the browser's token is the identity, the member stands behind it."""

import flask
from flask_login import UserMixin, login_user, logout_user

from app import web
from app.extensions import login
from knowledge.people.models import Member
from knowledge.people.sign_in import end_sign_in, find_sign_in, start_sign_in


class SignedIn(UserMixin):
    """A browser that is signed in as `member`."""

    def __init__(self, token: str, member: Member) -> None:
        self.token = token
        self.member = member

    def get_id(self) -> str:
        return self.token


@login.user_loader
def load(token: str) -> SignedIn | None:
    found = find_sign_in(web.session(), token)
    return SignedIn(token, found.member) if found is not None else None


def sign_in(member: Member) -> None:
    """Sign the member in on this browser, in a session made anew so that none from before can be fixed upon it."""
    flask.session.clear()
    token = start_sign_in(web.session(), member, flask.request.user_agent.string)
    login_user(SignedIn(token, member))


def sign_out() -> None:
    """End this browser's sign-in, in the database too."""
    token = flask.session.get("_user_id")
    if token:
        end_sign_in(web.session(), token)
    logout_user()
    flask.session.clear()
