"""The worker's part in matching: seeks groups for a round in a thread of its own, and says every second how far it is."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from functools import partial
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, OperationalError

from app import web
from knowledge.rounds.proposing import give_up, keep_result, leave_to_next
from knowledge.rounds.solving import Task, report, take_up_search

if TYPE_CHECKING:
    from knowledge.peer_groups.matching.plans import Progress, Standing
    from knowledge.peer_groups.matching.relaxing import Relaxation
    from knowledge.peer_groups.matching.solving import Result

log = logging.getLogger("causeway.worker")

SAID_EVERY_S = 1.0
LONGEST_RELAXING_S = 20.0
KEPT_IN_TRIES = 5
Found = tuple["Result", list["Relaxation"]]


def solve_next(worker_stops: Callable[[], bool]) -> int:
    """Take up one search that waits and bring it to its end; returns how many were. A worker told to stop leaves it to the next.

    Only a mistake in solving or keeping ends a search as failed. When the database is away it stays taken up, and is taken up
    anew when nothing has been heard of it for a while.
    """
    with web.transaction() as session:
        task = take_up_search(session)
    began, taken = monotonic(), int(task is not None)
    while task is not None:
        try:
            result, relaxations = watched(task, worker_stops, began)
            cut = result.stopped and worker_stops()
            task = kept(leave_to_next if cut else partial(keep_result, relaxations=relaxations), task, result, began)
        except OperationalError:
            raise
        except Exception:
            with web.transaction() as session:
                give_up(session, task)
            raise
    return taken


def kept(keep: Callable[..., Task | None], task: Task, result: "Result", began: float) -> Task | None:
    """Keep the result, trying again when the database is busy; returns what is to be solved instead, if anything."""
    for tries_left in reversed(range(KEPT_IN_TRIES)):
        try:
            with web.transaction() as session:
                more = keep(session, task, result, spent_s=monotonic() - began)
            break
        except OperationalError:
            if not tries_left:
                raise
            log.warning("matching: the result could not be kept yet")
            Event().wait(SAID_EVERY_S)
    if more is None:
        log.info("matching: %d groups, %d people wait", len(result.groups), result.standing.unplaced)
    return more


class Watched:
    """What the solver's thread and this one tell each other."""

    def __init__(self) -> None:
        self.stop = Event()
        self.standing: Standing | None = None

    def tell(self, progress: "Progress") -> None:
        self.standing = progress.standing


def watched(task: Task, worker_stops: Callable[[], bool], began: float) -> Found:
    """Solve beside, writing down every second how far it is and looking whether it is to stop."""
    shared = Watched()
    with ThreadPoolExecutor(1) as thread:
        try:
            work = thread.submit(find_groups, task, shared)
            while not is_done(work):
                if said(task, shared, began) or worker_stops():
                    shared.stop.set()
            return work.result()
        finally:
            shared.stop.set()


def said(task: Task, shared: Watched, began: float) -> bool:
    """Say how far it is; whether it is to stop. What cannot be said now is said the next time."""
    try:
        with web.transaction() as session:
            return report(session, task, shared.standing, monotonic() - began)
    except DBAPIError as trouble:
        log.warning("matching: how far it is could not be said (%s)", type(trouble).__name__)
        return False


def is_done(work: Future[Found]) -> bool:
    try:
        work.result(timeout=SAID_EVERY_S)
    except NotYet:
        return work.done()
    return True


def find_groups(task: Task, shared: Watched) -> Found:
    """The groups, and if people wait the rules that would place more of them."""
    # the solver's library takes a while to load: not before there is work for it
    from knowledge.peer_groups.matching.relaxing import relaxations
    from knowledge.peer_groups.matching.solving import solve

    wish = shared.stop.is_set
    result = solve(task.matching, task.seconds, task.seed, shared.tell, wish, task.start, first=task.first)
    if not result.standing.unplaced or wish():
        return result, []
    seconds = min(task.seconds, LONGEST_RELAXING_S)
    return result, relaxations(task.matching, result, seconds, task.seed, wish)
