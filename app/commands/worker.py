"""Commands: flask worker."""

from flask.cli import AppGroup

commands = AppGroup("worker", help="Work with worker.")
