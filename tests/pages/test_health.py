"""`/healthz`: what answers, how long the queues wait, and no more than that."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db
from app.search.engine import search_engine
from knowledge import clock
from knowledge.notices.mail import queue_mail
from knowledge.notices.models import OutgoingMail
from search_index.rebuilding import rebuild


@pytest.fixture
def index(app: Flask) -> None:
    with app.app_context():
        rebuild(lambda: Session(db.engine), search_engine())


def test_it_is_well_when_database_and_index_answer(client: FlaskClient, index: None) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {
        "status": "ok",
        "database": "ok",
        "index": "ok",
        "oldest_waiting_seconds": {"index": 0, "mail": 0},
    }


def test_a_missing_index_is_told(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["index"] == "unavailable"


def test_it_tells_how_long_the_oldest_letter_waits(client: FlaskClient, session: Session, index: None) -> None:
    queue_mail(session, "secret@example.org", "Secret subject", "text")
    session.query(OutgoingMail).one().created_at = clock.now() - timedelta(minutes=10)
    session.commit()
    answer = client.get("/healthz")
    assert 600 <= answer.json["oldest_waiting_seconds"]["mail"] < 700
    assert "ecret" not in answer.text


def test_a_database_that_does_not_answer_is_told(home: Path) -> None:
    environment = {"CAUSEWAY_HOME": str(home), "CAUSEWAY_DATABASE_URL": f"sqlite:///{home / 'away' / 'causeway.db'}"}
    answer = create_app(read_settings(environment), TESTING=True).test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "database": "unavailable"}
