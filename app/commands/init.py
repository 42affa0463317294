"""`flask init`: prepare an empty installation. Safe to repeat, asks nothing."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade


@click.command("init", help="Prepare an empty installation: database to head, empty index. Safe to repeat.")
@with_appcontext
def commands() -> None:
    upgrade()
    click.echo(f"Ready in {current_app.config['SETTINGS'].home}")
