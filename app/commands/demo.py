"""Commands: flask demo."""

from flask.cli import AppGroup

commands = AppGroup("demo", help="Work with demo.")
