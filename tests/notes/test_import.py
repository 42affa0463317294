"""`flask notes import`: documents become reference notes, once, whatever happens on the way."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import ClauseElement, func, select, text
from sqlalchemy.orm import Session

from app.commands import notes as command
from knowledge import clock
from knowledge.notes.cards import AROUND, FACTS, LINES
from knowledge.notes.importing.storing import store_records
from knowledge.notes.models import AudienceKind, Kind, Note, NoteState, Revision
from knowledge.organizations.models import Organization, Team
from knowledge.outbox import IndexChange
from tests import factories

RECORD = {
    "id": "doc-1",
    "title": "Counting pumps",
    "body_markdown": "## Why\n\nNobody knew how many there were.",
    "language": "en",
    "country": "US",
    "organisation": "Office of Wells",
    "source_repo": "wells/handbook",
    "source_path": "docs/pumps.md",
    "commit": "abc123",
    "licence": "CC0-1.0 (US public domain)",
    "date": "2017-05-01",
    "tags": ["water", "pumps"],
    "translation_group": "wells:pumps",
    "words": 6,
}


def write(path: Path, *records: Mapping[str, Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def run(app: Flask, file: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["notes", "import", str(file), *options])


def notes_by_id(session: Session) -> dict[str, Note]:
    session.expire_all()
    return {note.source_id: note for note in session.scalars(select(Note))}


def test_a_record_becomes_a_published_reference_note(app: Flask, session: Session, tmp_path: Path) -> None:
    result = run(app, write(tmp_path / "wells.jsonl", RECORD))
    assert (result.exit_code, result.stdout) == (0, "1 new, 0 changed, 0 unchanged, 0 skipped\n")
    note = notes_by_id(session)["doc-1"]
    assert (note.kind, note.state, note.audience, note.year) == (Kind.REFERENCE, "published", "public", 2017)
    assert note.published_at.isoformat() == "2017-05-01T00:00:00+00:00"
    assert note.source == {
        "repository": "wells/handbook",
        "path": "docs/pumps.md",
        "commit": "abc123",
        "date": "2017-05-01",
    }
    content = note.published_revision.practice()
    assert (content.tags, content.licence) == (("water", "pumps"), "CC0-1.0 (US public domain)")
    assert content.body.startswith("## Why")
    assert [(owner.team.organization.slug, owner.team.country) for owner in note.owners] == [("office-of-wells", "US")]
    assert [row.country for row in note.countries] == ["US"]


def test_the_index_is_told_in_the_same_transaction(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, write(tmp_path / "wells.jsonl", RECORD))
    note = notes_by_id(session)["doc-1"]
    assert session.scalars(select(IndexChange.note_id)).all() == [note.id]


def test_the_planner_knows_afterwards_how_large_the_tables_are(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, write(tmp_path / "wells.jsonl", RECORD))
    if session.get_bind().dialect.name == "sqlite":
        known = session.scalars(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'note'")).one()
        assert known > 0


@pytest.mark.parametrize("prepared", [FACTS, LINES, AROUND])
def test_the_cards_of_a_page_are_found_by_their_numbers_and_never_by_reading_all_notes(
    session: Session, prepared: ClauseElement
) -> None:
    if session.get_bind().dialect.name == "sqlite":
        asked = prepared.params({"ids": [3, 4, 5], "terms": ["public"]})
        words = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {words}")).scalars("detail").all()
        assert not [step for step in plan if step.startswith("SCAN") or "(state=?" in step], plan


def test_a_second_run_changes_nothing_and_says_so(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "wells.jsonl", RECORD)
    run(app, file)
    session.query(IndexChange).delete()
    session.commit()
    before = notes_by_id(session)["doc-1"].changed_at
    result = run(app, write(file, dict(reversed(RECORD.items()))))
    assert result.stdout == "0 new, 0 changed, 1 unchanged, 0 skipped: nothing was changed\n"
    assert notes_by_id(session)["doc-1"].changed_at == before
    assert session.scalar(select(func.count()).select_from(IndexChange)) == 0


def test_a_changed_record_becomes_a_published_revision(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "wells.jsonl", RECORD)
    run(app, file)
    result = run(app, write(file, RECORD | {"title": "Counting wells", "country": "CA"}))
    assert result.stdout == "0 new, 1 changed, 0 unchanged, 0 skipped\n"
    note = notes_by_id(session)["doc-1"]
    assert (note.title, note.latest_number, note.published_revision.number) == ("Counting wells", 2, 2)
    assert [owner.team.country for owner in note.owners] == ["CA"]
    assert note.published_at.year == 2017
    assert note.republished_at.date() == clock.today()


def test_a_changed_record_does_not_widen_the_audience(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "wells.jsonl", RECORD)
    run(app, file, "--audience", "organization")
    run(app, write(file, RECORD | {"title": "Counting wells"}))
    note = notes_by_id(session)["doc-1"]
    assert note.audience == AudienceKind.ORGANIZATION
    assert [reader.term for reader in note.readers] == [f"org:{note.owners[0].team.organization_id}"]


def test_a_withdrawn_note_stays_withdrawn(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "wells.jsonl", RECORD)
    run(app, file)
    notes_by_id(session)["doc-1"].state = NoteState.WITHDRAWN
    session.commit()
    result = run(app, write(file, RECORD | {"title": "Counting wells"}))
    assert "1 changed in the file but withdrawn here and left alone" in result.stdout
    assert notes_by_id(session)["doc-1"].state == NoteState.WITHDRAWN


def test_translations_are_linked_by_their_group(app: Flask, session: Session, tmp_path: Path) -> None:
    french = RECORD | {"id": "doc-2", "language": "fr", "title": "Compter les pompes"}
    run(app, write(tmp_path / "wells.jsonl", RECORD, french))
    assert {note.translation_group for note in notes_by_id(session).values()} == {"wells:pumps"}


def test_an_organization_that_exists_is_used(app: Flask, session: Session, tmp_path: Path) -> None:
    known = factories.organization(session, "Office of Wells", slug="wells")
    session.commit()
    run(app, write(tmp_path / "wells.jsonl", RECORD, RECORD | {"id": "doc-2"}))
    assert session.scalars(select(Team.organization_id)).all() == [known.id]


def test_records_without_owner_country_and_licence_take_the_defaults(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    plain = {"id": "p1", "title": "Plain", "text": "Words.", "language": "en"}
    (tmp_path / "questions").mkdir()
    run(app, write(tmp_path / "questions" / "docs.jsonl", plain))
    run(
        app,
        write(tmp_path / "more.jsonl", plain | {"id": "p2"}),
        "--organization=Reading Room",
        "--country=fr",
        "--licence=CC-BY-SA-4.0",
    )
    notes = notes_by_id(session)
    owners = [(n.owners[0].team.organization.name, n.owners[0].team.country) for n in notes.values()]
    assert owners == [("questions", "INT"), ("Reading Room", "FR")]
    assert [n.published_revision.practice().licence for n in notes.values()] == ["", "CC-BY-SA-4.0"]


def test_an_organization_named_by_its_slug_is_found(app: Flask, session: Session, tmp_path: Path) -> None:
    known = factories.organization(session, "Reading Room", slug="room")
    session.commit()
    plain = {"id": "p1", "title": "Plain", "text": "Words.", "language": "en"}
    run(app, write(tmp_path / "more.jsonl", plain), "--organization=room")
    assert session.scalars(select(Organization.id)).all() == [known.id]


def test_an_interrupted_import_goes_on(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "wells.jsonl", *(RECORD | {"id": f"doc-{n}"} for n in range(7)))
    batches = []

    def stop_in_the_third(*arguments: Any) -> Any:
        batches.append(arguments)
        counts = store_records(*arguments)
        if len(batches) == 3:
            raise KeyboardInterrupt
        return counts

    monkeypatch.setattr(command, "BATCH", 2)
    monkeypatch.setattr(command, "store_records", stop_in_the_third)
    result = run(app, file)
    assert (result.exit_code, len(notes_by_id(session))) == (130, 4)
    assert "The same command goes on" in result.stderr
    monkeypatch.setattr(command, "store_records", store_records)
    assert run(app, file).stdout == "3 new, 0 changed, 4 unchanged, 0 skipped\n"


def test_a_note_changed_here_keeps_its_words_in_the_history(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "wells.jsonl", RECORD)
    run(app, file)
    note = notes_by_id(session)["doc-1"]
    note.latest_number = 2
    session.add(Revision(note=note, number=2, content=note.published_revision.content | {"body": "Mine"}))
    session.commit()
    run(app, write(file, RECORD | {"title": "Counting wells"}))
    numbers = session.scalars(select(Revision.number).order_by(Revision.number)).all()
    assert (numbers, notes_by_id(session)["doc-1"].published_revision.number) == ([1, 2, 3], 3)
