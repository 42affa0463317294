"""The names of topics in memory follow the database: at once, whoever changes them, and without a request waiting for long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.topics import curating
from knowledge.topics.history import version_of
from knowledge.topics.merging import merge_topics
from knowledge.topics.models import LabelKind, Topic, TopicChange, TopicLabel
from knowledge.topics.names import LanguageRow
from search_index.across_languages import keeping
from search_index.across_languages.keeping import LabelKeeper
from search_index.across_languages.matching import named_in
from tests.personas import Cast

Add = Callable[..., Topic]


@pytest.fixture
def add(session: Session, cast: Cast) -> Add:
    def adding(label: str, *alternatives: str, under: tuple[int, ...] = ()) -> Topic:
        rows = [LanguageRow("en", label, alternatives)]
        made = curating.add_topic(session, cast.actor(cast.coordinator), rows, under)
        session.commit()
        return made

    return adding


def named(keeper: LabelKeeper, session: Session, text: str) -> list[int]:
    return [topic for one in named_in(text, keeper.table(session), ()) for topic in one.topics]


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield statements
    event.remove(session.get_bind(), "before_cursor_execute", note)


def test_no_topics_no_names(session: Session) -> None:
    assert named(LabelKeeper(), session, "cold chain") == []


def test_a_change_is_followed_by_the_next_search_of_every_process(session: Session, cast: Cast, add: Add) -> None:
    cold = add("Cold chain")
    here, elsewhere = LabelKeeper(), LabelKeeper()
    assert named(here, session, "cold chain") == named(elsewhere, session, "cold chain") == [cold.id]
    rows = [LanguageRow("en", "Cold chain", ("Cool boxes",))]
    curating.change_labels(session, cast.actor(cast.coordinator), cold, rows, version_of(session, cold))
    session.commit()
    assert named(here, session, "cool box") == named(elsewhere, session, "cool box") == [cold.id]


def test_retired_and_merged_topics_are_named_no_longer(session: Session, cast: Cast, add: Add) -> None:
    cold, cool, old = add("Cold chain"), add("Cool chain"), add("Ice houses")
    keeper, who = LabelKeeper(), cast.actor(cast.coordinator)
    assert named(keeper, session, "ice houses") == [old.id]
    curating.retire_topic(session, who, old, version_of(session, old))
    merge_topics(session, who, cool, cold, version_of(session, cool))
    session.commit()
    assert named(keeper, session, "ice houses") == []
    assert named(keeper, session, "cool chain") == [cold.id], "the other topic took the name over"


def test_topics_under_one_follow_its_place(session: Session, cast: Cast, add: Add) -> None:
    cold = add("Cold chain")
    keeper = LabelKeeper()
    assert keeper.table(session).narrower(cold.id) == []
    rooms = add("Cold rooms", under=(cold.id,))
    assert [one.id for one in keeper.table(session).narrower(cold.id)] == [rooms.id]
    curating.change_place(session, cast.actor(cast.coordinator), rooms, [], [], version_of(session, rooms))
    session.commit()
    assert keeper.table(session).narrower(cold.id) == []


def test_a_change_that_shows_after_a_later_one_is_not_missed(session: Session, add: Add) -> None:
    """A long import on PostgreSQL takes its numbers first and commits last."""
    first, late = add("First"), add("Late")
    session.add(TopicChange(id=1000, topic_id=first.id, what="featured", at=clock.now()))
    session.commit()
    keeper = LabelKeeper()
    assert named(keeper, session, "frost") == []
    session.add(TopicLabel(topic_id=late.id, language="en", kind=LabelKind.ALTERNATIVE, text="Frost", folded="frost"))
    session.add(TopicChange(id=500, topic_id=late.id, what="labels", at=clock.now()))
    session.commit()
    assert named(keeper, session, "frost") == [late.id]


def test_searches_without_a_change_ask_one_small_question(session: Session, add: Add) -> None:
    add("Cold chain")
    keeper = LabelKeeper()
    keeper.table(session)
    with counted(session) as statements:
        keeper.table(session)
    assert len(statements) == 1
    add("Warm chain")
    with counted(session) as statements:
        keeper.table(session)
    assert len(statements) <= 5


def test_very_many_labels_are_read_beside_the_request(session: Session, add: Add) -> None:
    cold = add("Cold chain")
    keeper = LabelKeeper(most_labels=0, most_changes=0)
    assert keeper.table(session, patience=None).topics.keys() == {cold.id}
    add("Warm chain")
    assert len(keeper.table(session, patience=None).topics) == 2


def test_a_failed_reading_leaves_the_search_to_the_words_typed(
    session: Session, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Cold chain")

    def fail(_session: Session) -> None:
        raise OSError("the disk is gone")

    keeper = LabelKeeper(most_labels=0)
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "load_table", fail)
        assert keeper.table(session, patience=None).topics == {}
    assert len(keeper.table(session, patience=None).topics) == 1
