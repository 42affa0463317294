"""A process that forks drainers on request, so that a test can kill one after the other without starting Python anew.

    python -m tests.search_index.drainer DATABASE_URL HOME

Reads lines `drain N` and `rebuild N` from standard input: a child follows the changes (or builds the index anew) and is
killed with SIGKILL at its Nth function call, in Python or in C, which may be in the middle of anything. Answers with a
line: `killed`, or `done` and the number of calls.
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from knowledge import models
from knowledge.base import configure_engine
from search_index.following import drain
from search_index.locking import sole_drainer
from search_index.opening import open_engine
from search_index.rebuilding import rebuild

assert models  # all tables are known


def work(url: str, home: Path, what: str, last: int) -> int:
    """Do it in this process and die at call number `last`; returns how many calls it took otherwise."""
    database = create_engine(url)
    configure_engine(database)
    engine = open_engine("whoosh:", home)
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        if event in ("call", "c_call"):
            calls += 1
            if calls == last:
                os.kill(os.getpid(), signal.SIGKILL)

    with sole_drainer(home, wait=True):
        sys.setprofile(count)
        (rebuild if what == "rebuild" else drain)(lambda: Session(database), engine)
        sys.setprofile(None)
    return calls


def main(url: str, home: Path) -> None:
    for line in sys.stdin:
        what, last = line.split()
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.write(writing, str(work(url, home, what, int(last))).encode())
            os._exit(0)
        os.close(writing)
        calls = os.read(reading, 20).decode()
        os.close(reading)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else f"done {calls}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
