"""Commands: flask organizations."""

from flask.cli import AppGroup

commands = AppGroup("organizations", help="Work with organizations.")
