"""Links in mail: signed, at the configured address, and never written to a log.

The token travels in the query, so that what is logged of a request (its path) holds none.
"""

import logging
import re

from flask import current_app, request
from flask.blueprints import BlueprintSetupState
from itsdangerous import BadData, URLSafeSerializer

from app.people.blueprint import blueprint
from knowledge.people.links import LinkUnknown

LINK_IN_A_LINE = re.compile(r"\blink=[\w.%~-]+")


def sealed(token: str, use: str) -> str:
    """The token signed for one use, so that a changed or invented link is refused before the database is asked."""
    return str(serializer(use).dumps(token))


def serializer(use: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"link:{use}")


def opened(use: str) -> str:
    """The token in the link that brought the reader here. Raises `LinkUnknown` for one that was not made here for this use."""
    try:
        return str(serializer(use).loads(request.args.get("link", "")))
    except BadData as error:
        raise LinkUnknown(use) from error


def hide_links(record: logging.LogRecord) -> bool:
    """Takes the token out of an access log's line."""
    line = record.getMessage()
    if "link=" in line:
        record.msg, record.args = LINK_IN_A_LINE.sub("link=(hidden)", line), ()
    return True


@blueprint.record_once
def keep_links_out_of_logs(_state: BlueprintSetupState) -> None:
    for name in ("werkzeug", "gunicorn.access"):
        logging.getLogger(name).addFilter(hide_links)
