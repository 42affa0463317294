"""Commands: flask topics."""

from flask.cli import AppGroup

commands = AppGroup("topics", help="Work with topics.")
