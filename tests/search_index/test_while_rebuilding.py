"""While the index is built anew the old one serves, stays fresh, and gives way without anybody being started again."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.search.engine import search_engine
from knowledge import clock
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.outbox import IndexChange, note_changed
from search_index.errors import Stopped
from search_index.following import Follower, drain
from search_index.interface import PUBLIC, Audience, IndexDocument, SearchEngine, Upsert
from search_index.locking import sole_drainer
from search_index.opening import open_engine
from search_index.rebuilding import rebuild
from search_index.status import compare
from tests import factories
from tests.search_index.documents import document, find, ids

ROOT = Path(__file__).parents[2]
LONGEST_WAIT_S = 60
Ask = Callable[[str, str], list[str]]
Sessions = Callable[[], Session]


@pytest.fixture
def sessions(session: Session) -> Sessions:
    engine = session.get_bind()
    return lambda: Session(engine)


@pytest.fixture
def engine(app: Flask) -> SearchEngine:
    with app.app_context():
        return search_engine()


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Ask a second process, which lives through the whole test: total, ids, and the folder it read."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.search_index.reader", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as reader:
        assert reader.stdin is not None

        def asking(terms: str, query: str) -> list[str]:
            assert reader.stdin is not None
            assert reader.stdout is not None
            print(terms, query, sep="\t", file=reader.stdin, flush=True)
            return reader.stdout.readline().split()

        yield asking
        reader.stdin.close()


def test_another_process_reads_on_through_a_rebuild(
    session: Session, sessions: Sessions, engine: SearchEngine, ask: Ask
) -> None:
    first, second = factories.note(session, "water one"), factories.note(session, "water two")
    session.commit()
    assert ask("public", "water")[0] == "error"
    drain(sessions, engine)
    before = ask("public", "water")
    assert before[:2] == ["2", f"{first.id},{second.id}"]
    seen: list[list[str]] = []

    def while_it_runs(written: int) -> None:
        if written == 1:
            first.state = NoteState.WITHDRAWN
            note_changed(session, first.id)
            session.commit()
        seen.append(ask("public", "water"))

    rebuild(sessions, engine, while_it_runs)
    after = ask("public", "water")
    assert [answer[2] for answer in seen] == [before[2]] * 2, "the old index serves until the end"
    assert after[:2] == ["1", str(second.id)]
    assert after[2] != before[2]


@dataclass
class Crowd:
    """People who search at the same time; `done` counts their searches, `wrong` gathers what nobody should have seen."""

    done: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    wrong: list[object] = field(default_factory=list)

    def search(self, engine: SearchEngine, audience: Audience, expected: int) -> None:
        """Notes 1 to `expected` exist for this audience, all in Kenya."""
        right = (set(range(1, expected + 1)), expected, [("KE", expected)])
        for _ in range(120):
            try:
                found = find(engine, "water", audience, limit=100, facets=("country",))
                seen = (set(ids(found)), found.total, found.facets["country"])
                self.wrong += [] if seen == right else [seen]
            except Exception as error:
                self.wrong.append(error)
            self.done.release()

    def ask_elsewhere(self, ask: Ask) -> None:
        for _ in range(120):
            answer = ask("public", "water")
            self.wrong += [] if answer[0] == "20" else [answer]
            self.done.release()

    def wait_for(self, searches: int) -> None:
        for _ in range(searches):
            assert self.done.acquire(timeout=LONGEST_WAIT_S)


def test_a_thousand_searches_at_once_while_it_is_built_anew(tmp_path: Path, ask: Ask) -> None:
    """Eight threads here and one for another process; while they search, notes 41 to 60 come into the serving index."""
    engine = open_engine("whoosh:", tmp_path / "home")
    kept = [
        document(at, f"water number{at}", audience=["public" if at <= 20 else "group:9"], country=["KE"])
        for at in range(1, 31)
    ]
    engine.rebuild(kept)
    crowd = Crowd()
    people = [(PUBLIC, 20), (Audience(frozenset({"public", "group:9"})), 30)] * 4
    threads = [threading.Thread(target=crowd.search, args=(engine, *of)) for of in people]
    threads.append(threading.Thread(target=crowd.ask_elsewhere, args=(ask,)))

    def documents() -> Iterator[IndexDocument]:
        """Not at an end before half of the searches are."""
        for thread in threads:
            thread.start()
        for at, one in enumerate(kept):
            yield one
            engine.apply([Upsert(document(41 + at % 20, "drought", version=at + 1))])
            crowd.wait_for(18)

    engine.rebuild(documents())
    engine.rebuild(kept)
    for thread in threads:
        thread.join()
    assert crowd.wrong == []
    assert find(engine, "drought").total == 0


def test_a_rebuild_that_is_stopped_leaves_nothing_and_the_next_begins_anew(
    session: Session, sessions: Sessions, engine: SearchEngine, home: Path
) -> None:
    made = [factories.note(session, f"water {at}") for at in range(5)]
    session.commit()
    drain(sessions, engine)
    folders = sorted((home / "search").iterdir())
    written: list[int] = []
    with pytest.raises(Stopped):
        rebuild(sessions, engine, written.append, lambda: len(written) == 3)
    assert sorted((home / "search").iterdir()) == folders
    assert len(ids(find(engine, "water"))) == 5
    assert rebuild(sessions, engine) == len(made)


def test_a_worker_told_to_stop_leaves_a_rebuild_and_keeps_what_waits(
    session: Session, sessions: Sessions, engine: SearchEngine, home: Path
) -> None:
    factories.note(session, "water")
    session.commit()
    with pytest.raises(Stopped):
        Follower(sessions, engine, home, lambda: True).turn()
    assert session.scalar(select(func.count(IndexChange.id))) == 1
    assert list((home / "search").glob("index-*")) == []
    assert Follower(sessions, engine, home).turn() == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_can_be_stopped(
    app: Flask, session: Session, home: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    factories.note(session, "water")
    session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["search", "rebuild"]).exit_code == 0
    before = sorted((home / "search").iterdir())
    with monkeypatch.context() as patch:
        patch.setattr("search_index.rebuilding.latest_change", lambda _session: 0)
        patch.setattr("search_index.rebuilding.drain_batch", lambda *_: os.kill(os.getpid(), number))
        stopped = runner.invoke(args=["search", "rebuild"])
    assert stopped.exit_code == 1
    assert "Stopped" in stopped.output
    assert sorted((home / "search").iterdir()) == before
    assert runner.invoke(args=["search", "status"]).exit_code == 0


def test_a_change_that_commits_late_under_an_early_number_is_not_forgotten(
    session: Session, sessions: Sessions, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL gives numbers out before it commits: a row may appear below those that were seen, even during a rebuild."""
    one, two = factories.note(session, "water one"), factories.note(session, "water two")
    session.commit()
    drain(sessions, engine)
    session.add_all([IndexChange(id=1001, note_id=two.id), IndexChange(id=1002, note_id=one.id)])
    session.commit()

    def late(written: int) -> None:
        if written == 2:
            one.audience, one.readers = AudienceKind.NETWORK, []
            session.add(IndexChange(id=1000, note_id=one.id, narrowed=True))
            session.commit()

    rebuild(sessions, engine, late)
    assert list(session.scalars(select(IndexChange.id))) == [1000]
    session.rollback()
    drain(sessions, engine)
    assert ids(find(engine, "water")) == [two.id]
    assert not compare(sessions, engine)


