"""Pages of topics."""

from flask import Blueprint

blueprint = Blueprint("topics", __name__, url_prefix="/topics")
