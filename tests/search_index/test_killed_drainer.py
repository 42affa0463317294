"""A drainer killed at any moment: nothing lost, nothing twice, nothing that keeps the next one from going on.

20 times; CAUSEWAY_TEST_KILLS=200 asks for more. Moments are numbers of function calls, the same in every run.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.notes.projection import refresh_readers
from knowledge.outbox import IndexChange, note_changed
from search_index.following import Follower
from search_index.interface import PUBLIC, SearchEngine
from search_index.opening import open_engine
from search_index.status import compare
from tests import factories
from tests.search_index.documents import find, ids

KILLS = int(os.environ.get("CAUSEWAY_TEST_KILLS", "20"))
NOTES = 12
Ask = Callable[[str, int], str]


@pytest.fixture
def ask(database_url: str, home: Path, session: Session) -> Iterator[Ask]:
    """Have a drainer work until it is done, or until its Nth call."""
    command = [sys.executable, "-m", "tests.search_index.drainer", database_url, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None

        def asking(what: str, last: int) -> str:
            assert nursery.stdin is not None
            assert nursery.stdout is not None
            print(what, last, file=nursery.stdin, flush=True)
            return nursery.stdout.readline().strip()

        yield asking
        nursery.stdin.close()


def change(session: Session, notes: list[Note], at: int, chance: random.Random) -> None:
    """A few changes of every kind: other words, other readers, withdrawn, published again."""
    session.expire_all()
    for note in chance.sample(notes, 4):
        note.title = f"water round{at}"
        note.state = chance.choice([NoteState.PUBLISHED, NoteState.PUBLISHED, NoteState.WITHDRAWN])
        note.audience = chance.choice([AudienceKind.PUBLIC, AudienceKind.NETWORK])
        refresh_readers(session, note)
        note_changed(session, note.id)
    session.commit()


def public_notes(session: Session) -> dict[int, str]:
    rows = select(Note.id, Note.title).where(Note.state == NoteState.PUBLISHED, Note.audience == AudienceKind.PUBLIC)
    return dict(session.execute(rows).tuples().all())


def is_in_step(engine: SearchEngine, session: Session) -> None:
    """What the index finds, by word and by count, is what the database has; each once."""
    expected = public_notes(session)
    found = ids(find(engine, "water", limit=100))
    assert sorted(found) == sorted(expected)
    for title in set(expected.values()):
        assert set(ids(find(engine, title.split()[1], limit=100))) == {n for n, of in expected.items() if of == title}


def test_killed_at_any_moment(session: Session, home: Path, ask: Ask) -> None:
    notes = [factories.note(session, f"water round{at}") for at in range(NOTES)]
    session.commit()
    sessions = lambda: Session(session.get_bind())  # noqa: E731
    assert ask("drain", 0).startswith("done")
    chance = random.Random(11)
    calls = {}
    for what in ("drain", "rebuild"):
        change(session, notes, 0, chance)
        calls[what] = int(ask(what, 0).split()[1])
    killed = 0
    for at in range(1, KILLS + 1):
        change(session, notes, at, chance)
        what = "rebuild" if at % 4 == 0 else "drain"
        killed += ask(what, chance.randint(1, calls[what])) == "killed"
        engine = open_engine("whoosh:", home)
        assert engine.health(thorough=True).problem is None, at
        assert not compare(sessions, engine), at
        if at % 3 == 0:  # otherwise the next one finds what this one left, with more changes on top
            assert ask("drain", 0).startswith("done")
            assert session.scalar(select(func.count(IndexChange.id))) == 0
            session.rollback()
            is_in_step(open_engine("whoosh:", home), session)
            session.rollback()
    Follower(sessions, engine, home).turn()
    is_in_step(engine, session)
    assert find(engine, "", PUBLIC, limit=100).total == len(public_notes(session))
    assert killed > KILLS * 0.8
