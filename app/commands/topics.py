"""Commands: flask topics."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app import web
from knowledge.permissions import OPERATOR
from knowledge.query_planner import refresh_statistics
from knowledge.topics.import_work import ImportReport, Progress
from knowledge.topics.importing import import_topics
from knowledge.topics.skos_files import FORMATS, UnreadableFile, read_graph
from knowledge.topics.skos_reading import read_vocabulary
from knowledge.topics.vocabulary import Vocabulary

commands = AppGroup("topics", help="Work with topics.")
MOST_LISTED = 20


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--scheme", metavar="URI", help="Take only the concepts of this concept scheme.")
@click.option("--format", "form", type=click.Choice([*FORMATS, "auto"]), default="auto", show_default=True)
@click.option(
    "--all", "list_all", is_flag=True, help=f"List every change, not only the first {MOST_LISTED} of each kind."
)
def import_file(file: Path, scheme: str | None, form: str, list_all: bool) -> None:
    """Bring the SKOS vocabulary in FILE up to date here: new topics, changed ones in place by URI, those that are gone.

    Safe to repeat. With a mistake in the file nothing is written and the exit code is 1.
    """
    vocabulary = read_file(file, form, scheme)
    with web.transaction() as session:
        report = import_topics(session, OPERATOR, vocabulary, show_progress("Writing topics"))
        refresh_statistics(session)
    for line in report_lines(report, None if list_all else MOST_LISTED):
        click.echo(line)


def read_file(file: Path, form: str, scheme: str | None) -> Vocabulary:
    click.echo(f"Reading {file} ...", err=True)
    try:
        vocabulary = read_vocabulary(read_graph(file, form), scheme)
    except UnreadableFile as error:
        raise click.ClickException(f"{error}\nNothing was imported.") from error
    if not vocabulary.concepts:
        where = f" of the scheme {scheme}" if scheme else ""
        left_out = "".join(f"\n{remark}" for remark in vocabulary.remarks[:MOST_LISTED])
        raise click.ClickException(
            f"{file}: no SKOS concepts{where} that could be used. Nothing was imported.{left_out}"
        )
    return vocabulary


def show_progress(words: str) -> Progress:
    """A line on standard error that counts, rewritten in place on a terminal and written once at the end elsewhere."""

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{words}: {done} of {total}", err=True, nl=done == total)
        elif done == total:
            click.echo(f"{words}: {done} of {total}", err=True)

    return show


def report_lines(report: ImportReport, most: int | None) -> list[str]:
    lines = [
        f"added {len(report.added)}",
        f"changed {len(report.changed)}",
        f"gone {len(report.gone) + len(report.gone_in_use)}",
    ]
    changes = [f"  changed {uri}: {', '.join(what)}" for uri, what in report.changed.items()]
    lines += shortened(changes, most)
    lines += shortened([f"  gone, retired: {uri}" for uri in report.gone], most)
    lines += shortened([f"  gone, but kept because it is in use: {uri}" for uri in report.gone_in_use], most)
    if report.remarks:
        lines += [f"noticed {len(report.remarks)}", *shortened([f"  {remark}" for remark in report.remarks], most)]
    return lines


def shortened(lines: list[str], most: int | None) -> list[str]:
    if most is None or len(lines) <= most:
        return lines
    return [*lines[:most], f"  ... and {len(lines) - most} more (--all lists them)"]
