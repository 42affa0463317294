"""A missing, foreign or damaged index is noticed, said, and built anew by whoever follows the changes; a full disk harms nothing."""

import os
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.search.engine import search_engine
from knowledge.notes.models import Note
from knowledge.outbox import IndexChange, note_changed
from search_index.errors import SearchUnavailable
from search_index.following import Follower
from search_index.interface import PUBLIC, SearchEngine, SearchRequest, Upsert
from search_index.opening import open_engine
from search_index.status import compare
from tests import factories
from tests.personas import Cast
from tests.search_index.documents import document, find, ids

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
def notes(session: Session, sessions: Sessions, engine: SearchEngine, home: Path, cast: Cast) -> list[Note]:
    """Three notes in two segments, followed by a worker that then ended."""
    made = [factories.note(session, f"water {word}", author=cast.contributor) for word in ("one", "two")]
    session.commit()
    Follower(sessions, engine, home).turn()
    made.append(factories.note(session, "water three", author=cast.contributor))
    session.commit()
    Follower(sessions, engine, home).turn()
    return made


def folder(home: Path) -> Path:
    return home / "search" / (home / "search" / "CURRENT").read_text()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def spoil(path: Path) -> None:
    """As long as before, but not the same."""
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")


def one_of(home: Path, ending: str) -> Path:
    """The largest file of a kind."""
    return max(folder(home).glob(f"*{ending}"), key=lambda path: path.stat().st_size)


def pointer(home: Path, text: bytes) -> None:
    (home / "search" / "CURRENT").write_bytes(text)


ACCIDENTS: dict[str, Callable[[Path], object]] = {
    "no pointer": lambda home: (home / "search" / "CURRENT").unlink(),
    "an empty pointer": lambda home: pointer(home, b""),
    "a pointer of other bytes": lambda home: pointer(home, b"\xff\xfe\0"),
    "a pointer to nothing": lambda home: pointer(home, folder(home).name[:-1].encode() + b"x"),
    "an index of another version": lambda home: pointer(home, b"index-0-0123456789ab"),
    "no folder": lambda home: shutil.rmtree(folder(home)),
    "nothing at all": lambda home: shutil.rmtree(home / "search"),
    "a folder that others may write to": lambda home: folder(home).chmod(0o777),
    "a file in place of the folder": lambda home: (shutil.rmtree(folder(home)), folder(home).write_text("")),
    "no table of contents": lambda home: one_of(home, ".toc").unlink(),
    "a short table of contents": lambda home: cut(one_of(home, ".toc")),
    "an empty table of contents": lambda home: one_of(home, ".toc").write_bytes(b""),
} | {
    f"{what} {ending}": lambda home, ending=ending, harm=harm: harm(one_of(home, ending))  # type: ignore[misc]
    for ending in (".trm", ".pst", ".note_id.col", ".stamp.col", "._body_len.col")
    for what, harm in {
        "missing": Path.unlink,
        "short": cut,
        "empty": lambda path: path.write_bytes(b""),
        "spoilt": spoil,
    }.items()
}


def test_the_worker_notices_every_accident_and_builds_anew(notes: list[Note], sessions: Sessions, home: Path) -> None:
    """One after the other on the same installation, each met by a worker that has just started."""
    for accident, happens in ACCIDENTS.items():
        happens(home)
        engine = open_engine("whoosh:", home)
        assert engine.health(thorough=True).problem, accident
        Follower(sessions, engine, home).turn()
        assert engine.health(thorough=True).problem is None, accident
        assert set(ids(find(engine, "water"))) == {note.id for note in notes}, accident
        assert not compare(sessions, engine), accident


@pytest.mark.parametrize("ending", [".trm", ".pst", ".note_id.col", ".toc"])
def test_a_page_says_so_and_a_worker_that_runs_mends_it(
    app: Flask,
    notes: list[Note],
    sessions: Sessions,
    engine: SearchEngine,
    home: Path,
    client: FlaskClient,
    ending: str,
) -> None:
    """Without any restart: not of the worker that was running, nor of the web process that stumbled over it."""
    worker = open_engine("whoosh:", home)
    follower = Follower(sessions, worker, home)
    follower.turn()
    with app.app_context():
        app.extensions["search_engine"] = open_engine("whoosh:", home)  # one that has not read these files yet
    cut(one_of(home, ending))
    page = client.get("/search?q=pompe+cassée")
    assert page.status_code == 503
    assert "pompe cassée" in page.text
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz").json["index"] == "unavailable"
    follower.turn()
    assert "3 notes" in client.get("/search?q=water").text
    assert client.get("/healthz").status_code == 200


def test_a_search_that_fails_on_the_index_has_it_read_through(
    notes: list[Note], sessions: Sessions, home: Path
) -> None:
    """Same sizes, other bytes: nobody sees that by looking, so the worker reads all of it after the first complaint."""
    follower = Follower(sessions, open_engine("whoosh:", home), home)
    follower.turn()
    for path in folder(home).glob("*.pst"):
        path.write_bytes(bytes(path.stat().st_size))
    reader = open_engine("whoosh:", home)
    with pytest.raises(SearchUnavailable):
        find(reader, "water")
    follower.turn()
    assert set(ids(find(reader, "water"))) == {note.id for note in notes}
    assert not reader.health().is_suspect


