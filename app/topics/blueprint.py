"""The blueprint of topics, apart from its views so that each module of them can import it."""

from flask import Blueprint

blueprint = Blueprint("topics", __name__, url_prefix="/topics")
