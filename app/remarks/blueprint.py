"""The one blueprint of remarks; its pages stand under the address of the note that they are about."""

from flask import Blueprint

blueprint = Blueprint("remarks", __name__, url_prefix="/notes/<permalink>")
