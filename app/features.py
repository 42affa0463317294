"""The list of features: which blueprint answers where, and which commands an operator has."""

from importlib import import_module

from flask import Flask

VIEWS = (
    "pages",
    "people",
    "organizations",
    "notices",
    "notes",
    "reuse",
    "remarks",
    "topics",
    "search",
    "saved_searches",
    "peer_groups",
    "rounds",
    "desk",
)
COMMANDS = ("init", "people", "organizations", "notes", "topics", "search", "demo", "worker", "peer_groups")


def register_features(app: Flask) -> None:
    """Register each feature's `blueprint` and each command module's `commands` (a click group or command)."""
    for name in VIEWS:
        app.register_blueprint(import_module(f"app.{name}.views").blueprint)
    for name in COMMANDS:
        app.cli.add_command(import_module(f"app.commands.{name}").commands)
