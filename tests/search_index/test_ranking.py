"""What counts beside the text: bounded, the same for everybody, and to be changed by a weights file that is checked."""

import re
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import clock
from search_index.interface import IndexDocument, Preference
from search_index.opening import open_engine
from search_index.weights import NAMES, Weights, WrongWeights, packaged, read_weights
from search_index.whoosh_engine.engine import WhooshEngine
from search_index.whoosh_engine.priors import Priors
from tests.search_index.documents import document, find, ids, new_engine

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def first_of_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def pumps(note_id: int, **facts: object) -> IndexDocument:
    return replace(document(note_id, "pumps in the village"), **facts)


def test_past_its_date_a_note_ranks_below_its_like(tmp_path: Path) -> None:
    engine = new_engine(
        tmp_path,
        pumps(3, valid_until=date(2026, 5, 31)),
        pumps(2, valid_until=TODAY),
        pumps(1),
        document(4, "unrelated"),
    )
    assert ids(find(engine, "pumps")) == [2, 1, 3]


def test_the_day_after_its_last_day_is_noticed_without_a_change_of_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = new_engine(tmp_path, pumps(2, valid_until=TODAY), pumps(1))
    assert ids(find(engine, "pumps")) == [2, 1]
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 2))
    assert ids(find(engine, "pumps")) == [1, 2]


def test_what_worked_elsewhere_ranks_above_its_like_and_being_used_alone_does_not(tmp_path: Path) -> None:
    engine = new_engine(
        tmp_path, pumps(1, adoptions=3, worked=3), pumps(2, adoptions=9), pumps(3), pumps(4, adoptions=1, worked=1)
    )
    assert ids(find(engine, "pumps")) == [1, 4, 3, 2]


def test_no_number_of_adoptions_lifts_a_note_about_something_else(tmp_path: Path) -> None:
    about = document(1, "pumps pumps pumps and their repair", title="Pumps")
    beside = replace(document(2, "a long text on school meals that once names pumps " * 3), worked=10**6)
    engine = new_engine(tmp_path, about, beside, *(document(at, "meals") for at in range(3, 30)))
    assert ids(find(engine, "pumps")) == [1, 2]


facts = st.tuples(st.dates() | st.none(), st.integers(0, 10**9), st.sampled_from(["KE", "PE", "SN"]))
wanted = st.lists(st.builds(Preference, st.just("country"), st.just(("KE", "PE")), st.floats(0.1, 9)), max_size=3)


@settings(max_examples=25, deadline=None)
@given(corpus=st.lists(facts, min_size=1, max_size=8), preferences=wanted, day=st.dates())
def test_factors_stay_within_their_bounds(corpus: list[tuple], preferences: list[Preference], day: date) -> None:
    weights = packaged()
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        engine.rebuild(
            replace(document(at, "water", country=[country]), valid_until=until, worked=worked)
            for at, (until, worked, country) in enumerate(corpus, 1)
        )
        (part,) = engine.snapshot().parts
        factors = Priors(weights).of(part.segment, day, preferences)
    if factors is not None:
        assert factors.min() >= weights.out_of_date
        assert factors.max() <= (1 + weights.adoption) * (1 + weights.context)


def test_preferred_facets_lift_and_hide_nothing(tmp_path: Path) -> None:
    notes = [document(at, "pumps", country=[country]) for at, country in enumerate(["KE", "PE", "SN"], 1)]
    engine = new_engine(tmp_path, *notes)
    plain = find(engine, "pumps", facets=("country",))
    preferring = find(
        engine, "pumps", facets=("country",), prefer=(Preference("country", ("PE",), 2), Preference("country", ("KE",)))
    )
    assert ids(plain) == [3, 2, 1]
    assert ids(preferring) == [2, 1, 3]
    assert (preferring.total, preferring.facets) == (plain.total, plain.facets)
    assert ids(find(engine, "pumps", prefer=(Preference("no such facet", ("PE",)),))) == ids(plain)


def test_every_weight_is_packaged_and_explained() -> None:
    text = Path("search_index/weights.toml").read_text(encoding="utf-8")
    assert set(re.findall(r"^(\w+) = .+#", text, re.MULTILINE)) == set(NAMES)


def test_a_file_changes_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text("adoption = 0.4\ntitle = 2")
    assert read_weights(tmp_path / "w.toml") == replace(packaged(), adoption=0.4, title=2.0)


def test_weights_act_on_an_index_as_it_is(tmp_path: Path) -> None:
    new_engine(tmp_path, pumps(1, adoptions=3, worked=3), pumps(2))
    assert ids(find(engine_with(tmp_path, packaged()), "pumps")) == [1, 2]
    assert ids(find(engine_with(tmp_path, replace(packaged(), adoption=0.0)), "pumps")) == [2, 1]


def engine_with(home: Path, weights: Weights) -> WhooshEngine:
    engine = open_engine("whoosh:", home, weights)
    assert isinstance(engine, WhooshEngine)
    return engine


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("freshness = 1", "no weight 'freshness'"),
        ("adoption = 0.9", "adoption = 0.9 cannot be used: expected a number from 0 to 0.5"),
        ("out_of_date = 0", "out_of_date = 0"),
        ("title = -1", "title = -1"),
        ("title = true", "title = True"),
        ("title = 'much'", "title = 'much'"),
        ("title = nan", "title = nan"),
        ("title = inf", "title = inf"),
        ("[title]\nx = 1", "title = {'x': 1}"),
        ("title", "not a TOML file"),
        ("\x00", "not a TOML file"),
    ],
)
def test_what_cannot_be_used_is_told_by_its_key(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "w.toml"
    file.write_text(text)
    with pytest.raises(WrongWeights, match=re.escape(said)) as told:
        read_weights(file)
    assert str(file) in str(told.value)


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_bytes(b"title = '\xff'")
    for file in (tmp_path / "none.toml", tmp_path, tmp_path / "w.toml"):
        with pytest.raises(WrongWeights, match=re.escape(str(file))):
            read_weights(file)
