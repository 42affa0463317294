"""Fixtures shared by all tests: a real database, a real index in a temporary folder, and a browser that can sign in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db
from knowledge.models import metadata
from knowledge.people.models import Member
from knowledge.people.sign_in import start_sign_in
from tests.personas import Cast, assemble

DATABASE_URL = os.environ.get("CAUSEWAY_TEST_DATABASE_URL", "")
SignIn = Callable[[Member | None], FlaskClient]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def app(home: Path) -> Iterator[Flask]:
    """The application on an empty database of its own: SQLite in a temporary folder, or the PostgreSQL of the environment."""
    environment = {"CAUSEWAY_HOME": str(home), "CAUSEWAY_BASE_URL": "http://localhost"}
    if DATABASE_URL:
        environment["CAUSEWAY_DATABASE_URL"] = DATABASE_URL
    app = create_app(read_settings(environment), TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.session.remove()
        if DATABASE_URL:
            empty_the_database()
        db.engine.dispose()


def empty_the_database() -> None:
    """Give PostgreSQL back as it was, since its database outlives the test."""
    with db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


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
            token = start_sign_in(session, member)
            session.commit()
            with browser.session_transaction() as kept:
                kept["_user_id"] = token
                kept["_fresh"] = True
        return browser

    return sign_in
