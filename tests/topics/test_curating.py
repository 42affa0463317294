"""What coordinators do to topics, by the services; every change is kept, nobody else may, and a stale form is told."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from knowledge.notes.models import AudienceKind, Note
from knowledge.outbox import IndexChange
from knowledge.permissions import Actor
from knowledge.topics import curating, featuring
from knowledge.topics.history import Change, version_of
from knowledge.topics.lookup import find_topics
from knowledge.topics.merging import merge_topics
from knowledge.topics.models import Topic, TopicChange
from knowledge.topics.names import LanguageRow, rows_of
from tests import factories
from tests.personas import Cast

EN = LanguageRow("en", "Rain tanks", ("Cisterns",))


@pytest.fixture
def coordinator(cast: Cast) -> Actor:
    return cast.actor(cast.coordinator)


def history(session: Session, topic: Topic) -> list[str]:
    return list(
        session.scalars(select(TopicChange.what).where(TopicChange.topic_id == topic.id).order_by(TopicChange.id))
    )


def told(session: Session) -> set[int]:
    return set(session.scalars(select(IndexChange.note_id)))


def test_a_topic_is_added_with_labels_and_place(session: Session, coordinator: Actor) -> None:
    above = factories.topic(session, {"en": "Rain"})
    topic = curating.add_topic(session, coordinator, [EN, LanguageRow("fr", "Citernes")], [above.id])
    assert rows_of(topic.labels) == [EN, LanguageRow("fr", "Citernes")]
    assert curating.broader_of(session, topic.id) == {above.id}
    assert history(session, topic) == [Change.CREATED]
    assert [match.id for match in find_topics(session, "cisterns", ["en"])] == [topic.id]


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([], {"rows": "labels_missing"}),
        ([LanguageRow("en", "  ")], {"rows": "labels_missing"}),
        ([LanguageRow("", "Rain")], {"rows-0-language": "language_missing"}),
        ([LanguageRow("french", "Pluie")], {"rows-0-language": "language_unknown"}),
        ([LanguageRow("f<b>", "Pluie")], {"rows-0-language": "language_unknown"}),
        ([LanguageRow("en", "Rain"), LanguageRow("EN", "Rains")], {"rows-1-language": "language_twice"}),
        ([LanguageRow("en", "", ("Rains",))], {"rows-0-preferred": "label_missing"}),
        ([LanguageRow("en", "x" * 1001)], {"rows-0-preferred": "label_long"}),
        ([LanguageRow("en", "Rain", ("x" * 1001,))], {"rows-0-alternatives": "label_long"}),
        ([LanguageRow("en", "Rain", ("x",) * 51)], {"rows-0-alternatives": "too_many"}),
    ],
)
def test_labels_that_cannot_be_taken_are_named_at_their_field(
    session: Session, coordinator: Actor, rows: list[LanguageRow], problems: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as raised:
        curating.add_topic(session, coordinator, rows)
    assert raised.value.fields == problems


def test_labels_change_and_the_index_hears_of_every_note_below(
    session: Session, cast: Cast, coordinator: Actor
) -> None:
    top = factories.topic(session, {"en": "Rain", "fr": "Pluie"})
    below = factories.topic(session, {"en": "Tanks"}, broader=factories.topic(session, {"en": "Storing"}, broader=top))
    note = factories.note(session, "A tank", teams=[cast.dakar], topics=[below])
    session.query(IndexChange).delete()
    curating.change_labels(
        session, coordinator, top, [LanguageRow("en", "Rainwater", ("Rain",))], version_of(session, top)
    )
    assert rows_of(top.labels) == [LanguageRow("en", "Rainwater", ("Rain",))]
    assert told(session) == {note.id}
    change = session.scalars(select(TopicChange).where(TopicChange.topic_id == top.id)).one()
    assert (change.what, change.member_id) == (Change.LABELS, cast.coordinator.id)
    assert change.detail["removed"] == [["en", "preferred", "Rain"], ["fr", "preferred", "Pluie"]]


def test_saving_what_is_there_already_changes_nothing(session: Session, coordinator: Actor) -> None:
    topic = factories.topic(session, {"en": "Rain"})
    curating.change_labels(session, coordinator, topic, rows_of(topic.labels), 0)
    curating.change_scope_notes(session, coordinator, topic, [("en", " ")], 0)
    curating.change_place(session, coordinator, topic, [], [], 0)
    curating.restore_topic(session, coordinator, topic, 0)
    assert history(session, topic) == []


def test_scope_notes_are_exactly_those_of_the_rows(session: Session, coordinator: Actor) -> None:
    topic = factories.topic(session, {"en": "Rain"})
    curating.change_scope_notes(session, coordinator, topic, [("en", "What falls."), ("pt-br", "O que cai.")], 0)
    assert topic.notes_by_language == {"en": "What falls.", "pt-BR": "O que cai."}
    curating.change_scope_notes(session, coordinator, topic, [("en", "What falls.")], 1)
    assert topic.notes_by_language == {"en": "What falls."}
    with pytest.raises(Invalid) as raised:
        curating.change_scope_notes(session, coordinator, topic, [("", "x"), ("en", "y" * 5001)], 2)
    assert raised.value.fields == {"rows-0-language": "language_missing", "rows-1-text": "note_long"}


def test_a_topic_moves_with_everything_below_it(session: Session, cast: Cast, coordinator: Actor) -> None:
    old, new = factories.topic(session, {"en": "Old"}), factories.topic(session, {"en": "New"})
    topic = factories.topic(session, {"en": "Rain"}, broader=old)
    below = factories.topic(session, {"en": "Tanks"}, broader=topic)
    note = factories.note(session, "A tank", teams=[cast.dakar], topics=[below])
    session.query(IndexChange).delete()
    curating.change_place(session, coordinator, topic, [new.id], [old.id], 0)
    assert curating.broader_of(session, topic.id) == {new.id}
    assert curating.related_of(session, old.id) == {topic.id}
    assert told(session) == {note.id}


@pytest.mark.parametrize("steps", [0, 1, 3])
def test_a_cycle_is_refused_and_named(session: Session, coordinator: Actor, steps: int) -> None:
    top = below = factories.topic(session, {"en": "Top"})
    for n in range(steps):
        below = factories.topic(session, {"en": f"Step {n}"}, broader=below)
    with pytest.raises(curating.ClosesCycle) as raised:
        curating.change_place(session, coordinator, top, [below.id], [], 0)
    assert raised.value.broader_id == below.id
    assert curating.broader_of(session, top.id) == set()


def test_retired_topics_are_not_newly_chosen_as_a_place_but_stay_where_they_are(
    session: Session, coordinator: Actor
) -> None:
    retired, topic = factories.topic(session, {"en": "Old"}), factories.topic(session, {"en": "Rain"})
    under = factories.topic(session, {"en": "Drizzle"}, broader=retired)
    curating.retire_topic(session, coordinator, retired, 0)
    curating.change_place(session, coordinator, topic, [retired.id], [], 0)
    curating.change_place(session, coordinator, under, [retired.id, topic.id], [], 0)
    assert curating.broader_of(session, topic.id) == set()
    assert curating.broader_of(session, under.id) == {retired.id, topic.id}


def test_a_retired_topic_is_out_of_choice_until_it_is_restored(session: Session, coordinator: Actor) -> None:
    topic = factories.topic(session, {"en": "Rain"})
    curating.retire_topic(session, coordinator, topic, 0)
    assert find_topics(session, "rain", ["en"]) == []
    curating.restore_topic(session, coordinator, topic, 1)
    assert [match.id for match in find_topics(session, "rain", ["en"])] == [topic.id]
    assert history(session, topic) == [Change.RETIRED, Change.RESTORED]


def test_the_second_of_two_coordinators_is_told(session: Session, coordinator: Actor) -> None:
    topic = factories.topic(session, {"en": "Rain"})
    opened = version_of(session, topic)
    curating.change_labels(session, coordinator, topic, [LanguageRow("en", "Rains")], opened)
    with pytest.raises(curating.TopicChanged) as raised:
        curating.change_labels(session, coordinator, topic, [LanguageRow("en", "Raining")], opened)
    assert rows_of(topic.labels) == [LanguageRow("en", "Rains")]
    curating.change_labels(session, coordinator, topic, [LanguageRow("en", "Raining")], raised.value.version)
    assert rows_of(topic.labels) == [LanguageRow("en", "Raining")]


def test_featured_notes_have_an_order_and_only_readers_see_them(
    session: Session, cast: Cast, coordinator: Actor
) -> None:
    topic = factories.topic(session, {"en": "Rain"})
    one, two, three = (factories.note(session, f"Note {n}", teams=[cast.geneva], topics=[topic]) for n in range(3))
    for n, note in enumerate((one, two, three)):
        featuring.feature_note(session, coordinator, topic, note, n)
    featuring.move_featured(session, coordinator, topic, three, -2, 3)
    assert featuring.featured_ids(session, coordinator, topic) == [three.id, one.id, two.id]
    featuring.move_featured(session, coordinator, topic, three, 1, 4)
    assert featuring.featured_ids(session, coordinator, topic) == [one.id, three.id, two.id]
    featuring.unfeature_note(session, coordinator, topic, one, 5)
    assert featuring.featured_ids(session, coordinator, topic) == [three.id, two.id]
    two.readers = []
    session.flush()
    assert featuring.featured_ids(session, cast.actor(None), topic) == [three.id]


def test_no_more_than_twelve_notes_are_featured(session: Session, cast: Cast, coordinator: Actor) -> None:
    topic = factories.topic(session, {"en": "Rain"})
    notes = [factories.note(session, f"Note {n}", teams=[cast.geneva]) for n in range(13)]
    for n, note in enumerate(notes[:12]):
        featuring.feature_note(session, coordinator, topic, note, n)
    with pytest.raises(Invalid):
        featuring.feature_note(session, coordinator, topic, notes[12], 12)


def test_a_note_the_coordinator_may_not_read_cannot_be_featured(
    session: Session, cast: Cast, coordinator: Actor
) -> None:
    topic = factories.topic(session, {"en": "Rain"})
    hidden = factories.note(session, "Ours", teams=[cast.lima], audience=AudienceKind.ORGANIZATION)
    with pytest.raises(NotFound):
        featuring.feature_note(session, coordinator, topic, hidden, 0)


ACTS: dict[str, Callable[[Session, Actor, Topic, Topic, Note], object]] = {
    "add": lambda session, actor, topic, other, note: curating.add_topic(session, actor, [EN]),
    "labels": lambda session, actor, topic, other, note: curating.change_labels(session, actor, topic, [EN], 0),
    "scope": lambda session, actor, topic, other, note: curating.change_scope_notes(session, actor, topic, [], 0),
    "place": lambda session, actor, topic, other, note: curating.change_place(session, actor, topic, [], [], 0),
    "retire": lambda session, actor, topic, other, note: curating.retire_topic(session, actor, topic, 0),
    "restore": lambda session, actor, topic, other, note: curating.restore_topic(session, actor, topic, 0),
    "merge": lambda session, actor, topic, other, note: merge_topics(session, actor, topic, other, 0),
    "feature": lambda session, actor, topic, other, note: featuring.feature_note(session, actor, topic, note, 0),
    "unfeature": lambda session, actor, topic, other, note: featuring.unfeature_note(session, actor, topic, note, 0),
    "move": lambda session, actor, topic, other, note: featuring.move_featured(session, actor, topic, note, 1, 0),
}


@pytest.mark.parametrize("act", ACTS)
def test_coordinators_curate_and_nobody_else(session: Session, cast: Cast, act: str) -> None:
    topic, other = factories.topic(session, {"en": "Rain"}), factories.topic(session, {"en": "Snow"})
    note = factories.note(session, "Rain", teams=[cast.dakar])
    for name, member in cast.everybody().items():
        if name == "coordinator":
            continue
        with pytest.raises(NotSignedIn if member is None else NotAllowed):
            ACTS[act](session, cast.actor(member), topic, other, note)
    assert history(session, topic) == []
    ACTS[act](session, cast.actor(cast.coordinator), topic, other, note)
