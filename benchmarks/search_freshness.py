"""From published to findable, with the real worker running: python -m benchmarks.search_freshness [NOTES.jsonl] [--rate 20] [--seconds 60]

Imports the notes into an empty installation and has them indexed; then editors publish (and, every third time, take a note
back from the public) through the same services as the web, in an even rhythm, while another thread asks a search engine of
its own every 20 ms. Prints median and largest lag in milliseconds, from the commit to the first right answer.
"""

import argparse
import os
import queue
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app import create_app, web
from app.config import read_settings
from app.extensions import db
from knowledge.notes.models import Note
from knowledge.notes.publishing import publish_note, withdraw_note
from knowledge.people.actors import actor_for
from search_index.interface import PUBLIC, SearchRequest
from search_index.opening import open_engine
from tests import factories
from tests.personas import Cast, assemble

ROOT = Path(__file__).parent.parent
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
POLL_S = 0.02
LONGEST_S = 120.0


@dataclass(frozen=True)
class Expected:
    """A change that was committed at `at`: the word is to be found so many times from then on."""

    kind: str
    word: str
    times: int
    at: float


def watch(home: Path, todo: "queue.Queue[Expected | None]", lags: dict[str, list[float]]) -> None:
    engine = open_engine("whoosh:", home)
    while (change := todo.get()) is not None:
        while engine.search(SearchRequest(change.word, PUBLIC)).total != change.times:
            if time.perf_counter() - change.at > LONGEST_S:
                raise RuntimeError(f"{change.kind} not seen within {LONGEST_S} s; does the worker run?")
            time.sleep(POLL_S)
        lags.setdefault(change.kind, []).append((time.perf_counter() - change.at) * 1000)


def publish(session: Session, cast: Cast, word: str) -> int:
    """A draft of the team's contributor, published by its editor. Returns its id."""
    note = factories.note(
        session,
        f"A practice about {word}",
        author=cast.contributor,
        teams=[cast.dakar],
        countries=["SN"],
        state="draft",
        challenge=f"{word} was needed.",
        what_we_did=[{"title": "We tried", "text": "It worked. " * 150}],
        what_did_not_work=[{"what": "Nothing else."}],
        audience="public",
        licence="CC-BY-4.0",
    )
    publish_note(session, actor_for(session, cast.editor), note)
    return note.id


def run(home: Path, rate: float, seconds: float) -> dict[str, list[float]]:
    app = create_app(read_settings({"CAUSEWAY_HOME": str(home)}))
    todo: queue.Queue[Expected | None] = queue.Queue()
    lags: dict[str, list[float]] = {}
    watching = threading.Thread(target=watch, args=(home, todo, lags))
    watching.start()
    with app.app_context():
        with web.transaction() as session:
            cast = assemble(session)
        with web.transaction() as session:
            publish(session, cast, "zyxfirstword")
        todo.put(Expected("first, with the start of the worker", "zyxfirstword", 1, time.perf_counter()))
        while not lags:
            time.sleep(POLL_S)
        started, number = time.perf_counter(), 0
        while time.perf_counter() - started < seconds:
            number += 1
            word = f"zyx{chr(97 + number // 26)}{chr(97 + number % 26)}word"
            with web.transaction() as session:
                note_id = publish(session, cast, word)
            todo.put(Expected("published", word, 1, time.perf_counter()))
            if number % 3 == 0:
                time.sleep(30 / rate)
                with web.transaction() as session:
                    note = session.get_one(Note, note_id)
                    withdraw_note(session, actor_for(session, cast.editor), note, "Wrong.")
                todo.put(Expected("withdrawn", word, 0, time.perf_counter()))
            time.sleep(max(0.0, started + number * 60 / rate - time.perf_counter()))
        todo.put(None)
        watching.join()
        db.engine.dispose()
    return lags


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("notes", type=Path, nargs="?")
    arguments.add_argument("--rate", type=float, default=20, help="publications a minute")
    arguments.add_argument("--seconds", type=float, default=60)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"CAUSEWAY_HOME": home, "CAUSEWAY_DATABASE_URL": ""}
        commands = [["init"], ["notes", "import", str(options.notes)], ["search", "drain"]]
        for command in commands if options.notes else commands[:1]:
            subprocess.run([*FLASK, *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        with subprocess.Popen([*FLASK, "worker"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as worker:
            lags = run(Path(home), options.rate, options.seconds)
            worker.send_signal(signal.SIGTERM)
        notes = len(open_engine("whoosh:", Path(home)).versions())
    for kind, times in lags.items():
        print(
            f"{kind} to seen: {len(times)} times, median {statistics.median(times):.0f} ms, most {max(times):.0f} ms, {notes} notes"
        )


if __name__ == "__main__":
    main()
