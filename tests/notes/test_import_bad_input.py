"""What cannot be imported is told with its line and reason, and harms nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.notes.importing import reading
from knowledge.notes.importing.records import BadRecord, Defaults, read_record
from knowledge.notes.models import Note
from knowledge.organizations.models import Organization
from tests.notes.test_import import RECORD, run, write

DEFAULTS = Defaults("Somebody")


def line(**changes: Any) -> bytes:
    return json.dumps({**RECORD, **changes}).encode()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"id": "x",', "broken JSON at character"),
        (b"\xff\xfe{}", "invalid UTF-8 at byte 1"),
        (b"[1, 2]", "not a JSON object"),
        (b"[" * 100_000, "broken JSON"),
        (b"1" * 5_000, "broken JSON"),
        (line(id=None), "id is missing"),
        (line(id="  "), "id is missing"),
        (line(title=""), "title is missing"),
        (line(body_markdown=None), "body_markdown is missing"),
        (line(body_markdown=" \n "), "body_markdown is missing"),
        (line(language=None), "language is missing"),
        (line(language="xx-nowhere"), "language 'xx-nowhere' is not known"),
        (line(country="Atlantis"), "country 'ATLANTIS' is not known"),
        (line(country="ZZ"), "country 'ZZ' is not known"),
        (line(date="2024-02-30"), "date '2024-02-30' is none"),
        (line(date="yesterday"), "date 'yesterday' is none"),
        (line(date=20240101), "date is not a text"),
        (line(title=["a"]), "title is not a text"),
        (line(title="x" * 301), "title is longer than 300 characters"),
        (line(organisation="x" * 201), "organisation is longer than 200 characters"),
        (line(body_markdown="x" * 1_000_000), "body_markdown is longer than 200000 characters"),
        (line(tags="water"), "tags is not a list"),
        (line(tags=[1]), "tags is not a list"),
        (line(tags=["x" * 101]), "more than 50 tags, or one longer"),
    ],
)
def test_the_reason_names_what_is_wrong(bad: bytes, reason: str) -> None:
    with pytest.raises(BadRecord, match="^" + reason.replace("'", "'")):
        read_record(bad, DEFAULTS)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2024", "2024"), ("2024-05", "2024-05"), ("2024-05-31T10:00:00Z", "2024-05-31"), ("", ""), (None, "")],
)
def test_a_date_may_be_less_or_more_exact(written: str | None, kept: str) -> None:
    assert read_record(line(date=written), DEFAULTS).date == kept


def test_controls_and_half_characters_are_left_out() -> None:
    record = read_record(line(title="A\x00 B\ud800\n C", body_markdown="x\x00y\r\nz"), DEFAULTS)
    assert (record.title, record.body) == ("A B C", "xy\nz")


def test_bad_lines_are_told_and_skipped(app: Flask, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "wells.jsonl"
    file.write_bytes(
        b"\xef\xbb\xbf" + line() + b"\n\n{broken\n" + line(id="doc-2", language="qq") + b"\n" + line(id="doc-3")
    )
    result = run(app, file)
    assert (result.exit_code, result.stdout) == (1, "2 new, 0 changed, 0 unchanged, 2 skipped\n")
    assert "line 3: broken JSON" in result.stderr
    assert "line 4: language 'qq' is not known" in result.stderr
    assert set(session.scalars(select(Note.source_id))) == {"doc-1", "doc-3"}


def test_of_two_records_with_one_id_the_first_counts(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "wells.jsonl", RECORD, RECORD | {"title": "Another"})
    result = run(app, file)
    assert "line 2: id 'doc-1' stands on an earlier line" in result.stderr
    assert session.scalars(select(Note.title)).all() == ["Counting pumps"]
    assert "nothing was changed" in run(app, file).stdout


def test_strict_writes_nothing_when_one_line_is_bad(app: Flask, session: Session, tmp_path: Path) -> None:
    file = write(tmp_path / "wells.jsonl", RECORD, RECORD | {"id": "doc-2", "country": "ZZ"})
    result = run(app, file, "--strict")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "line 2: country 'ZZ' is not known" in result.stderr
    assert "nothing was written" in result.stderr
    for table in (Note, Organization):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert run(app, write(file, RECORD), "--strict").exit_code == 0


def test_a_line_without_end_costs_no_memory(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_LINE", 1000)
    file = tmp_path / "wells.jsonl"
    file.write_bytes(b'{"id": "' + b"x" * 5000 + b'"}\n' + line() + b"\n")
    result = run(app, file)
    assert "line 1: longer than 1000 bytes" in result.stderr
    assert session.scalars(select(Note.source_id)).all() == ["doc-1"]


def test_a_wrong_default_country_stops_the_command(app: Flask, tmp_path: Path) -> None:
    result = run(app, write(tmp_path / "wells.jsonl", RECORD), "--country=ZZ")
    assert result.exit_code == 2
    assert "'ZZ' is not an ISO 3166-1 code" in result.stderr
