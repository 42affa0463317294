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
