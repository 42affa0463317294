"""The one blueprint of notes: reading (views.py) and writing (editing.py) both put their pages on it."""

from flask import Blueprint

blueprint = Blueprint("notes", __name__, url_prefix="/notes")
