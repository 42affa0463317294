"""Fixtures shared by all tests: a real database, a real index in a temporary folder, and a browser that can sign in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db
from knowledge.models import metadata
from knowledge.people.models import Member
from knowledge.people.sign_in import start_sign_in
from tests.personas import Cast, assemble
from tests.queries import count_queries

__all__ = ["count_queries"]

SERVER_URL = os.environ.get("CAUSEWAY_TEST_DATABASE", "")  # a PostgreSQL to run all tests on; none: SQLite
SignIn = Callable[[Member | None], FlaskClient]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The address of a database with all tables and no rows: made once a run, copied or emptied for each test."""
    if SERVER_URL:
        return make_server_database(f"causeway_{worker_id}")
    url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'empty.db'}"
    engine = create_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    return url


def make_server_database(name: str, tables: bool = True) -> str:
    """A fresh database on the server, with all tables unless said otherwise; returns its address."""
    server = create_engine(SERVER_URL, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    url = make_url(SERVER_URL).set(database=name)
    if tables:
        engine = create_engine(url)
        metadata.create_all(engine)
        engine.dispose()
    return url.render_as_string(hide_password=False)


@pytest.fixture
def database_url(empty_database: str, home: Path) -> str:
    """The address of an empty database for one test."""
    if SERVER_URL:
        empty(create_engine(empty_database))
        return empty_database
    home.mkdir(exist_ok=True)
    shutil.copy(make_url(empty_database).database or "", home / "causeway.db")
    return f"sqlite:///{home / 'causeway.db'}"


def empty(engine: Engine) -> None:
    """Take all rows away. Deleting a few is much quicker than truncating thirty tables, whose files are made anew."""
    statements = [f"DELETE FROM {table.name}" for table in metadata.sorted_tables]
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # no order among the tables to keep
        connection.execute(text("; ".join(statements)))
        connection.execute(text("SET session_replication_role = DEFAULT"))
    engine.dispose()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def app(home: Path, database_url: str) -> Iterator[Flask]:
    """The application on an empty database of its own: SQLite in a temporary folder, or the PostgreSQL of the environment."""
    environment = {
        "CAUSEWAY_HOME": str(home),
        "CAUSEWAY_BASE_URL": "http://localhost",
        "CAUSEWAY_DATABASE_URL": database_url,
    }
    app = create_app(read_settings(environment), TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The database session of the test itself, apart from those of requests. Commit before asking a page."""
    with app.app_context():
        engine = db.engine
    with Session(engine) as own:
        yield own


@pytest.fixture
def cast(session: Session) -> Cast:
    cast = assemble(session)
    session.commit()
    return cast


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def browse_as(app: Flask, session: Session) -> SignIn:
    """A browser in which the given member is signed in (None: nobody)."""

    def sign_in(member: Member | None) -> FlaskClient:
        browser = app.test_client()
        if member is not None:
            session.commit()  # what this session read before a request may be old by now
            token = start_sign_in(session, member)
            session.commit()
            with browser.session_transaction() as kept:
                kept["_user_id"] = token
                kept["_fresh"] = True
        return browser

    return sign_in
