"""What saved searches cost the worker: python -m benchmarks.saved_searches NOTES.jsonl [--searches 1000]

Imports the documents into a fresh installation and builds the index. A hundred members keep searches for one to three words of
the titles, every third narrowed to a language, all told at once. Then all of them are looked at three times: when one note
came that they may not read, when twenty came, and as if every note had come. Prints one JSON object: milliseconds of the
worker's job for each search, by the clock and of the processor, how many owners were told, and memory.
"""

import argparse
import json
import random
import resource
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, func, select, update

from app import create_app, web
from app.commands.search import own_session
from app.config import read_settings
from app.saved_searches.alerts import alert
from app.search.engine import search_engine
from knowledge import clock
from knowledge.notes.models import Note, NoteAudience, NoteState
from knowledge.notices.models import Notice
from knowledge.outbox import notes_changed
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.saved_searches.keeping import save_search
from knowledge.saved_searches.models import FoundNote, SavedSearch
from search_index.following import drain

MEMBERS = 100
NEW = 20


def prepare(app: Flask, notes: Path) -> None:
    runner = app.test_cli_runner()
    for words in (["init"], ["notes", "import", str(notes)]):
        runner.invoke(args=words, catch_exceptions=False)
    with app.app_context(), web.transaction() as session:
        for number in range(MEMBERS):
            address = f"member{number}@example.org"
            session.add(Member(name=f"Member {number}", email=address, email_confirmed_at=clock.now()))
        hidden = chosen(NEW + 1)
        session.execute(update(Note).where(Note.id.in_(hidden)).values(state=NoteState.WITHDRAWN))
        session.execute(delete(NoteAudience).where(NoteAudience.note_id == hidden[-1]))
        session.add(NoteAudience(note_id=hidden[-1], term="group:1"))
    follow(app)


def chosen(count: int) -> list[int]:
    """The same notes in every run, from all over the file."""
    ids = web.session().scalars(select(Note.id).order_by(Note.id)).all()
    return random.Random(7).sample(ids, count)


def follow(app: Flask) -> None:
    """The index, and everything that was due before."""
    with app.app_context():
        drain(own_session, search_engine())
        while alert(search_engine()):
            pass


def save(app: Flask, searches: int) -> None:
    chance = random.Random(7)
    with app.app_context(), web.transaction() as session:
        rows = session.execute(select(Note.title, Note.language).order_by(Note.id)).all()
        owners = session.scalars(select(Member).order_by(Member.id)).all()
        for number in range(searches):
            title, language = chance.choice(rows)
            words = [word for word in title.split() if len(word) > 3] or [title]
            pairs = [("q", " ".join(chance.sample(words, min(len(words), chance.randint(1, 3)))))]
            pairs += [("language", language)] if number % 3 == 0 else []
            owner = owners[number % len(owners)]
            save_search(session, actor_for(session, owner), f"Search {number}", pairs, "at_once")


def publish(app: Flask, start: int, end: int) -> None:
    with app.app_context(), web.transaction() as session:
        ids = chosen(NEW + 1)[start:end]
        session.execute(update(Note).where(Note.id.in_(ids)).values(state=NoteState.PUBLISHED))
        notes_changed(session, ids)
    with app.app_context():
        drain(own_session, search_engine())
        alert(search_engine())  # numbers what arrived


def forget_everything(app: Flask) -> None:
    with app.app_context(), web.transaction() as session:
        session.execute(delete(FoundNote))
        marks = {"public": -1, "network": -1}
        session.execute(update(SavedSearch).values(known=marks, began=-1, due_at=clock.now()))


def look(app: Flask) -> dict[str, float]:
    """Everything that is due, as the worker does it."""
    with app.app_context():
        before = told()
        started, spent, searches = time.perf_counter(), time.process_time(), 0
        while done := alert(search_engine()):
            searches += done
        each = 1000 / max(1, searches)
        by_clock, of_processor = (
            (now - then) * each for now, then in ((time.perf_counter(), started), (time.process_time(), spent))
        )
        figures = {"ms_each": round(by_clock, 1), "processor_ms_each": round(of_processor, 1)}
        return {"searches": searches, **figures, "told": told() - before}


def told() -> int:
    return web.session().scalar(select(func.count()).select_from(Notice)) or 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=Path)
    parser.add_argument("--searches", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        app = create_app(read_settings({"CAUSEWAY_HOME": home}))
        prepare(app, options.notes.absolute())
        save(app, options.searches)
        look(app)
        publish(app, NEW, NEW + 1)
        figures = {"nothing for them": look(app)}
        publish(app, 0, NEW)
        figures["twenty new notes"] = look(app)
        forget_everything(app)
        figures["every note new"] = look(app)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(figures | {"memory_mb": memory}, indent=1))


if __name__ == "__main__":
    main()
