"""`flask worker`: what follows a commit. Brings the index up to date and sends letters, until it is told to stop."""

import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError, OperationalError

from app.extensions import db
from app.mail import MailDown, mailer_for
from app.notices.delivery import hand_over_mail
from knowledge.errors import Unavailable

log = logging.getLogger("causeway.worker")

PAUSE_S = 0.5
LONGEST_WAIT_S = 60.0


@dataclass
class Job:
    """One kind of work. `run` does a batch and returns how much that was; after trouble it rests, longer each time."""

    name: str
    run: Callable[[], int]
    troubles: int = 0
    rests_until: float = field(default=0.0)

    def turn(self) -> int:
        """Do a batch if it is not resting. No trouble gets out: it is logged, and the other jobs go on."""
        if monotonic() < self.rests_until:
            return 0
        try:
            done = self.run()
        except (DBAPIError, OSError, MailDown, Unavailable) as trouble:
            return self.rest(trouble)
        except Exception as mistake:
            log.exception("%s: a mistake of ours", self.name)
            return self.rest(mistake)
        finally:
            db.session.remove()
        if self.troubles:
            log.info("%s: works again", self.name)
        self.troubles = 0
        return done

    def rest(self, trouble: Exception) -> int:
        self.troubles += 1
        wait = min(PAUSE_S * 2**self.troubles, LONGEST_WAIT_S)
        self.rests_until = monotonic() + wait
        log.warning("%s: %s; again in %.0f s", self.name, in_words(trouble), wait)
        return 0


def in_words(trouble: Exception) -> str:
    """What went wrong, without the statement and its values, which may be content."""
    if isinstance(trouble, OperationalError):
        return str(trouble.orig).partition("\n")[0]
    return str(trouble) if isinstance(trouble, MailDown | Unavailable | OSError) else type(trouble).__name__


def jobs(app: Flask) -> list[Job]:
    """Everything the worker does; a later feature adds a line."""
    mailer = mailer_for(app.config["SETTINGS"])
    return [
        Job("mail", lambda: hand_over_mail(mailer)),
    ]


def work_until(stop: threading.Event, todo: Sequence[Job]) -> None:
    """Turn by turn, resting shortly when there is nothing to do. The batch in hand is finished before it stops."""
    while not stop.is_set():
        if not sum(job.turn() for job in todo):
            stop.wait(PAUSE_S)


def work_once(todo: Sequence[Job]) -> bool:
    """Until nothing is left to do now; tells whether all went well."""
    while sum(job.turn() for job in todo):
        pass
    return not any(job.troubles for job in todo)


@click.command("worker", help="Bring the index up to date and send mail, until stopped.")
@click.option("--once", is_flag=True, help="Do what waits now, then end; for cron.")
@with_appcontext
def commands(once: bool) -> None:
    log_to_terminal()
    todo = jobs(current_app)
    log.info("letters go to %s", mailer_for(current_app.config["SETTINGS"]).place())
    if once:
        sys.exit(0 if work_once(todo) else 1)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log.info("working; stop with Ctrl-C")
    work_until(stop, todo)
    log.info("stopped")


def log_to_terminal() -> None:
    """One line a batch on standard error."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("causeway").setLevel(logging.INFO)
