"""Merging two topics: everything that carries the one carries the other, once, and old addresses go on leading somewhere."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid
from knowledge.notes.models import Note, NoteTopic
from knowledge.outbox import IndexChange
from knowledge.peer_groups.models import GroupTopic, PeerGroup
from knowledge.people.models import Interest, MemberTopic
from knowledge.permissions import Actor
from knowledge.topics.curating import TopicChanged, broader_of, related_of, retire_topic, set_related
from knowledge.topics.history import Change, version_of
from knowledge.topics.lookup import find_topics, resolve
from knowledge.topics.merging import merge_topics
from knowledge.topics.models import FeaturedNote, Topic, TopicBroader, TopicChange
from knowledge.topics.names import LanguageRow, rows_of
from knowledge.topics.usage import Usage, usage_of
from tests import factories
from tests.personas import Cast


@pytest.fixture
def coordinator(cast: Cast) -> Actor:
    return cast.actor(cast.coordinator)


def merge(session: Session, actor: Actor, source: Topic, target: Topic) -> None:
    merge_topics(session, actor, source, target, version_of(session, source))
    session.commit()


def topics_on(session: Session, note: Note) -> list[int]:
    return list(session.scalars(select(NoteTopic.topic_id).where(NoteTopic.note_id == note.id)))


def test_notes_interests_groups_and_featured_notes_follow_once(
    session: Session, cast: Cast, coordinator: Actor
) -> None:
    old, new = factories.topic(session, {"en": "Wells"}), factories.topic(session, {"en": "Boreholes"})
    one = factories.note(session, "With the old", teams=[cast.dakar], topics=[old])
    both = factories.note(session, "With both", teams=[cast.dakar], topics=[old, new])
    group = PeerGroup(name="Drillers", purpose="Drill", language="en", proposed_by_id=cast.outsider.id)
    session.add(group)
    session.flush()
    session.add_all(
        [
            GroupTopic(group_id=group.id, topic_id=old.id),
            MemberTopic(member_id=cast.contributor.id, topic_id=old.id, interest=Interest.OFFER),
            MemberTopic(member_id=cast.contributor.id, topic_id=new.id, interest=Interest.OFFER),
            MemberTopic(member_id=cast.contributor.id, topic_id=old.id, interest=Interest.NEED),
            FeaturedNote(topic_id=old.id, note_id=one.id),
            FeaturedNote(topic_id=new.id, note_id=both.id),
            FeaturedNote(topic_id=old.id, note_id=both.id),
        ]
    )
    session.flush()
    assert usage_of(session, old.id) == Usage(notes=2, members=1, groups=1, subtopics=0)
    session.query(IndexChange).delete()
    merge(session, coordinator, old, new)
    assert topics_on(session, one) == topics_on(session, both) == [new.id]
    assert set(session.scalars(select(GroupTopic.topic_id))) == {new.id}
    interests = session.execute(select(MemberTopic.topic_id, MemberTopic.interest)).all()
    assert sorted((topic_id, str(interest)) for topic_id, interest in interests) == [
        (new.id, "need"),
        (new.id, "offer"),
    ]
    assert set(session.scalars(select(FeaturedNote.topic_id))) == {new.id}
    assert usage_of(session, old.id) == Usage(0, 0, 0, 0)
    assert set(session.scalars(select(IndexChange.note_id))) == {one.id, both.id}


def test_the_old_name_finds_the_new_topic(session: Session, coordinator: Actor) -> None:
    old = factories.topic(session, {"en": "Wells", "ar": "آبار", "fr": "Puits"})
    new = factories.topic(session, {"en": "Boreholes", "fr": "Puits"})
    merge(session, coordinator, old, new)
    assert [match.id for match in find_topics(session, "wells", ["en"])] == [new.id]
    assert rows_of(new.labels) == [
        LanguageRow("ar", "آبار"),
        LanguageRow("en", "Boreholes", ("Wells",)),
        LanguageRow("fr", "Puits"),
    ]


def test_chains_of_merges_collapse(session: Session, coordinator: Actor) -> None:
    first, second, third = (factories.topic(session, {"en": f"Topic {n}"}) for n in range(3))
    merge(session, coordinator, first, second)
    merge(session, coordinator, second, third)
    session.expire_all()
    assert first.merged_into_id == second.merged_into_id == third.id
    assert resolve(session, [first.id, second.id]) == [third.id]


def test_subtopics_and_related_topics_follow(session: Session, coordinator: Actor) -> None:
    above, old, new = (factories.topic(session, {"en": name}) for name in ("Above", "Old", "New"))
    session.add(TopicBroader(topic_id=old.id, broader_id=above.id))
    child, friend = factories.topic(session, {"en": "Child"}, broader=old), factories.topic(session, {"en": "Friend"})
    set_related(session, old.id, set(), {friend.id, new.id})
    merge(session, coordinator, old, new)
    assert broader_of(session, child.id) == {new.id}
    assert broader_of(session, new.id) == broader_of(session, old.id) == set()
    assert related_of(session, new.id) == {friend.id}
    assert related_of(session, old.id) == set()


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_merging_into_a_topic_further_down_leaves_no_cycle(session: Session, coordinator: Actor, steps: int) -> None:
    above = factories.topic(session, {"en": "Above"})
    old = below = factories.topic(session, {"en": "Old"}, broader=above)
    for n in range(steps):
        below = factories.topic(session, {"en": f"Between {n}"}, broader=below)
    new = factories.topic(session, {"en": "New"}, broader=below)
    other = factories.topic(session, {"en": "Other"}, broader=old)
    merge(session, coordinator, old, new)
    assert broader_of(session, other.id) == {new.id}
    seen, here = set(), {new.id}
    while here:
        assert not here & seen, "a cycle"
        seen |= here
        here = {up for one in here for up in broader_of(session, one)}
    assert above.id in seen, "the target stands where the source stood"


def test_a_topic_cannot_be_merged_into_itself_or_what_is_out_of_use(session: Session, coordinator: Actor) -> None:
    topic, retired, merged = (factories.topic(session, {"en": f"Topic {n}"}) for n in range(3))
    retire_topic(session, coordinator, retired, 0)
    merge(session, coordinator, merged, factories.topic(session, {"en": "Target"}))
    for target, code in ((topic, "merge_itself"), (retired, "merge_unusable"), (merged, "merge_unusable")):
        with pytest.raises(Invalid) as raised:
            merge_topics(session, coordinator, topic, target, 0)
        assert raised.value.fields == {"target": code}


def test_merging_a_second_time_is_told(session: Session, coordinator: Actor) -> None:
    old, new, other = (factories.topic(session, {"en": f"Topic {n}"}) for n in range(3))
    merge(session, coordinator, old, new)
    with pytest.raises(TopicChanged):
        merge_topics(session, coordinator, old, other, version_of(session, old))


def test_the_history_of_each_topic_tells_of_the_merge(session: Session, cast: Cast, coordinator: Actor) -> None:
    old, new = factories.topic(session, {"en": "Old"}), factories.topic(session, {"en": "New"})
    child = factories.topic(session, {"en": "Child"}, broader=old)
    factories.note(session, "One", teams=[cast.dakar], topics=[old])
    merge(session, coordinator, old, new)
    changes = {change.topic_id: change for change in session.scalars(select(TopicChange))}
    assert (changes[old.id].what, changes[old.id].detail["into"], changes[old.id].detail["notes"]) == (
        Change.MERGED,
        new.id,
        1,
    )
    assert (changes[new.id].what, changes[new.id].detail["merged"]) == (Change.ABSORBED, old.id)
    assert (changes[child.id].what, changes[child.id].detail["because"]) == (Change.PLACE, old.id)
