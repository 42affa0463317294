"""Pages of notes."""

from flask import Blueprint

blueprint = Blueprint("notes", __name__, url_prefix="/notes")
