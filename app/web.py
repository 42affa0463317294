"""The edge between HTTP and the domain: who is acting, the one commit, errors to status codes, headers on every response."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, request, url_for
from flask import render_template as render
from flask.ctx import RequestContext
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin, current_user
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, InternalServerError

from app.extensions import db
from knowledge import errors
from knowledge.base import read_intent, write_intent
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.permissions import STRANGER, Actor

log = logging.getLogger("causeway.web")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STATUS: dict[type[errors.DomainError], int] = {
    errors.NotFound: 404,
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.Expired: 410,
    errors.Gone: 410,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


class Application(Flask):
    """Flask with the house's transaction rule: an unsafe request commits once when it succeeded; all else rolls back."""

    def request_context(self, environ: dict[str, Any]) -> RequestContext:
        """No text of ours has a NUL, and PostgreSQL takes none: it is left out of an address's query."""
        environ["QUERY_STRING"] = environ.get("QUERY_STRING", "").replace("%00", "")
        return super().request_context(environ)

    def full_dispatch_request(self) -> Response:
        if request.method in SAFE_METHODS:
            return super().full_dispatch_request()
        with write_intent():
            return super().full_dispatch_request()

    def dispatch_request(self) -> ResponseReturnValue:
        response = self.make_response(super().dispatch_request())
        if request.method not in SAFE_METHODS and response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
        return response


@contextmanager
def transaction() -> Iterator[Session]:
    """The same boundary for a command: everything inside is committed once, or nothing of it."""
    with write_intent():
        try:
            yield db.session()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@contextmanager
def reading() -> Iterator[Session]:
    """A command's look at the database that changes nothing and takes no write lock."""
    try:
        yield db.session()
    finally:
        db.session.rollback()


@contextmanager
def looking_first() -> Iterator[Session]:
    """A look at the database before the slow part of a request that will write, with no write lock. All that was seen is
    forgotten, as it may change meanwhile: who acts is found again.
    """
    with read_intent():
        try:
            yield db.session()
        finally:
            db.session.rollback()
            g.pop("actor", None)
            g.pop("_login_user", None)


def session() -> Session:
    """The request's database session, as the domain's services expect it."""
    return db.session()


def reader() -> Member | None:
    """The member who is signed in, or nobody."""
    return current_user.member if current_user.is_authenticated else None


def actor() -> Actor:
    """Who is acting in this request; found once."""
    if "actor" not in g:
        g.actor = actor_for(session(), reader())
    found: Actor = g.actor
    return found


def require_member() -> Actor:
    """The actor, who must be signed in; otherwise the request ends at the sign-in page."""
    who = actor()
    if not who.is_member():
        raise errors.NotSignedIn(request.path)
    return who


def page_number(name: str = "page") -> int:
    """The page asked for in the address, 1 when it is none. A page with two lists gives the second a name of its own."""
    text = request.args.get(name, "1")
    return max(1, min(int(text), 10_000)) if text.isascii() and text.isdigit() else 1


def wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def init_app(app: Flask) -> None:
    app.register_error_handler(errors.DomainError, on_domain_error)
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(OperationalError, on_database_trouble)
    app.register_error_handler(DataError, on_unstorable)
    app.register_error_handler(Exception, on_unexpected)
    app.after_request(secure)


def on_domain_error(error: errors.DomainError) -> ResponseReturnValue:
    db.session.rollback()
    if isinstance(error, errors.NotSignedIn) and request.method in SAFE_METHODS and not wants_json():
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    return error_page(status, fields=error.fields if isinstance(error, errors.Invalid) else None)


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    db.session.rollback()
    if error.response is not None:
        return error.response
    if error.code is not None and error.code < 400:
        return error.get_response()
    return error_page(error.code or 500, headers=dict(error.get_headers()))


def on_database_trouble(error: OperationalError) -> ResponseReturnValue:
    db.session.rollback()
    log.error("database trouble at %s %s: %s", request.method, request.path, error.orig)
    # The page that says so must not ask the database who reads it.
    g._login_user, g.actor, g.unread_notices = AnonymousUserMixin(), STRANGER, 0
    return error_page(503)


def on_unstorable(error: DataError) -> ResponseReturnValue:
    """The database cannot hold what was sent (a NUL, a number too large): there is no such thing, or it cannot be saved."""
    db.session.rollback()
    log.warning("unstorable at %s %s: %s", request.method, request.path, type(error.orig).__name__)
    return error_page(404 if request.method in SAFE_METHODS else 422)


def on_unexpected(error: Exception) -> ResponseReturnValue:
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    db.session.rollback()
    g.reference = new_reference()
    log.exception("reference %s at %s %s", g.reference, request.method, request.path)
    return error_page(InternalServerError.code)


def new_reference() -> str:
    """What a reader tells the operator, who finds the same in the log."""
    return secrets.token_hex(4).upper()


def error_page(
    status: int, fields: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    """The page (or JSON) that says what happened, that nothing was lost, and what to do."""
    kept = {} if request.method in SAFE_METHODS else kept_words()
    if wants_json():
        body: Any = {"status": status, "error": _("This could not be done."), "fields": fields or {}}
        return body, status
    page = render("errors/error.html", status=status, kept=kept, fields=fields or {}, reference=g.get("reference"))
    retry = {"Retry-After": (headers or {}).get("Retry-After", "30")} if status in (429, 503) else {}
    return page, status, retry


SHORT_WORDS = frozenset({"text", "reason"})  # what people say, however short


def kept_words() -> dict[str, str]:
    """What the person typed, to be given back on an error page. Never secrets."""
    hidden = ("csrf_token", "password", "token")
    try:
        form = request.form
    except HTTPException:  # the body itself was refused (too large)
        return {}
    return {
        name: value
        for name, value in form.items()
        if (len(value) > 20 or (name in SHORT_WORDS and value.strip())) and not any(h in name for h in hidden)
    }


def secure(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["SETTINGS"].is_https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = (
            "private, no-store" if current_user.is_authenticated else "private, no-cache"
        )
    return response


def tell(message: str, category: str = "done") -> None:
    """Show a message on the next page: told, done, look or fix."""
    flash(message, category)
