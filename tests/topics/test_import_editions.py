"""A newer edition updates in place: what it adds, changes and no longer has is told, and people's own changes stay."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.outbox import IndexChange
from knowledge.topics import curating
from knowledge.topics.history import Change, version_of
from knowledge.topics.merging import merge_topics
from knowledge.topics.models import Topic, TopicChange
from knowledge.topics.names import LanguageRow, rows_of
from tests import factories
from tests.personas import Cast
from tests.topics.importing import alternatives, broader, concept, import_turtle, preferred, related, topic

W = "http://example.org/water#"


@pytest.fixture
def first_edition(session: Session, tmp_path: Path) -> None:
    import_turtle(
        session,
        tmp_path,
        concept("water", '"Water"@en', '"Eau"@fr'),
        concept("supply", '"Supply"@en', more="skos:broader w:water"),
        concept("wells", '"Wells"@en', more="skos:broader w:supply ; skos:related w:water"),
    )


def second_edition(session: Session, folder: Path) -> object:
    return import_turtle(
        session,
        folder,
        concept("water", '"Freshwater"@en', '"Eau"@fr', more='skos:altLabel "Water"@en'),
        concept("supply", '"Supply"@en', more="skos:broader w:water"),
        concept("pumps", '"Pumps"@en', more="skos:broader w:supply"),
    )


def relabel(session: Session, cast: Cast, topic: Topic, *rows: LanguageRow) -> None:
    curating.change_labels(session, cast.actor(cast.coordinator), topic, rows, version_of(session, topic))
    session.commit()


@pytest.mark.usefixtures("first_edition")
def test_added_changed_and_gone_are_told_and_ids_stay(session: Session, tmp_path: Path) -> None:
    before = topic(session, "water").id, topic(session, "water").permalink
    report = second_edition(session, tmp_path)
    assert report.added == [f"{W}pumps"]
    assert report.changed == {f"{W}water": ["labels", "place"]}, "its related topic is gone, so its place changed too"
    assert report.gone == [f"{W}wells"]
    water = topic(session, "water")
    assert (water.id, water.permalink) == before
    assert preferred(water) == {"en": "Freshwater", "fr": "Eau"}
    assert alternatives(water) == {("en", "Water")}
    assert topic(session, "wells").retired_at is not None
    assert second_edition(session, tmp_path).changed == {}


@pytest.mark.usefixtures("first_edition")
def test_a_topic_that_is_gone_but_used_stays_and_is_told_once(session: Session, cast: Cast, tmp_path: Path) -> None:
    factories.note(session, "A well", teams=[cast.dakar], topics=[topic(session, "wells")])
    session.commit()
    report = second_edition(session, tmp_path)
    assert (report.gone, report.gone_in_use) == ([], [f"{W}wells"])
    assert topic(session, "wells").retired_at is None
    assert second_edition(session, tmp_path).gone_in_use == []


@pytest.mark.usefixtures("first_edition")
def test_a_topic_above_one_that_stays_is_not_retired(session: Session, tmp_path: Path) -> None:
    child = factories.topic(session, {"en": "Our own kind of wells"}, broader=topic(session, "wells"))
    session.commit()
    assert second_edition(session, tmp_path).gone_in_use == [f"{W}wells"]
    assert broader(session, child) == {topic(session, "wells").id}


@pytest.mark.usefixtures("first_edition")
def test_a_topic_that_comes_back_is_offered_again(session: Session, tmp_path: Path) -> None:
    second_edition(session, tmp_path)
    report = import_turtle(session, tmp_path, concept("wells", '"Wells"@en'))
    assert "state" in report.changed[f"{W}wells"]
    assert topic(session, "wells").retired_at is None


@pytest.mark.usefixtures("first_edition")
def test_a_label_that_a_coordinator_changed_is_kept_and_told(session: Session, cast: Cast, tmp_path: Path) -> None:
    relabel(
        session,
        cast,
        topic(session, "water"),
        LanguageRow("en", "Our waters", ("Wet stuff",)),
        LanguageRow("fr", "Eau"),
    )
    report = second_edition(session, tmp_path)
    assert preferred(topic(session, "water"))["en"] == "Our waters"
    assert ("en", "Wet stuff") in alternatives(topic(session, "water"))
    assert any("“Our waters” was changed here and kept; the file has “Freshwater”" in r for r in report.remarks)


@pytest.mark.usefixtures("first_edition")
def test_a_label_that_a_coordinator_took_away_stays_away(session: Session, cast: Cast, tmp_path: Path) -> None:
    relabel(session, cast, topic(session, "water"), LanguageRow("en", "Water"))
    report = second_edition(session, tmp_path)
    assert preferred(topic(session, "water")) == {"en": "Freshwater"}
    assert any("“Eau” was taken away here" in remark for remark in report.remarks)


@pytest.mark.usefixtures("first_edition")
def test_a_place_that_a_coordinator_changed_is_kept(session: Session, cast: Cast, tmp_path: Path) -> None:
    own = factories.topic(session, {"en": "Ours"})
    supply, water = topic(session, "supply"), topic(session, "water")
    actor = cast.actor(cast.coordinator)
    curating.change_place(session, actor, supply, [own.id], [water.id], version_of(session, supply))
    session.commit()
    report = second_edition(session, tmp_path)
    assert broader(session, supply) == {own.id}
    assert related(session) == {tuple(sorted((water.id, supply.id)))}
    assert any("was taken away here and stays away" in remark for remark in report.remarks)
    assert second_edition(session, tmp_path).changed == {}


@pytest.mark.usefixtures("first_edition")
def test_no_cycle_comes_from_a_file_and_a_coordinator_together(session: Session, cast: Cast, tmp_path: Path) -> None:
    own = factories.topic(session, {"en": "Ours"}, broader=topic(session, "wells"))
    water, actor = topic(session, "water"), cast.actor(cast.coordinator)
    curating.change_place(
        session, actor, topic(session, "supply"), [], [], version_of(session, topic(session, "supply"))
    )
    curating.change_place(session, actor, water, [own.id], [], version_of(session, water))
    session.commit()
    report = import_turtle(
        session,
        tmp_path,
        concept("water", '"Water"@en'),
        concept("supply", '"Supply"@en', more="skos:broader w:water"),
        concept("wells", '"Wells"@en', more="skos:broader w:water"),
    )
    assert broader(session, water) == {own.id}, "what the coordinator did stays"
    assert broader(session, topic(session, "wells")) == set()
    assert any(f"{W}wells: broader {W}water closes a cycle" in remark for remark in report.remarks)


@pytest.mark.usefixtures("first_edition")
def test_retiring_and_restoring_by_hand_are_respected(session: Session, cast: Cast, tmp_path: Path) -> None:
    supply, wells, actor = topic(session, "supply"), topic(session, "wells"), cast.actor(cast.coordinator)
    curating.retire_topic(session, actor, supply, version_of(session, supply))
    curating.retire_topic(session, actor, wells, version_of(session, wells))
    curating.restore_topic(session, actor, wells, version_of(session, wells))
    session.commit()
    report = second_edition(session, tmp_path)
    assert topic(session, "supply").retired_at is not None
    assert topic(session, "wells").retired_at is None
    assert report.gone_in_use == [f"{W}wells"]
    assert any("was set retired here" in remark for remark in report.remarks)


@pytest.mark.usefixtures("first_edition")
def test_a_merged_topic_stays_merged_and_its_subtopics_with_the_target(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    water, supply = topic(session, "water"), topic(session, "supply")
    own = factories.topic(session, {"en": "Ours"})
    merge_topics(session, cast.actor(cast.coordinator), water, own, version_of(session, water))
    session.commit()
    for _run in range(2):
        report = second_edition(session, tmp_path)
        assert topic(session, "water").merged_into_id == own.id
        assert broader(session, supply) == {own.id}
    assert (report.changed, report.gone) == ({}, [])
    assert ("en", "Water") in {(row.language, row.preferred) for row in rows_of(own.labels)} | alternatives(own)


@pytest.mark.usefixtures("first_edition")
def test_changes_are_kept_in_the_history_and_the_index_is_told(session: Session, cast: Cast, tmp_path: Path) -> None:
    note = factories.note(session, "A tap", teams=[cast.dakar], topics=[topic(session, "supply")])
    session.commit()
    told = len(session.scalars(select(IndexChange)).all())
    second_edition(session, tmp_path)
    changes = session.scalars(select(TopicChange).where(TopicChange.topic_id == topic(session, "water").id)).all()
    assert [change.what for change in changes] == [Change.IMPORTED, Change.UPDATED]
    assert changes[1].detail["added"] == [["en", "alternative", "Water"], ["en", "preferred", "Freshwater"]]
    later = session.scalars(select(IndexChange).order_by(IndexChange.id)).all()[told:]
    assert [change.note_id for change in later] == [note.id], "a note under a subtopic of what was renamed"
