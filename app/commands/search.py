"""Commands: flask search."""

from flask.cli import AppGroup

commands = AppGroup("search", help="Work with search.")
