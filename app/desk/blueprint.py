"""The one blueprint of the desk; the modules beside it put their pages on it."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
