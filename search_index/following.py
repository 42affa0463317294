"""The drainer's work, turn by turn: mend what differs at the start, follow every change, keep house when nothing waits."""

import logging
from pathlib import Path

from search_index.draining import drain_batch
from search_index.errors import DrainerRunning
from search_index.interface import SearchEngine
from search_index.loading import Sessions
from search_index.locking import sole_drainer
from search_index.rebuilding import rebuild
from search_index.status import compare, mend

log = logging.getLogger(__name__)


def drain(sessions: Sessions, engine: SearchEngine) -> int:
    """Follow everything that waits, building the index first when it is missing or damaged.

    The caller holds the drainer's lock. Returns on how many notes something was done.
    """
    rebuilt = 0
    problem = engine.health().problem
    if problem:
        log.warning("building the search index anew: %s", problem)
        rebuilt = rebuild(sessions, engine)
    followed = sum(map(len, iter(lambda: drain_batch(sessions, engine), [])))
    return rebuilt or followed


def mend_differences(sessions: Sessions, engine: SearchEngine) -> int:
    """Put right what a crash or a power loss may have left. Returns how many notes differed. Drain before."""
    difference = compare(sessions, engine)
    if difference:
        log.warning("%d notes lacked in the index, %d were too many", len(difference.missing), len(difference.extra))
        mend(sessions, engine, difference)
    return len(difference.missing) + len(difference.extra)


class Follower:
    """Takes turns for as long as a worker runs; each turn holds the drainer's lock, so a command can get in between."""

    def __init__(self, sessions: Sessions, engine: SearchEngine, home: Path) -> None:
        self.sessions = sessions
        self.engine = engine
        self.home = home
        self.compared = False

    def turn(self) -> int:
        """Do what waits; returns on how many notes, 0 also while another process drains. Errors get out."""
        try:
            with sole_drainer(self.home):
                return self._turn()
        except DrainerRunning:
            return 0

    def _turn(self) -> int:
        done = drain(self.sessions, self.engine)
        if not self.compared:
            done += mend_differences(self.sessions, self.engine)
            self.compared = True
        if not done:
            self.engine.maintain()
        return done