def test_a_mistake_of_ours_costs_no_rebuild(
    notes: list[Note], sessions: Sessions, engine: SearchEngine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query that the engine stumbles over must not let anybody have the index built anew again and again."""
    before = folder(home)
    with monkeypatch.context() as patch:
        patch.setattr("search_index.whoosh_engine.engine.rank", lambda *_: 1 / 0)
        with pytest.raises(SearchUnavailable):
            find(engine, "water")
    assert engine.health().is_suspect
    Follower(sessions, engine, home).turn()
    assert folder(home) == before
    assert not engine.health().is_suspect


def test_an_index_that_lost_what_a_power_cut_took_is_put_right_at_the_start(
    session: Session, notes: list[Note], sessions: Sessions, engine: SearchEngine, home: Path
) -> None:
    """The database has forgotten the changes, the index never had them on disk: a new note, a new state, a removal."""
    kept = shutil.copytree(home / "search", home / "earlier")
    before = {note.id: note.title for note in notes}
    added = factories.note(session, "water four")
    session.delete(notes[0])
    notes[1].published_revision_id = added.published_revision_id  # stands for a later revision
    for note_id in before:
        note_changed(session, note_id)
    session.commit()
    Follower(sessions, engine, home).turn()
    shutil.rmtree(home / "search")
    kept.rename(home / "search")
    late = open_engine("whoosh:", home)
    found = compare(sessions, late)
    one, two, _ = before
    assert (found.missing, found.extra, found.stale) == ((added.id,), (one,), (two,))
    assert Follower(sessions, late, home).turn() == 3
    assert not compare(sessions, late)
    assert {two, added.id} < set(ids(find(late, "four")) + ids(find(late, "three")) + [two])


@contextmanager
def full_disk(room: int = 100) -> Iterator[None]:
    """No file may grow beyond so many bytes: writing fails as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def documents_in(home: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder(home).rglob("*")}


@pytest.mark.parametrize("room", [0, 100, 3000])
def test_a_full_disk_during_a_commit(tmp_path: Path, room: int) -> None:
    """The commit fails in words, the old state serves on, no leftovers fill the disk further, and later it works again."""
    engine = open_engine("whoosh:", tmp_path)
    engine.rebuild([document(1, "water")])
    before = documents_in(tmp_path)
    change = [
        Upsert(document(at, f"water pump {' '.join(f'word{n}' for n in range(200))}", version=2)) for at in (1, 2)
    ]
    for _ in range(3):
        with full_disk(room), pytest.raises(SearchUnavailable, match="cannot be written"):
            engine.apply(change)
    assert documents_in(tmp_path) == before
    for reader in (engine, open_engine("whoosh:", tmp_path)):
        assert ids(find(reader, "water")) == [1]
        assert reader.health(thorough=True).problem is None
    engine.apply(change)
    assert set(ids(find(engine, "pump"))) == {1, 2}


@pytest.mark.parametrize("room", [0, 100, 3000])
def test_a_full_disk_during_a_rebuild(tmp_path: Path, room: int) -> None:
    engine = open_engine("whoosh:", tmp_path)
    engine.rebuild([document(1, "water")])
    more = [document(at, " ".join(f"word{n}" for n in range(300))) for at in range(1, 4)]
    with full_disk(room), pytest.raises(SearchUnavailable, match="cannot be written"):
        engine.rebuild(more)
    assert ids(find(open_engine("whoosh:", tmp_path), "water")) == [1]
    assert len(list((tmp_path / "search").glob("index-*"))) == 1
    assert engine.rebuild(more) == 3


def test_a_full_disk_keeps_the_changes_waiting(
    session: Session,
    notes: list[Note],
    sessions: Sessions,
    engine: SearchEngine,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    added = factories.note(session, "water four")
    session.commit()
    follower = Follower(sessions, engine, home)
    apply = engine.apply

    def on_a_full_disk(operations: object) -> None:
        with full_disk():
            apply(operations)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "apply", on_a_full_disk)
    with pytest.raises(SearchUnavailable):
        follower.turn()
    session.expire_all()
    assert session.scalar(select(func.count(IndexChange.id))) == 1
    monkeypatch.undo()
    follower.turn()
    assert added.id in ids(find(engine, "water"))


def test_an_index_of_another_user_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Index files are executable data. A worker builds one of its own instead."""
    open_engine("whoosh:", tmp_path).rebuild([document(1, "water")])
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert "somebody else" in str(open_engine("whoosh:", tmp_path).health().problem)
    with pytest.raises(SearchUnavailable):
        open_engine("whoosh:", tmp_path).search(SearchRequest("water", PUBLIC))
