"""Commands: flask notes."""

from flask.cli import AppGroup

commands = AppGroup("notes", help="Work with notes.")
