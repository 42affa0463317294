"""`flask topics import` as an operator runs it."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.topics.models import Topic
from tests.topics.importing import PREFIXES, VOCABULARIES, concept

WATER = str(VOCABULARIES / "water.ttl")


def count(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Topic)) or 0


def test_the_command_reports_on_standard_output_and_talks_on_standard_error(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()
    result = runner.invoke(args=["topics", "import", WATER])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["added 5", "changed 0", "gone 0"]
    assert "Writing topics: 5 of 5" in result.stderr
    assert count(session) == 5
    again = runner.invoke(args=["topics", "import", WATER])
    assert again.stdout.splitlines() == ["added 0", "changed 0", "gone 0"]


def test_a_syntax_error_exits_with_1_and_writes_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text(PREFIXES + concept("a", '"A"@en') + "\nw:b a skos:Concept skos:prefLabel", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["topics", "import", str(path)])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{path}:5: " in result.stderr
    assert "Nothing was imported." in result.stderr
    assert count(session) == 0


def test_a_file_without_concepts_exits_with_1(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "empty.ttl"
    path.write_text(PREFIXES, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["topics", "import", str(path)])
    assert result.exit_code == 1
    assert "no SKOS concepts" in result.stderr
    other = app.test_cli_runner().invoke(args=["topics", "import", WATER, "--scheme", "urn:another"])
    assert "of the scheme urn:another" in other.stderr


def test_a_missing_file_is_told(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["topics", "import", "nowhere.ttl"])
    assert result.exit_code == 2
    assert "nowhere.ttl" in result.stderr


def test_long_reports_are_shortened_unless_all_is_asked_for(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "many.ttl"
    runner = app.test_cli_runner()

    def edition(name: str) -> None:
        lines = [concept(f"c{n}", f'"{name} {n}"@en') for n in range(30)]
        path.write_text(PREFIXES + "\n".join(lines), encoding="utf-8")

    edition("Old")
    runner.invoke(args=["topics", "import", str(path)])
    edition("New")
    short = runner.invoke(args=["topics", "import", str(path)])
    assert "changed 30" in short.stdout
    assert "... and 10 more (--all lists them)" in short.stdout
    edition("Newer")
    full = runner.invoke(args=["topics", "import", str(path), "--all"])
    assert full.stdout.count("  changed http://example.org/water#c") == 30


def test_cycles_and_other_remarks_are_part_of_the_report(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "cycle.ttl"
    path.write_text(PREFIXES + concept("a", '"A"@en', more="skos:broader w:a"), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["topics", "import", str(path)])
    assert result.exit_code == 0
    assert "noticed 1" in result.stdout
    assert "stands under itself, a cycle" in result.stdout
