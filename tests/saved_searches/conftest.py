"""What tests of saved searches share: the worker's jobs one by one, a clock that can be set, and a real SMTP server."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.search import own_session
from app.extensions import db
from app.saved_searches.alerts import alert
from app.search.engine import search_engine
from knowledge import clock
from knowledge.notes.models import Note
from knowledge.notices.models import Notice
from knowledge.people.models import Member
from knowledge.saved_searches.keeping import save_search
from knowledge.saved_searches.models import SavedSearch
from search_index.following import drain
from search_index.rebuilding import rebuild
from tests.notices.conftest import hand_over
from tests.notices.postbox import mailer, postbox, smtp_port
from tests.personas import Cast

__all__ = ["hand_over", "mailer", "postbox", "smtp_port"]

Job = Callable[[], int]
Save = Callable[..., SavedSearch]
NewsOf = Callable[[Member], list[list[str]]]


class Watch:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = clock.now()

    def set(self, moment: datetime) -> None:
        self.now = moment

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr(clock, "now", lambda: watch.now)
    return watch


@pytest.fixture
def follow(app: Flask, session: Session) -> Job:
    """The worker's index job, until nothing waits."""

    def run() -> int:
        session.commit()
        with app.app_context():
            try:
                if search_engine().health().problem:
                    rebuild(own_session, search_engine())
                return drain(own_session, search_engine())
            finally:
                db.session.remove()

    return run


@pytest.fixture
def alerts(app: Flask, session: Session) -> Job:
    """The worker's job of alerts, until nothing is due."""

    def run() -> int:
        session.commit()
        done = 0
        with app.app_context():
            try:
                while turn := alert(search_engine()):
                    done += turn
            finally:
                db.session.remove()
        session.expire_all()
        return done

    return run


@pytest.fixture
def work(follow: Job, alerts: Job) -> Job:
    """Both, one after the other."""

    def run() -> int:
        return follow() + alerts()

    return run


@pytest.fixture
def save(session: Session, cast: Cast) -> Save:
    """Somebody saves a search for words, told at once unless said otherwise."""

    def run(member: Member, query: str, how_often: str = "at_once", **choices: str) -> SavedSearch:
        pairs = [("q", query)] if query else []
        pairs += choices.items()
        saved = save_search(session, cast.actor(member), f"About {query} {choices or ''}", pairs, how_often)
        session.commit()
        return saved

    return run


@pytest.fixture
def news_of(session: Session) -> NewsOf:
    """What a member was told about saved searches, notice by notice, as the titles at the time of asking."""

    def run(member: Member) -> list[list[str]]:
        session.rollback()
        query = select(Notice).where(Notice.member_id == member.id, Notice.kind == "saved_search_found")
        notices = session.scalars(query.order_by(Notice.id))
        return [[session.get_one(Note, note_id).title for note_id in notice.detail["notes"]] for notice in notices]

    return run
