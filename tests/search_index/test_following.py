"""The index follows the database: by the outbox, by rebuilding, and by noticing what differs."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.search.engine import search_engine
from knowledge import clock
from knowledge.notes.models import AudienceKind, Note, NoteAudience, NoteState, Revision
from knowledge.outbox import IndexChange, note_changed
from knowledge.permissions import audience_terms
from search_index.errors import DrainerRunning, SearchUnavailable
from search_index.following import Follower, drain, mend_differences
from search_index.interface import PUBLIC, Audience, SearchEngine, SearchRequest, SearchResponse
from search_index.loading import BATCH, load_documents, stream_documents, text_source
from search_index.locking import sole_drainer
from search_index.rebuilding import rebuild
from search_index.status import compare, status
from tests import factories
from tests.personas import Cast
from tests.search_index.documents import find, ids

Sessions = Callable[[], Session]


@pytest.fixture
def sessions(session: Session) -> Sessions:
    engine = session.get_bind()
    return lambda: Session(engine)


@pytest.fixture
def engine(app: Flask) -> SearchEngine:
    with app.app_context():
        return search_engine()


def waiting(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count(IndexChange.id))) or 0


def test_a_published_note_is_found_by_all_its_words(
    session: Session, cast: Cast, sessions: Sessions, engine: SearchEngine
) -> None:
    water = factories.topic(session, {"en": "Water supply", "fr": "Approvisionnement en eau"})
    wells = factories.topic(session, {"en": "Boreholes"}, broader=water)
    made = factories.note(
        session,
        "Pumps of Kaolack",
        author=cast.contributor,
        teams=[cast.dakar],
        countries=["SN"],
        topics=[wells],
        summary="Committees **repair** pumps",
        challenge="Broken handpumps",
        what_we_did=[{"title": "Training", "text": "Mechanics from [each village](http://example.org/zzz)"}],
        results=[{"indicator": "Working pumps", "value": "92"}],
        what_did_not_work=[{"what": "Cash boxes vanished"}],
        conditions=[{"condition": "Spare parts nearby"}],
        tags=["maintenance"],
        evidence="monitored",
    )
    session.commit()
    assert drain(sessions, engine) == 1
    assert waiting(session) == 0
    for query in (
        "kaolack", "repair", "challenge:handpumps", "what_we_did:mechanics", "results:92", "what_did_not_work:cash",
        "conditions:spare", "author:ndour", "organization:points", "country:senegal", "country:SN", "topic:boreholes",
        "tag:maintenance",
    ):  # fmt: skip
        assert ids(find(engine, query)) == [made.id], query
    assert find(engine, "zzz").total == 0
    facets = find(engine, "", facets=("topic", "country", "region", "organization", "evidence", "kind")).facets
    assert facets["topic"] == [(str(topic.id), 1) for topic in (water, wells)]
    assert (facets["country"], facets["region"]) == ([("SN", 1)], [("011", 1)])
    assert facets["organization"] == [(str(cast.water_agency.id), 1)]
    assert (facets["evidence"], facets["kind"]) == ([("monitored", 1)], [("practice", 1)])
    hit = find_with_texts(engine, session, "mechanics").hits[0]
    assert hit.fragments[0].field == "what_we_did"
    assert ("Mechanics", True) in hit.fragments[0].pairs
    assert "example.org" not in str(hit.fragments)


def find_with_texts(engine: SearchEngine, session: Session, query: str) -> SearchResponse:
    return engine.search(SearchRequest(query, PUBLIC, highlight=True), text_source(session))


def test_each_persona_finds_what_they_may_read(
    session: Session, cast: Cast, sessions: Sessions, engine: SearchEngine
) -> None:
    for audience in (AudienceKind.PUBLIC, AudienceKind.NETWORK, AudienceKind.ORGANIZATION):
        factories.note(session, f"water {audience}", author=cast.contributor, teams=[cast.dakar], audience=audience)
    session.commit()
    drain(sessions, engine)
    readable = {
        name: find(engine, "water", Audience(audience_terms(cast.actor(member)))).total
        for name, member in cast.everybody().items()
    }
    assert readable == {
        "stranger": 1, "contributor": 3, "editor": 3, "focal_point": 3,
        "lima_editor": 2, "coordinator": 2, "administrator": 2, "outsider": 2,
    }  # fmt: skip


def test_a_withdrawn_note_and_a_draft_are_not_found(session: Session, sessions: Sessions, engine: SearchEngine) -> None:
    made = factories.note(session, "water")
    factories.note(session, "draft water", state=NoteState.DRAFT)
    session.commit()
    drain(sessions, engine)
    assert ids(find(engine, "water")) == [made.id]
    made.state = NoteState.WITHDRAWN
    note_changed(session, made.id)
    session.commit()
    drain(sessions, engine)
    assert find(engine, "water").total == 0


def test_a_failed_commit_of_the_index_keeps_the_rows(
    session: Session, sessions: Sessions, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    drain(sessions, engine)
    made = factories.note(session, "water")
    session.commit()

    def fail(_operations: object) -> None:
        raise SearchUnavailable("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "apply", fail)
        with pytest.raises(SearchUnavailable):
            drain(sessions, engine)
    assert waiting(session) == 1
    drain(sessions, engine)
    assert ids(find(engine, "water")) == [made.id]


def test_changes_that_arrive_while_a_batch_is_written_stay_in_the_outbox(
    session: Session, sessions: Sessions, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    drain(sessions, engine)
    made = factories.note(session, "water")
    session.commit()
    write = engine.apply
    arrivals = iter([made.id])

    def write_while_it_changes(operations: Any) -> None:
        write(operations)
        for note in arrivals:
            note_changed(session, note)
            session.commit()

    monkeypatch.setattr(engine, "apply", write_while_it_changes)
    assert drain(sessions, engine) == 2
    assert waiting(session) == 0


def test_a_missing_index_is_built_by_the_first_drain(
    session: Session, sessions: Sessions, engine: SearchEngine
) -> None:
    made = factories.note(session, "water")
    session.commit()
    assert status(sessions, engine).health.problem
    drain(sessions, engine)
    assert ids(find(engine, "water")) == [made.id]


def test_the_old_index_serves_and_stays_fresh_during_a_rebuild(
    session: Session, sessions: Sessions, engine: SearchEngine
) -> None:
    first = factories.note(session, "water one")
    session.commit()
    drain(sessions, engine)
    seen: list[list[int]] = []

    def while_it_runs(_written: int) -> None:
        seen.append(ids(find(engine, "water")))
        if len(seen) == 1:
            factories.note(session, "late water")
            first.state = NoteState.WITHDRAWN
            note_changed(session, first.id)
            session.commit()

    rebuild(sessions, engine, while_it_runs)
    assert seen[0] == [first.id]
    late = session.scalars(select(Note.id).where(Note.title == "late water")).one()
    assert ids(find(engine, "water")) == [late]
    assert not compare(sessions, engine)


def test_differences_are_told_and_mended_when_the_worker_starts(
    session: Session, sessions: Sessions, engine: SearchEngine, home: Path
) -> None:
    kept, lost = factories.note(session, "water kept"), factories.note(session, "water lost")
    session.commit()
    drain(sessions, engine)
    lost.state = NoteState.DRAFT
    session.commit()
    assert compare(sessions, engine).extra == (lost.id,)
    lost.state = NoteState.PUBLISHED
    factories.note(session, "water unheard")
    session.query(IndexChange).delete()
    session.commit()
    assert len(compare(sessions, engine).missing) == 1
    Follower(sessions, engine, home).turn()
    assert not compare(sessions, engine)
    assert set(ids(find(engine, "water"))) > {kept.id, lost.id}


def test_a_note_in_an_older_state_or_for_other_readers_is_told_by_id(
    session: Session, cast: Cast, sessions: Sessions, engine: SearchEngine
) -> None:
    """What no list of ids can show: the index has the note, but not as it is now."""
    kept, revised, closed = (
        factories.note(session, f"water {word}", teams=[cast.dakar]) for word in ("kept", "old", "open")
    )
    session.commit()
    drain(sessions, engine)
    assert not compare(sessions, engine)
    later = Revision(number=2, content=dict(revised.revisions[0].content) | {"title": "water new"})
    revised.revisions.append(later)
    revised.published_revision = later
    closed.readers = [NoteAudience(term="org:1")]
    session.commit()
    assert compare(sessions, engine).stale == (revised.id, closed.id)
    note_changed(session, revised.id)
    session.commit()
    assert compare(sessions, engine).stale == (closed.id,), "what waits takes its turn and is no difference"
    mend_differences(sessions, engine)
    assert not compare(sessions, engine)
    assert closed.id not in ids(find(engine, "water"))
    assert kept.id in ids(find(engine, "water"))


def test_an_index_that_differs_in_most_is_built_anew(
    session: Session, sessions: Sessions, engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a database was restored beside an empty index: quicker than thousands of small commits."""
    drain(sessions, engine)
    for at in range(4):
        factories.note(session, f"water {at}")
    session.query(IndexChange).delete()
    session.commit()
    monkeypatch.setattr("search_index.following.MOST_MENDED", 3)
    before = engine.health().generation.partition(":")[0]
    assert mend_differences(sessions, engine) == 4
    assert find(engine, "water").total == 4
    assert engine.health().generation.partition(":")[0] != before


