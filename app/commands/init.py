"""`flask init`: prepare an empty installation. Safe to repeat, asks nothing."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.commands.search import lock_or_wait, own_session
from app.people.first_start import first_start_words
from app.search.engine import search_engine
from search_index.rebuilding import rebuild


@click.command("init", help="Prepare an empty installation: database to head, empty index. Safe to repeat.")
@with_appcontext
def commands() -> None:
    home = current_app.config["SETTINGS"].home
    upgrade()
    if search_engine().health().problem:
        with lock_or_wait(home):
            rebuild(own_session, search_engine())
    click.echo(f"Ready in {home}")
    if words := first_start_words():
        click.echo(words)
