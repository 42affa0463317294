"""Pages of topics."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from app.topics.choosing import matches_for

blueprint = Blueprint("topics", __name__, url_prefix="/topics")


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Topics for what was typed into a picker: a list of objects with id, label and path."""
    matches = matches_for(request.args.get("q", ""))
    return jsonify([{"id": topic.id, "label": topic.label, "path": topic.path} for topic in matches])
