"""Topics that people need and offer, and the worker that forms groups."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.commands.worker import jobs, work_once
from knowledge.rounds.models import MatchingRound
from knowledge.topics.models import Topic
from tests import factories
from tests.personas import Cast
from tests.rounds.at_the_table import Coordinator
from tests.rounds.calling import Work, crowd, form_groups, open_one, sign_up


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


@pytest.fixture
def solved(session: Session, cast: Cast, topics: list[Topic], work: Work) -> MatchingRound:
    """Twelve people in two groups of six, and one who speaks what nobody else does and waits."""
    found = open_one(session, cast)
    crowd(session, cast, found, topics, 12)
    sign_up(session, cast, found, cast.lima_editor, languages=("es",), needs=(topics[0].id,))
    form_groups(session, cast, found, work)
    return found


@pytest.fixture
def coordinator(session: Session, cast: Cast, solved: MatchingRound) -> Coordinator:
    return Coordinator(session, cast, solved)
