"""`/healthz`: for load balancers and monitors. Says what answers and how long the queues wait, and nothing else."""

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from app import web
from app.pages.blueprint import blueprint
from app.search.engine import search_engine
from knowledge.queues import waiting_seconds


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """200 while the database and the index answer, 503 otherwise. A queue that waits is told, and is no failure of this process."""
    try:
        waiting = waiting_seconds(web.session())
    except DBAPIError:
        return jsonify(status="failing", database="unavailable"), 503
    has_index = search_engine().health().problem is None
    report = {
        "status": "ok" if has_index else "failing",
        "database": "ok",
        "index": "ok" if has_index else "unavailable",
        "oldest_waiting_seconds": waiting,
    }
    return jsonify(report), 200 if has_index else 503
