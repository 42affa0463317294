"""The drainer's work, turn by turn: mend what differs at the start, follow every change, keep house when nothing waits."""

import logging
from pathlib import Path

from search_index.draining import drain_batch
from search_index.errors import DrainerRunning
from search_index.interface import SearchEngine
from search_index.loading import Sessions
from search_index.locking import sole_drainer
from search_index.rebuilding import Stopping, never, rebuild
from search_index.status import compare, mend

log = logging.getLogger(__name__)

MOST_MENDED = 2000
"""Differing notes that are mended one by one; an index that differs more is built anew."""
MOST_SEGMENTS = 60
LEISURE = 240
"""Turns in which nothing was to do: two minutes, as the worker takes them."""
FEWEST_WORTH_PURGING = 1000


def drain(sessions: Sessions, engine: SearchEngine, *, thorough: bool = False, stopping: Stopping = never) -> int:
    """Follow everything that waits, building the index first when it is missing or damaged.

    The caller holds the drainer's lock. `thorough` reads the whole index to see whether it is damaged, as is done anyway
    after a search has failed on it. Returns on how many notes something was done. Raises Stopped.
    """
    rebuilt = 0
    health = engine.health(thorough=thorough)
    if health.is_suspect:
        health = engine.health(thorough=True)
    if health.problem:
        log.warning("building the search index anew: %s", health.problem)
        rebuilt = rebuild(sessions, engine, stopping=stopping)
    followed = 0
    while not stopping() and (notes := drain_batch(sessions, engine)):
        followed += len(notes)
    return rebuilt or followed


def mend_differences(sessions: Sessions, engine: SearchEngine, *, stopping: Stopping = never) -> int:
    """Put right what a crash or a power loss may have left. Returns how many notes differed. Drain before."""
    found = compare(sessions, engine)
    if found:
        lacking, extra, stale = len(found.missing), len(found.extra), len(found.stale)
        log.warning("%d notes lacked in the index, %d were too many, %d were in an older state", lacking, extra, stale)
    if len(found) > MOST_MENDED:
        rebuild(sessions, engine, stopping=stopping)
    else:
        mend(sessions, engine, found)
    return len(found)


def keep_house(
    sessions: Sessions, engine: SearchEngine, *, at_leisure: bool = False, stopping: Stopping = never
) -> None:
    """For a quiet moment: merge what is small, and build anew what has become mostly deleted or too many pieces.

    `at_leisure`: nothing has changed for some time, so that longer steps keep nobody waiting.
    """
    health = engine.health()
    worn = health.deleted > max(health.documents, FEWEST_WORTH_PURGING)
    if worn or health.segments > MOST_SEGMENTS:
        log.info("building the search index anew: %d segments, %d deleted", health.segments, health.deleted)
        rebuild(sessions, engine, stopping=stopping)
    else:
        engine.maintain(at_leisure=at_leisure)


class Follower:
    """Takes turns for as long as a worker runs; each turn holds the drainer's lock, so a command can get in between.

    `stopping` is asked during long work, which then raises Stopped and leaves nothing half.
    """

    def __init__(self, sessions: Sessions, engine: SearchEngine, home: Path, stopping: Stopping = never) -> None:
        self.sessions = sessions
        self.engine = engine
        self.home = home
        self.stopping = stopping
        self.compared = False
        self.quiet_turns = 0

    def turn(self) -> int:
        """Do what waits; returns on how many notes, 0 also while another process drains. Errors get out."""
        try:
            with sole_drainer(self.home):
                return self._turn()
        except DrainerRunning:
            return 0

    def _turn(self) -> int:
        done = drain(self.sessions, self.engine, thorough=not self.compared, stopping=self.stopping)
        if not self.compared:
            done += mend_differences(self.sessions, self.engine, stopping=self.stopping)
            self.compared = True
        self.quiet_turns = 0 if done else self.quiet_turns + 1
        if not done:
            at_leisure = self.quiet_turns > LEISURE
            keep_house(self.sessions, self.engine, at_leisure=at_leisure, stopping=self.stopping)
        return done