def test_one_drainer_at_a_time(session: Session, sessions: Sessions, engine: SearchEngine, home: Path) -> None:
    factories.note(session, "water")
    session.commit()
    with sole_drainer(home):
        with pytest.raises(DrainerRunning), sole_drainer(home):
            pass
        assert Follower(sessions, engine, home).turn() == 0
    assert Follower(sessions, engine, home).turn() == 1


def test_a_batch_takes_the_same_number_of_queries_however_large(session: Session, cast: Cast) -> None:
    made = [
        factories.note(session, f"water {at}", author=cast.contributor, teams=[cast.dakar], countries=["SN"])
        for at in range(12)
    ]
    session.commit()

    one, many = [note.id for note in made[:1]], [note.id for note in made]
    session.expire_all()
    counted = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *_: counted.append(1))
    load_documents(session, one, {})
    for_one = len(counted)
    load_documents(session, many, {})
    assert len(counted) - for_one == for_one <= 9


def test_all_published_notes_are_streamed_in_batches(session: Session, sessions: Sessions) -> None:
    for at in range(BATCH + 3):
        factories.note(session, f"note {at}")
    session.commit()
    assert [len(batch) for batch in stream_documents(sessions)] == [BATCH, 3]


def test_commands(app: Flask, session: Session, home: Path, tmp_path: Path, cast: Cast) -> None:
    runner = app.test_cli_runner()
    made = factories.note(session, "water pumps", author=cast.contributor, teams=[cast.dakar])
    secret = factories.note(session, "water for us", teams=[cast.dakar], audience=AudienceKind.ORGANIZATION)
    secret.source_id = "file one/2"
    session.commit()
    assert runner.invoke(args=["search", "status"]).exit_code == 1
    assert "2 notes" in runner.invoke(args=["search", "rebuild"]).output
    assert runner.invoke(args=["search", "drain"]).exit_code == 0
    assert runner.invoke(args=["search", "status"]).exit_code == 0
    assert_status_tells_and_mends(app, session, made)
    queries = tmp_path / "queries.tsv"
    queries.write_text("q1\twater pumps\nq2\t((\n\nq3\tnothing like it\n", "utf-8")
    lines = runner.invoke(args=["search", "run", str(queries)]).output.splitlines()
    assert [line.split()[:4] for line in lines] == [["q1", "Q0", made.permalink, "1"]]
    own = runner.invoke(args=["search", "run", str(queries), "--as", cast.editor.email]).output
    assert [line.split()[2] for line in own.splitlines()] == [made.permalink, "file_one/2"]
    queries.write_text("no tab\n", "utf-8")
    wrong = runner.invoke(args=["search", "run", str(queries)])
    assert (wrong.exit_code, "line 1" in wrong.output) == (1, True)
    assert runner.invoke(args=["search", "run", str(queries), "--as", "nobody@example.org"]).exit_code == 1


def assert_status_tells_and_mends(app: Flask, session: Session, made: Note) -> None:
    runner = app.test_cli_runner()
    note_changed(session, made.id)
    session.commit()
    told = runner.invoke(args=["search", "status"])
    assert (told.exit_code, "changes waiting   1" in told.output) == (0, True)
    session.query(IndexChange).update({"at": clock.now() - timedelta(minutes=6)})
    session.commit()
    told = runner.invoke(args=["search", "status"])
    assert (told.exit_code, "oldest change     36" in told.output, "late" in told.output) == (1, True, True)
    assert runner.invoke(args=["search", "drain"]).exit_code == 0
    made.readers = [NoteAudience(term="network")]
    session.commit()
    told = runner.invoke(args=["search", "status"])
    assert (told.exit_code, f"in an older state 1: {made.id}\n" in told.output) == (1, True)
    mended = runner.invoke(args=["search", "status", "--mend"])
    assert (mended.exit_code, "1 notes put right" in mended.output) == (0, True)
    made.readers = [NoteAudience(term="public")]
    session.commit()
    assert runner.invoke(args=["search", "status", "--mend"]).exit_code == 0
