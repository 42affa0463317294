"""Commands: flask notes."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import AppGroup

from app import web
from knowledge.countries import is_country
from knowledge.notes.importing.owners import Owners
from knowledge.notes.importing.reading import BadLine, Line, read_lines
from knowledge.notes.importing.records import Defaults, Record
from knowledge.notes.importing.storing import Counts, store_records
from knowledge.notes.models import AudienceKind
from knowledge.permissions import OPERATOR
from knowledge.query_planner import refresh_statistics

commands = AppGroup("notes", help="Work with notes.")

BATCH = 100  # lines; what an interruption can cost, and how long other writers wait
AUDIENCES = [str(kind) for kind in AudienceKind if kind != AudienceKind.PEER_GROUP]


@dataclass
class Outcome:
    """What became of a file so far."""

    counts: Counts = field(default_factory=Counts)
    bad: int = 0

    def summary(self) -> str:
        counts = self.counts
        words = f"{counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, {self.bad} skipped"
        if counts.left:
            words += f", {counts.left} changed in the file but withdrawn here and left alone"
        return words if counts.new or counts.changed else f"{words}: nothing was changed"


@commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default="public",
    show_default=True,
    help="Who may read new notes; those already here keep their audience.",
)
@click.option("--strict", is_flag=True, help="Look at the whole file first; with one bad line nothing is written.")
@click.option("--organization", default="", help="Slug or name of the owner of records that name none.")
@click.option("--country", default="INT", show_default=True, help="Country of records that name none.")
@click.option("--licence", default="", help="Licence of records that name none.")
def import_file(file: Path, audience: str, strict: bool, organization: str, country: str, licence: str) -> None:
    """Bring the documents in FILE (JSON, one record a line) in as reference notes.

    Safe to repeat: a record is known by its id; the same changes nothing, a changed one becomes a revision. Bad lines are
    told with their number and skipped; the exit code is then 1. After an interruption the same command goes on.
    """
    if not is_country(country.upper()):
        raise click.BadParameter(
            f"{country!r} is not an ISO 3166-1 code of two letters, or INT", param_hint="--country"
        )
    defaults = Defaults(organization or collection_name(file), country.upper(), licence)
    if strict and (bad := count_bad_lines(file, defaults)):
        raise click.ClickException(f"{bad} bad lines; nothing was written.")
    outcome = Outcome()
    try:
        import_lines(file, defaults, AudienceKind(audience), outcome)
    except KeyboardInterrupt:
        click.echo(f"\nInterrupted after {outcome.summary()}. The same command goes on from here.", err=True)
        raise SystemExit(130) from None
    click.echo(outcome.summary())
    if outcome.bad:
        raise SystemExit(1)


def collection_name(file: Path) -> str:
    """What a collection is called that does not name its makers: its file, or the folder of a file called docs."""
    return file.stem if file.stem != "docs" else file.absolute().parent.name


def count_bad_lines(file: Path, defaults: Defaults) -> int:
    with file.open("rb") as opened:
        bad = 0
        for line in with_progress(opened, file, defaults, "Checking"):
            bad += told(line)
        return bad


def import_lines(file: Path, defaults: Defaults, audience: AudienceKind, outcome: Outcome) -> None:
    """Each batch is a transaction of its own, the rows that tell the index included. Then the planner learns the new sizes."""
    owners = Owners()
    with file.open("rb") as opened:
        lines = with_progress(opened, file, defaults, "Importing")
        while batch := list(islice(lines, BATCH)):
            outcome.bad += sum(told(line) for line in batch)
            records = [line.outcome for line in batch if isinstance(line.outcome, Record)]
            with web.transaction() as session:
                counts = store_records(session, OPERATOR, records, audience, owners)
            session.expunge_all()
            outcome.counts += counts
    with web.transaction() as session:
        refresh_statistics(session)


def with_progress(opened: BinaryIO, file: Path, defaults: Defaults, label: str) -> Iterator[Line]:
    """The lines of the file, with a bar on standard error that follows its bytes."""
    size = file.stat().st_size
    with click.progressbar(length=size, label=label, file=sys.stderr) as bar:
        at = 0
        for line in read_lines(opened, defaults):
            yield line
            bar.update(line.end - at)
            at = line.end
        bar.update(size - at)


def told(line: Line) -> bool:
    """Whether it is a bad line, which standard error then tells."""
    if not isinstance(line.outcome, BadLine):
        return False
    click.echo(f"line {line.outcome.number}: {line.outcome.reason}; skipped", err=True)
    return True
