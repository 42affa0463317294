"""Topics that people need and offer, and the worker that forms groups."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.commands.worker import jobs, work_once
from knowledge.topics.models import Topic
from tests import factories
from tests.rounds.calling import Work


@pytest.fixture
def topics(session: Session) -> list[Topic]:
    return [factories.topic(session, {"en": text}) for text in ("Forecasting", "Cold chain", "Waste")]


@pytest.fixture
def work(app: Flask, session: Session) -> Work:
    def run() -> None:
        session.commit()
        with app.app_context():
            assert work_once(jobs(app))
        session.commit()

    return run
