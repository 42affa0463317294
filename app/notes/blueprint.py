"""The one blueprint of notes: reading (views.py) and writing (editing.py) both put their pages on it."""

from flask import Blueprint

from app.notes.periods import show_period

blueprint = Blueprint("notes", __name__, url_prefix="/notes")
blueprint.add_app_template_global(show_period)  # cards of notes stand on the pages of every feature
