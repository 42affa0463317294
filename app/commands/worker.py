"""`flask worker`: what follows a commit. Brings the index up to date, looks at saved searches and sends letters, until it is told to stop.

Each job has a thread of its own, so that a mail server which does not answer keeps no note from being found.
"""

import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

import click
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from app import web
from app.commands.matching import solve_next
from app.commands.silence import SilenceFollower
from app.extensions import db
from app.files import file_store
from app.mail import MailDown, mailer_for
from app.notices.delivery import hand_over_mail
from app.saved_searches.alerts import alert
from app.search.engine import search_engine
from knowledge.errors import Unavailable
from knowledge.notes.attachments.leftovers import forget_unsaved, sweep
from knowledge.notes.validity import remind_owners
from knowledge.query_planner import refresh_statistics
from knowledge.rounds.stages import follow_the_clock
from search_index.errors import SearchError, Stopped
from search_index.following import Follower
from search_index.rebuilding import never

log = logging.getLogger("causeway.worker")

PAUSE_S = 0.5
LONGEST_WAIT_S = 60.0
STATISTICS_EVERY_S = 600.0
REMINDERS_EVERY_S = 300.0
MOST_REMINDED = 50
SILENCE_EVERY_S = 60.0
FILES_EVERY_S = 1800.0
ROUNDS_EVERY_S = 20.0
MOST_ROUNDS = 20


@dataclass
class Job:
    """One kind of work. `run` does a batch and returns how much that was; after trouble it rests, longer each time."""

    name: str
    run: Callable[[], int]
    every_s: float = PAUSE_S
    troubles: int = 0
    rests_until: float = field(default=0.0)

    def turn(self) -> int:
        """Do a batch if it is not resting. No trouble gets out: it is logged, and the other jobs go on."""
        if monotonic() < self.rests_until:
            return 0
        try:
            done = self.run()
        except Stopped:
            log.info("%s: left; nothing is half done", self.name)
            return 0
        except (DBAPIError, OSError, MailDown, SearchError, Unavailable) as trouble:
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
    return type(trouble).__name__ if isinstance(trouble, DBAPIError) else str(trouble) or type(trouble).__name__


def jobs(app: Flask, stop: threading.Event | None = None) -> list[Job]:
    """Everything the worker does; a later feature adds a line. Long work is left when `stop` is set."""
    settings = app.config["SETTINGS"]
    stopping = stop.is_set if stop is not None else never
    engine = search_engine()
    follower = Follower(lambda: Session(db.engine), engine, settings.home, stopping)
    mailer = mailer_for(settings)
    return [
        Job("index", lambda: follow_changes(follower)),
        Job("alerts", lambda: alert(engine)),
        Job("mail", lambda: hand_over_mail(mailer)),
        Job("reminders", ask_owners, every_s=REMINDERS_EVERY_S),
        Job("silence", SilenceFollower().turn, every_s=SILENCE_EVERY_S),
        Job("files", remove_unsaved_files, every_s=FILES_EVERY_S),
        Job("rounds", follow_rounds, every_s=ROUNDS_EVERY_S),
        Job("matching", lambda: solve_next(stopping)),
        Job("statistics", measure_tables, every_s=STATISTICS_EVERY_S),
    ]


def follow_changes(follower: Follower) -> int:
    done = follower.turn()
    if done:
        log.info("index: notes brought up to date: %d", done)
    return done


def ask_owners() -> int:
    with web.transaction() as session:
        return remind_owners(session, MOST_REMINDED)


def remove_unsaved_files() -> int:
    """First the database forgets them, for good; then the disk, so that nothing is named that is not there."""
    with web.transaction() as session:
        forgotten = forget_unsaved(session)
    with web.reading() as session:
        removed = sweep(session, file_store())
    if removed:
        log.info("files: removed what was never saved: %d", removed)
    return forgotten


def follow_rounds() -> int:
    with web.transaction() as session:
        return follow_the_clock(session, MOST_ROUNDS)


def measure_tables() -> int:
    with web.transaction() as session:
        refresh_statistics(session)
    return 0


def work_until(stop: threading.Event, app: Flask, todo: Sequence[Job]) -> None:
    """Each job turn by turn, resting when there is nothing to do. The batch in hand is finished before it stops."""
    threads = [threading.Thread(target=work_at, args=(stop, app, job), name=job.name) for job in todo]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def work_at(stop: threading.Event, app: Flask, job: Job) -> None:
    with app.app_context():
        while not stop.is_set():
            if not job.turn():
                stop.wait(job.every_s)


def work_once(todo: Sequence[Job], stop: threading.Event | None = None) -> bool:
    """Until nothing is left to do now, or until it is stopped; tells whether all went well."""
    while sum(job.turn() for job in todo) and not (stop is not None and stop.is_set()):
        pass
    return not any(job.troubles for job in todo)


@click.command("worker", help="Bring the index up to date and send mail, until stopped.")
@click.option("--once", is_flag=True, help="Do what waits now, then end; for cron.")
@click.pass_obj
def commands(info: ScriptInfo, once: bool) -> None:
    app = info.load_app()
    log_to_terminal()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with app.app_context():
        todo = jobs(app, stop)
        log.info("letters go to %s", mailer_for(app.config["SETTINGS"]).place())
        if once:
            sys.exit(0 if work_once(todo, stop) else 1)
    log.info("working; stop with Ctrl-C")
    work_until(stop, app, todo)
    log.info("stopped")


def log_to_terminal() -> None:
    """One line a batch on standard error."""
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("causeway").setLevel(logging.INFO)
