"""`flask peer-groups match`: form the groups of a matching round from a file of sign-ups."""

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click
from flask.cli import AppGroup

from knowledge.peer_groups.matching.reading import BadRound, read_round
from knowledge.peer_groups.matching.rounds import Round

if TYPE_CHECKING:
    from knowledge.peer_groups.matching.plans import Progress, Standing
    from knowledge.peer_groups.matching.solving import Result

SHOWN_FAULTS = 20
SPOKEN_EVERY_S = 1.0
LONGEST_LIMIT_S = 86_400.0

commands = AppGroup("peer-groups", help="Form peer groups from a round's sign-ups.")


@commands.command("match")
@click.argument("signups", type=click.File("r", encoding="utf-8-sig"))
@click.option(
    "--time-limit",
    type=click.FloatRange(0, LONGEST_LIMIT_S),
    default=60.0,
    show_default=True,
    help="Seconds until the result, from the start of reading.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed has the same answer.")
@click.option("--explain", is_flag=True, help='Add "explanations": why each person is in their group.')
@click.option("--relax", is_flag=True, help="Then name rules that place more people when relaxed (as long again).")
def match_command(signups: TextIO, time_limit: float, seed: int, explain: bool, relax: bool) -> None:
    """Form groups from the JSON file SIGNUPS and print them as JSON; progress and words go to standard error.

    Ctrl-C ends the search with the best result so far. The command ends with 1 when the sign-ups cannot be used.
    """
    began = time.monotonic()
    matching = read(signups)
    # the solver's library takes a while to load: not before the file is known to be good, not for other commands
    from knowledge.peer_groups.matching.relaxing import relaxations
    from knowledge.peer_groups.matching.solving import solve
    from knowledge.peer_groups.matching.wording import relaxation_words
    from knowledge.peer_groups.matching.written import as_written, explanations

    with stoppable() as wish:
        tell = Speaker().tell
        result = beside(lambda: solve(matching, time_limit, seed, tell, wish, began=began))
        data: dict[str, object] = {**as_written(matching, result)}
        if explain:
            data["explanations"] = explanations(matching, result)
        say_result(matching, result)
        found = beside(lambda: relaxations(matching, result, time_limit, seed, wish)) if relax else []
        for relaxation in found:
            click.echo(relaxation_words(matching, relaxation), err=True)
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def read(signups: TextIO) -> Round:
    """The round in a file; a file that is none ends the command with all that is wrong."""
    try:
        matching = read_round(json.load(signups))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise click.ClickException(f"{signups.name} is not JSON: {error}") from error
    except BadRound as error:
        for fault in error.faults[:SHOWN_FAULTS]:
            click.echo(fault, err=True)
        more = len(error.faults) - SHOWN_FAULTS
        raise click.ClickException(
            f"{signups.name} cannot be matched: {len(error.faults)} faults{f', {more} not shown' if more > 0 else ''}"
        ) from error
    for remark in matching.remarks:
        click.echo(remark, err=True)
    return matching


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and a request to end are noted instead of obeyed at once; what is given tells whether one came."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda *_: stop.set())
    try:
        yield stop.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def beside(work: Callable[[], Any]) -> Any:
    """Do long work in another thread: signals reach Python only in this one, and only while it is not inside a library."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


class Speaker:
    """Tells of better results on standard error, at most once a second."""

    def __init__(self) -> None:
        self.spoken = 0.0

    def tell(self, progress: "Progress") -> None:
        if self.spoken and progress.seconds - self.spoken < SPOKEN_EVERY_S:
            return
        self.spoken = progress.seconds
        click.echo(f"{progress.seconds:7.1f} s  {standing_words(progress.standing)}", err=True)


def standing_words(standing: "Standing") -> str:
    return f"unplaced {standing.unplaced}, worst {standing.worst:.4f}, harmonic mean {standing.harmonic:.4f}"


def say_result(matching: Round, result: "Result") -> None:
    """The last line of progress, and what is known about how much better it could be."""
    groups, people, limit = len(result.groups), len(matching.people), result.limit
    click.echo(
        f"{result.seconds:7.1f} s  {standing_words(result.standing)}: {groups} groups of {people} people", err=True
    )
    if result.proven:
        click.echo("Proven: no result is better.", err=True)
    elif limit.unplaced == result.standing.unplaced:
        click.echo("Proven: no result places more people. Worst score and mean may be improved.", err=True)
    else:
        click.echo(f"At least {limit.unplaced} people cannot be placed, whatever the groups.", err=True)
    if result.stopped:
        click.echo("Stopped before the search was complete: the same seed may give another answer.", err=True)
    sys.stderr.flush()
