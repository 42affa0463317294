"""A public note that Dakar's contributor wrote, asked about by Lima's editor."""

import pytest
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.remarks.models import Remark
from knowledge.remarks.speaking import answer_question, ask_about_note
from tests import factories
from tests.personas import Cast


@pytest.fixture
def note(session: Session, cast: Cast) -> Note:
    made = factories.note(session, "Pumps that work", author=cast.contributor, teams=[cast.dakar])
    session.commit()
    return made


@pytest.fixture
def question(session: Session, cast: Cast, note: Note) -> Remark:
    made = ask_about_note(session, cast.actor(cast.lima_editor), note, "Who decides that a pump *works*?")
    session.commit()
    return made


@pytest.fixture
def answer(session: Session, cast: Cast, question: Remark) -> Remark:
    made = answer_question(session, cast.actor(cast.contributor), question, "A woman fills a can.")
    session.commit()
    return made
