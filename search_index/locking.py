"""One drainer at a time on a machine, by a lock that the operating system takes back when its holder ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search_index.errors import DrainerRunning

LOCK_NAME = "search-drainer.lock"


@contextmanager
def sole_drainer(home: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the drainer's lock of an installation. Without `wait`, raises DrainerRunning when another holds it."""
    with (home / LOCK_NAME).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise DrainerRunning("another process follows the changes of this installation") from error
        yield
