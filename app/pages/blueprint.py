"""The one blueprint of the pages that belong to no feature: home, countries, the pages about the site."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)
