"""When what was sent from a page of writing cannot be taken at all: the words come back, ready to be sent again."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from app import web
from app.notes.blueprint import blueprint
from app.notes.shown_values import label_of_field
from knowledge.errors import DomainError

# The pages whose form holds words that somebody may have written for an hour.
WRITING = frozenset(
    {"notes.create", "notes.save", "notes.settle_conflict", "notes.ask_changes", "notes.withdraw", "notes.comment"}
    | {"notes.continue_in_editor"}
)
CHOSEN = frozenset(
    {
        "revision",
        "then",
        "save",
        "add",
        "remove",
        "find",
        "language",
        "audience",
        "teams",
        "authors",
        "countries",
        "circumstances",
        "topics",
        "field",
        "number",
        "thread",
        "back",
    }
    | {"scale", "status", "income_level", "evidence", "licence", "open_to_calls"}
)
# After these the same words can be sent again to the same address; after others the reason has to go first.
WORTH_SENDING_AGAIN = (400, 401, 503)


@blueprint.errorhandler(DomainError)
def on_refusal(error: DomainError) -> ResponseReturnValue:
    """Also a sign-in that ended while somebody wrote."""
    answer = web.on_domain_error(error)
    status = next((web.STATUS[kind] for kind in type(error).__mro__ if kind in web.STATUS), 400)
    return kept(status) if is_writing() else answer


@blueprint.errorhandler(CSRFError)
def on_old_page(error: CSRFError) -> ResponseReturnValue:
    """The page is from before signing out or in; the page that keeps the words has a fresh token."""
    answer = web.on_http_error(error)
    return kept(400) if is_writing() else answer


@blueprint.errorhandler(OperationalError)
def on_locked_database(error: OperationalError) -> ResponseReturnValue:
    answer = web.on_database_trouble(error)
    return kept(503) if is_writing() else answer


def is_writing() -> bool:
    return request.method == "POST" and request.endpoint in WRITING and not web.wants_json()


def kept(status: int) -> ResponseReturnValue:
    """Every text as it was sent, readable, with a button that sends the whole form to the same address again."""
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    page = render_template(
        "notes/edit_kept.html",
        status=status,
        told=401 if status == 400 and web.reader() is None else status,
        sent=sent,
        texts=[
            (_("Your comment") if name == "text" else label_of_field(name), value)
            for name, value in sent
            if value.strip() and is_text(name)
        ],
        again=status in WORTH_SENDING_AGAIN,
        action=request.full_path.rstrip("?"),
    )
    return page, status, {"Retry-After": "30"} if status == 503 else {}


def is_text(name: str) -> bool:
    """Whether somebody wrote the field's value, rather than choosing it."""
    if name.startswith("attachments-"):
        return name.endswith("-words")
    return name not in CHOSEN and not name.startswith("choice-") and not name.endswith(("-kind", "-query"))
