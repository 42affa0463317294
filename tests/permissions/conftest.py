"""One world a test process, seen through every persona's browser; nothing here changes it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db
from app.search.engine import search_engine
from knowledge.models import metadata
from knowledge.people.sign_in import start_sign_in
from search_index.following import drain
from tests.conftest import SERVER_URL, make_server_database
from tests.permissions.world import CASES, FILES, World, build_world, file_key, tell_everybody

Browsers = dict[str, FlaskClient]
Sessions = Callable[[], Session]


@pytest.fixture(scope="session")
def matrix_app(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    home = tmp_path_factory.mktemp("matrix")
    url = make_server_database(f"causeway_matrix_{worker_id}") if SERVER_URL else f"sqlite:///{home / 'causeway.db'}"
    environment = {
        "CAUSEWAY_HOME": str(home),
        "CAUSEWAY_BASE_URL": "http://localhost",
        "CAUSEWAY_DATABASE_URL": url,
    }
    app = create_app(read_settings(environment), TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def sessions(matrix_app: Flask) -> Sessions:
    engine = create_engine(matrix_app.config["SQLALCHEMY_DATABASE_URI"])
    return lambda: Session(engine, expire_on_commit=False)


@pytest.fixture(scope="session")
def world(matrix_app: Flask, sessions: Sessions) -> World:
    """Everything written, told to everybody, and indexed."""
    with sessions() as session:
        built = build_world(session)
        tell_everybody(session, built)
        session.commit()
    for case in CASES:
        for name in FILES:
            place = matrix_app.extensions["files"].path_of(file_key(case, name))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(case.held(name))
    with matrix_app.app_context():
        drain(sessions, search_engine())
    return built


@pytest.fixture(scope="session")
def as_persona(matrix_app: Flask, sessions: Sessions, world: World) -> Browsers:
    """A browser for each persona, in which that one is signed in."""
    browsers = {name: matrix_app.test_client() for name in world.people}
    with sessions() as session:
        for name, member in world.people.items():
            if member is not None:
                with browsers[name].session_transaction() as kept:
                    kept["_user_id"], kept["_fresh"] = start_sign_in(session, member), True
        session.commit()
    return browsers
