"""From an empty database to head equals the models, and every step has a way back; on the database the run is for."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app import create_app
from app.config import read_settings
from app.extensions import db
from knowledge.models import metadata
from tests.conftest import SERVER_URL, make_server_database


@pytest.fixture
def empty_app(tmp_path: Path, worker_id: str) -> Flask:
    environment = {"CAUSEWAY_HOME": str(tmp_path / "home")}
    if SERVER_URL:
        environment["CAUSEWAY_DATABASE_URL"] = make_server_database(f"causeway_migrations_{worker_id}", tables=False)
    return create_app(read_settings(environment), TESTING=True)


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def test_migrating_an_empty_database_gives_the_models(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        assert differences() == []
        db.engine.dispose()


def test_every_migration_can_be_taken_back(empty_app: Flask) -> None:
    with empty_app.app_context():
        upgrade()
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        assert differences() == []
        db.engine.dispose()


def test_what_is_written_outlives_every_migration_both_ways(empty_app: Flask) -> None:
    """Tables that are made anew take no rows of others with them."""
    now = "'2026-01-01 00:00:00'"
    rows = (
        "INSERT INTO organization (id, name, slug, acronym, kind, language, summary, website, created_at) "
        f"VALUES (1, 'Agency', 'agency', '', '', 'en', '', '', {now})",
        f"INSERT INTO team (id, organization_id, country, summary, created_at) VALUES (1, 1, 'SN', '', {now})",
        "INSERT INTO note (id, permalink, kind, tier, state, language, audience, title, summary, evidence, income_level, "
        "status, period_start, period_end, latest_number, created_at, changed_at, changes_asked, withdrawn_reason) "
        "VALUES (1, 'abcdefghjk', 'practice', 'snapshot', 'published', 'en', 'public', 'Kept', '', '', '', '', '', '', 1, "
        f"{now}, {now}, '', '')",
        "INSERT INTO note_team (note_id, team_id, position) VALUES (1, 1, 0)",
        f"INSERT INTO revision (id, note_id, number, content, words, created_at) VALUES (1, 1, 1, '{{}}', '', {now})",
    )
    with empty_app.app_context():
        upgrade(revision="0001")
        with db.engine.begin() as connection:
            for row in rows:
                connection.execute(text(row))
        for step, revision in ((upgrade, "head"), (downgrade, "0001"), (upgrade, "head")):
            step(revision=revision)
            with db.engine.connect() as connection:
                for table in ("organization", "team", "note", "note_team", "revision"):
                    assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 1, (table, step.__name__)
        db.engine.dispose()


def test_preparing_an_installation_twice_changes_nothing(empty_app: Flask) -> None:
    runner = empty_app.test_cli_runner()
    assert runner.invoke(args=["init"]).exit_code == 0
    with empty_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("INSERT INTO index_change (note_id, at) VALUES (1, '2026-01-01 00:00:00')"))
    assert runner.invoke(args=["init"]).exit_code == 0
    with empty_app.app_context():
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM index_change")) == 1
        db.engine.dispose()
