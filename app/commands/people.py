"""Commands: flask people."""

from flask.cli import AppGroup

commands = AppGroup("people", help="Work with people.")
