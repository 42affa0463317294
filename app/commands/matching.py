"""The worker's part in matching: seeks groups for a round in a thread of its own, and says every second how far it is."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from app import web
from knowledge.rounds.proposing import keep_result
from knowledge.rounds.solving import Task, give_up, report, take_up_search

if TYPE_CHECKING:
    from knowledge.peer_groups.matching.plans import Progress, Standing
    from knowledge.peer_groups.matching.relaxing import Relaxation
    from knowledge.peer_groups.matching.solving import Result

log = logging.getLogger("causeway.worker")

SAID_EVERY_S = 1.0
LONGEST_RELAXING_S = 20.0
Found = tuple["Result", list["Relaxation"]]


def solve_next(worker_stops: Callable[[], bool]) -> int:
    """Take up one search that waits and bring it to its end; returns how many were. A worker told to stop keeps the best so far."""
    with web.transaction() as session:
        task = take_up_search(session)
    began = monotonic()
    while task is not None:
        solving_id = task.solving_id
        try:
            result, relaxations = watched(task, worker_stops, began)
            with web.transaction() as session:
                task = keep_result(session, task, result, relaxations, monotonic() - began)
        except Exception:
            with web.transaction() as session:
                give_up(session, solving_id)
            raise
        if task is None:
            log.info("matching: %d groups, %d people wait", len(result.groups), result.standing.unplaced)
            return 1
    return 0


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
                with web.transaction() as session:
                    stop = report(session, task, shared.standing, monotonic() - began)
                if stop or worker_stops():
                    shared.stop.set()
            return work.result()
        finally:
            shared.stop.set()


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
    result = solve(task.matching, task.seconds, task.seed, shared.tell, wish, task.start)
    if not result.standing.unplaced or wish():
        return result, []
    seconds = min(task.seconds, LONGEST_RELAXING_S)
    return result, relaxations(task.matching, result, seconds, task.seed, wish)
