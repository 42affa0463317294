"""`flask search`: bring the index up to date, build it anew, tell its state, and run queries for judging the ranking."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.search.engine import search_engine
from app.search.expansion import labels
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.permissions import STRANGER, Actor
from knowledge.queues import age
from search_index.audience import audience_now
from search_index.errors import DrainerRunning, SearchError
from search_index.following import drain, mend_differences
from search_index.judging import Comparison, WrongCollection, compare, read_collection
from search_index.loading import published_ids
from search_index.locking import sole_drainer
from search_index.rebuilding import rebuild
from search_index.status import Status, status
from search_index.trec import note_names, read_queries, run
from search_index.weights import WrongWeights, read_weights

LATE_S = 300
"""A change that waits longer than this is a sign that nobody follows."""

commands = AppGroup("search", help="Bring the search index up to date, rebuild it, tell its state, run queries.")


def own_session() -> Session:
    """Sessions apart from the request's: the index follows what is committed."""
    return Session(db.engine)


@contextmanager
def lock_or_wait(home: Path) -> Iterator[None]:
    """The drainer's lock; says so when it has to be waited for."""
    try:
        with sole_drainer(home):
            yield
            return
    except DrainerRunning:
        click.echo("Another process is bringing the index up to date; waiting for it.", err=True)
    with sole_drainer(home, wait=True):
        yield


@commands.command("drain")
def drain_command() -> None:
    """Bring the index up to date with every change that waits."""
    with speaking(), lock_or_wait(current_app.config["SETTINGS"].home):
        click.echo(f"{drain(own_session, search_engine())} notes brought up to date.")


@commands.command("rebuild")
def rebuild_command() -> None:
    """Build the index anew while the old one serves, then switch. Can be stopped at any moment; then it begins anew."""
    with speaking(), stoppable(), lock_or_wait(current_app.config["SETTINGS"].home):
        with own_session() as session:
            total = len(published_ids(session))
        with click.progressbar(length=total, label="Indexing", file=sys.stderr) as bar:
            written = rebuild(own_session, search_engine(), lambda done: bar.update(done - bar.pos))
        drain(own_session, search_engine())
    click.echo(f"{written} notes indexed.")


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM ends the work as Ctrl-C does, also where that was ignored: cleaned up, with a sentence, and with exit code 1."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt as error:
        raise click.ClickException("Stopped. The old index, if there is one, goes on serving.") from error
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@commands.command("status")
@click.option("--mend", is_flag=True, help="Put differences between database and index right.")
def status_command(mend: bool) -> None:
    """Tell how far the index is behind and where it differs. Ends with 1 when something is wrong.

    Wrong is: the index is missing or damaged, notes differ, or a change has waited for more than five minutes.
    """
    with speaking():
        if mend:
            with stoppable(), lock_or_wait(current_app.config["SETTINGS"].home):
                drain(own_session, search_engine(), thorough=True)
                click.echo(f"{mend_differences(own_session, search_engine())} notes put right.", err=True)
        found = status(own_session, search_engine())
    print_status(found)
    if found.health.problem or found.difference or age(found.oldest) > LATE_S:
        sys.exit(1)


def print_status(found: Status) -> None:
    click.echo(f"published notes   {found.published}")
    click.echo(f"notes in index    {found.health.documents}")
    click.echo(f"segments          {found.health.segments}, with {found.health.deleted} deleted notes to purge")
    click.echo(f"generation        {found.health.generation or '-'}")
    click.echo(f"changes waiting   {found.waiting}")
    click.echo(f"oldest change     {f'{age(found.oldest)} s, {found.oldest.isoformat()}' if found.oldest else '-'}")
    if age(found.oldest) > LATE_S:
        click.echo("late              is `flask worker` running? `flask search drain` follows the changes now")
    if found.health.problem:
        click.echo(f"problem           {found.health.problem}; `flask search rebuild` mends it")
    elif found.difference:
        click.echo(f"not in the index  {shortened(found.difference.missing)}")
        click.echo(f"too many there    {shortened(found.difference.extra)}")
        click.echo(f"in an older state {shortened(found.difference.stale)}")
        click.echo("`flask search status --mend` puts this right")


def shortened(ids: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, ids[:20]))
    return f"{len(ids)}: {shown}{', ...' if len(ids) > 20 else ''}" if ids else "none"


@commands.command("run")
@click.argument("queries", type=click.File("r", encoding="utf-8-sig", errors="replace"))
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 1000), help="Hits for each query.")
@click.option("--as", "mail", default="", help="Search as the member with this address; else as the public.")
def run_command(queries: TextIO, limit: int, mail: str) -> None:
    """Search for each line of QUERIES (id, tab, text) and print a TREC run."""
    audience = audience_now(db.session(), actor_with_address(mail))
    with speaking():
        try:
            topics = labels()
            for line in run(search_engine(), read_queries(queries), audience, note_names(db.session()), limit, topics):
                click.echo(line)
        except ValueError as error:
            raise click.ClickException(f"{queries.name}: {error}") from error


@commands.command("evaluate")
@click.argument("collections", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--weights", "file", type=click.Path(path_type=Path), help="Weights to compare with the present ones.")
def evaluate_command(collections: tuple[Path, ...], file: Path | None) -> None:
    """Tell how well the ranking answers the questions of COLLECTIONS (folders with docs.jsonl, queries.jsonl, qrels.tsv),
    and with --weights what other weights would change, before they are put in use."""
    present = current_app.config["SETTINGS"].search_weights
    try:
        proposed = read_weights(file) if file else present
        for number, folder in enumerate(collections):
            result = compare(read_collection(folder), present, proposed)
            if not number:
                print_heading(file is not None)
            print_comparison(folder.name, result, file is not None)
    except (WrongWeights, WrongCollection) as error:
        raise click.ClickException(str(error)) from error


FIGURES = (("nDCG@10", 10), ("recall@100", 12))


def print_heading(is_proposal: bool) -> None:
    """Present figures, each with the one that the proposed weights would give beside it."""
    beside = f"{'proposed':>10}" if is_proposal else ""
    line = f"{'collection':16}{'queries':>8}" + "".join(f"{name:>{width}}{beside}" for name, width in FIGURES)
    click.echo(line + (f"{'better':>8}{'worse':>8}" if is_proposal else ""))


def print_comparison(name: str, result: Comparison, is_proposal: bool) -> None:
    line = f"{name:16.16}{result.queries:8}"
    for (_name, width), (now, then) in zip(FIGURES, (result.ndcg, result.recall), strict=True):
        line += f"{now:{width}.4f}" + (f"{then:10.4f}" if is_proposal else "")
    click.echo(line + (f"{result.better:8}{result.worse:8}" if is_proposal else ""))


def actor_with_address(mail: str) -> Actor:
    if not mail:
        return STRANGER
    member = db.session.scalar(select(Member).where(func.lower(Member.email) == mail.strip().lower()))
    if member is None:
        raise click.ClickException(f"nobody here has the address {mail}")
    return actor_for(db.session(), member)


@contextmanager
def speaking() -> Iterator[None]:
    """What goes wrong with the index ends the command with a sentence."""
    try:
        yield
    except SearchError as error:
        raise click.ClickException(f"{error}. `flask search rebuild` builds the index anew.") from error
