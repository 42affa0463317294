"""Pages of peer_groups."""

from flask import Blueprint

blueprint = Blueprint("peer_groups", __name__, url_prefix="/peer-groups")
