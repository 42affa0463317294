"""The one blueprint of people; the modules beside it put their pages on it."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, url_prefix="/people")
