"""Pages of organizations."""

from flask import Blueprint

blueprint = Blueprint("organizations", __name__, url_prefix="/organizations")
