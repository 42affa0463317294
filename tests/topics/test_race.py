"""Two coordinators at the same moment: each change is right alone, and together they must not break the hierarchy."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.extensions import db
from knowledge.base import write_intent
from knowledge.errors import DomainError
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.permissions import Actor
from knowledge.topics.curating import ClosesCycle, TopicChanged, change_labels, change_place
from knowledge.topics.merging import merge_topics
from knowledge.topics.models import Topic, TopicBroader
from knowledge.topics.names import LanguageRow
from tests import factories
from tests.personas import Cast

Act = Callable[[Session, Actor, Topic, Topic], None]


def both_at_once(app: Flask, member: Member, one: int, other: int, act: Act) -> list[DomainError | None]:
    """`act` on (one, other) and on (other, one), each in a transaction of its own; what was refused."""
    with app.app_context():
        engine = db.engine
    together, member_id = Barrier(2), member.id

    def run(here: int, there: int) -> DomainError | None:
        with Session(engine) as session, write_intent():
            together.wait(timeout=10)
            actor = actor_for(session, session.get_one(Member, member_id))
            try:
                act(session, actor, session.get_one(Topic, here), session.get_one(Topic, there))
            except DomainError as refused:
                return refused
            session.commit()
            return None

    with ThreadPoolExecutor(2) as pool:
        return [task.result(timeout=30) for task in (pool.submit(run, one, other), pool.submit(run, other, one))]


@pytest.fixture
def pair(session: Session, cast: Cast) -> tuple[int, int]:
    one, other = factories.topic(session, {"en": "One"}), factories.topic(session, {"en": "Other"})
    session.commit()
    return one.id, other.id


def test_two_places_that_close_a_cycle_together(
    app: Flask, session: Session, cast: Cast, pair: tuple[int, int]
) -> None:
    refused = both_at_once(
        app, cast.coordinator, *pair, lambda s, actor, t, up: change_place(s, actor, t, [up.id], [], 0)
    )
    assert sorted(type(error) for error in refused if error) == [ClosesCycle]
    session.rollback()
    assert len(session.scalars(select(TopicBroader)).all()) == 1


def test_two_merges_into_each_other(app: Flask, session: Session, cast: Cast, pair: tuple[int, int]) -> None:
    refused = both_at_once(app, cast.coordinator, *pair, lambda s, actor, t, into: merge_topics(s, actor, t, into, 0))
    assert len([error for error in refused if error]) == 1
    session.rollback()
    assert len(session.scalars(select(Topic).where(Topic.merged_into_id.is_not(None))).all()) == 1


def test_two_edits_of_the_same_labels(app: Flask, session: Session, cast: Cast, pair: tuple[int, int]) -> None:
    one, _other = pair
    row = LanguageRow("en", "Renamed")
    refused = both_at_once(
        app, cast.coordinator, one, one, lambda s, actor, t, _same: change_labels(s, actor, t, [row], 0)
    )
    assert [type(error) for error in refused if error] == [TopicChanged]
