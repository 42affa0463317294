"""Work on what strangers sent, done in a process of its own with bounded memory and time: what goes wrong there ends there."""

import subprocess
import sys
from collections.abc import Sequence

MEMORY_BYTES = 1536 * 1024 * 1024
SECONDS = 10  # of a processor
LONGEST_WAIT = 20  # seconds: a server ends its own worker after thirty


class TooMuchWork(Exception):
    """The work was given up: it took too long or too much memory, or what was sent could not be read."""


def run_apart(module: str, arguments: Sequence[str]) -> str:
    """Run `python -m module`, which calls `bound_this_process` first; returns what it printed. Raises `TooMuchWork`."""
    command = [sys.executable, "-m", module, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_WAIT, check=False)  # noqa: S603 our own modules alone
    except subprocess.TimeoutExpired as error:
        raise TooMuchWork(module) from error
    if done.returncode != 0:
        raise TooMuchWork(done.stderr.decode("utf-8", "replace")[-300:])
    return done.stdout.decode("utf-8")


def bound_this_process() -> None:
    """From here on this process may use so much memory and processor time, and is ended beyond."""
    import resource  # not on every system, and needed in the process apart alone

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
