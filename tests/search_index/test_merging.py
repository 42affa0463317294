"""Single-note commits stay cheap: few segments, little rewritten, and nothing deleted that stays for ever."""

import random
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from search_index.following import FEWEST_WORTH_PURGING, LEISURE, MOST_SEGMENTS, Follower, keep_house
from search_index.interface import Delete, Upsert
from search_index.opening import open_engine
from search_index.whoosh_engine.merging import LARGEST, LARGEST_AT_LEISURE, MANY, to_merge
from tests import factories
from tests.search_index.documents import document, find, ids

Sizes = list[tuple[int, int]]


class Model:
    """An index as sizes alone: commits of single notes and the steps of merging that follow them, as the worker takes them."""

    def __init__(self, notes: int) -> None:
        self.segments: list[set[int]] = [set(range(notes))]
        self.deleted = [0]
        self.rewritten = 0
        self.most = 1

    def change(self, note: int) -> None:
        for at, held in enumerate(self.segments):
            if note in held:
                held.remove(note)
                self.deleted[at] += 1
        self.segments.append({note})
        self.deleted.append(0)
        self.merge(LARGEST)

    def merge(self, largest: int) -> None:
        while chosen := to_merge(
            [(len(held), gone) for held, gone in zip(self.segments, self.deleted, strict=True)], largest
        ):
            merged = set[int]().union(*(self.segments[at] for at in chosen))
            assert len(merged) <= largest, "one step stays short"
            self.rewritten += len(merged)
            kept = [at for at in range(len(self.segments)) if at not in chosen]
            self.segments = [self.segments[at] for at in kept] + ([merged] if merged else [])
            self.deleted = [self.deleted[at] for at in kept] + ([0] if merged else [])
        self.most = max(self.most, len(self.segments))


def test_thousands_of_single_commits_on_a_large_index() -> None:
    """At 100,000 notes: segments stay few, and each note is rewritten about once for each size it passes."""
    model, chance = Model(100_000), random.Random(3)
    changes = 12_000
    for at in range(changes):
        model.change(chance.randrange(100_000))
        if at % 500 == 0:  # a quiet time, now and then
            model.merge(LARGEST_AT_LEISURE)
    assert model.most <= MOST_SEGMENTS
    assert model.rewritten <= 6 * changes
    assert sum(model.deleted[1:]) < changes


def test_the_same_few_notes_over_and_over_leave_nothing_behind() -> None:
    model, chance = Model(500), random.Random(3)
    for _ in range(5000):
        model.change(chance.randrange(40))
    assert model.most <= 4 * MANY
    assert sum(model.deleted) <= 500 + 40 * MANY


def test_large_segments_are_left_alone() -> None:
    assert to_merge([(LARGEST, 0)] * 50) == []
    assert to_merge([(LARGEST // 2 + 1, 0)] * 50) == [], "no two of them fit into one step"
    assert to_merge([(100_000, 90_000)]) == []


def test_what_is_empty_or_mostly_deleted_goes_at_once() -> None:
    assert to_merge([(5000, 0), (0, 70)]) == [1]
    assert to_merge([(50, 51), (5000, 0)]) == [0]
    assert to_merge([(50, 50), (5000, 0)]) == []


def test_larger_segments_are_merged_at_leisure() -> None:
    alike = [(LARGEST, 0)] * MANY
    assert to_merge(alike) == []
    assert to_merge(alike, LARGEST_AT_LEISURE) == list(range(MANY))


def test_leisure_begins_when_nothing_has_changed_for_a_while(
    session: Session, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine("whoosh:", home)
    follower = Follower(lambda: Session(session.get_bind()), engine, home)
    asked: list[bool] = []
    monkeypatch.setattr(engine, "maintain", lambda *, at_leisure: asked.append(at_leisure))
    for _ in range(LEISURE + 1):
        follower.turn()
    assert asked == [False] * LEISURE + [True]
    factories.note(session, "water")
    session.commit()
    follower.turn()
    follower.turn()
    assert asked[-1] is False


def test_a_real_index_after_many_commits(tmp_path: Path) -> None:
    engine = open_engine("whoosh:", tmp_path)
    engine.rebuild(document(at, f"water number{at}") for at in range(1, 41))
    chance = random.Random(5)
    state = dict.fromkeys(range(1, 41), 1)
    for version in range(2, 62):
        note = chance.randint(1, 40)
        state[note] = version
        engine.apply([Upsert(document(note, f"water version{version}", version=version))])
        while engine.maintain():
            pass
        assert engine.health().segments <= 3 * MANY
    engine.apply([Delete(40)])
    del state[40]
    assert sorted(ids(find(engine, "water", limit=99))) == sorted(state)
    assert engine.versions() == state
    for note, version in state.items():
        assert version == 1 or ids(find(engine, f"version{version}")) == [note]
    assert engine.health().deleted <= 41
    before = engine.health().generation
    assert not engine.maintain()
    assert engine.health().generation == before, "nothing to merge writes nothing"


def test_an_index_of_mostly_deleted_notes_is_built_anew_when_nothing_waits(session: Session, tmp_path: Path) -> None:
    engine = open_engine("whoosh:", tmp_path)
    engine.rebuild(document(at, "water") for at in range(1, FEWEST_WORTH_PURGING + 10))
    engine.apply(Delete(at) for at in range(1, FEWEST_WORTH_PURGING + 5))
    assert engine.health().deleted > FEWEST_WORTH_PURGING
    keep_house(lambda: Session(session.get_bind()), engine)
    assert engine.health().deleted == 0