def test_a_clock_that_goes_backwards_disturbs_nothing(
    session: Session, sessions: Sessions, engine: SearchEngine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Order is by number and not by time, of changes as of versions; folders of the future are kept and then removed."""
    note = factories.note(session, "water early")
    session.commit()
    drain(sessions, engine)
    now = clock.now()
    for step, word in enumerate(("middle", "late"), 1):
        monkeypatch.setattr(clock, "now", lambda step=step: now - timedelta(days=400 * step))
        monkeypatch.setattr("time.time", lambda step=step: now.timestamp() - 400 * 86_400 * step)
        revision = note.revisions[0]
        note.title = f"water {word}"
        revision.content = dict(revision.content) | {"title": note.title}
        note_changed(session, note.id)
        session.commit()
        drain(sessions, engine)
        rebuild(sessions, engine)
        assert ids(find(engine, word)) == [note.id]
        assert find(engine, "early").total == 0
    monkeypatch.undo()
    assert not compare(sessions, engine)
    engine.maintain()
    assert ids(find(engine, "late")) == [note.id]


def test_a_folder_gets_its_time_of_grace_from_when_it_stopped_serving(
    sessions: Sessions, engine: SearchEngine, session: Session, home: Path
) -> None:
    """However long ago it was written: requests may be reading it in this moment."""
    factories.note(session, "water")
    session.commit()
    drain(sessions, engine)
    serving = home / "search" / (home / "search" / "CURRENT").read_text()
    os.utime(serving, (0, 0))
    rebuild(sessions, engine)
    assert serving.is_dir()
    os.utime(serving, (0, 0))
    engine.maintain()
    assert not serving.exists()


def test_a_second_drainer_waits_and_loses_no_work(
    app: Flask, session: Session, sessions: Sessions, engine: SearchEngine, home: Path
) -> None:
    """Four at once, two workers and two commands: each change is followed once, and all come to an end."""
    made = [factories.note(session, f"water {at}") for at in range(6)]
    session.commit()
    done: list[int] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            done.append(Follower(sessions, open_engine("whoosh:", home), home).turn())
        except BaseException as error:
            errors.append(error)

    def command() -> None:
        try:
            with sole_drainer(home, wait=True):
                done.append(drain(sessions, open_engine("whoosh:", home)))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=target) for target in (work, command, work, command)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sum(done) == len(made)
    assert set(ids(find(engine, "water"))) == {note.id for note in made}
    assert engine.health().deleted == 0, "no note was written twice"


def test_a_note_that_changed_in_the_last_moment_of_a_rebuild_is_in_the_new_index(
    session: Session, sessions: Sessions, engine: SearchEngine
) -> None:
    made = session.merge(factories.note(session, "water"))
    session.commit()
    drain(sessions, engine)

    def hide(_written: int) -> None:
        made.state = NoteState.WITHDRAWN
        note_changed(session, made.id)
        session.commit()

    rebuild(sessions, engine, hide)
    assert find(engine, "water").total == 0
    assert session.get(Note, made.id) is not None
