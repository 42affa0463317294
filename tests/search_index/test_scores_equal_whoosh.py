"""Vectorized evaluation finds and scores just what Whoosh's own searcher does, on any corpus and query."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.searching import Searcher

from search_index.interface import Delete, Upsert
from search_index.query.parser import parse
from search_index.whoosh_engine.compiling import Compiler
from search_index.whoosh_engine.engine import WhooshEngine
from search_index.whoosh_engine.evaluating import evaluate
from search_index.whoosh_engine.snapshot import Snapshot
from tests.search_index.documents import document

WORDS = ("water", "pump", "school", "village", "vaccine", "cold", "chain", "of", "wells")
STEMS = ("water", "pump", "school", "villag", "vaccin", "cold", "chain", "of", "well")
words = st.sampled_from(WORDS)
texts = st.lists(words, max_size=30).map(" ".join)
FIELDS = ("body", "title", "body_exact", "title_exact")
asked_words = st.sampled_from((*STEMS, *WORDS))
boosts = st.sampled_from((1.0, 0.5, 2.0))
terms = st.builds(query.Term, st.sampled_from(FIELDS), asked_words, boost=boosts)
phrases = st.builds(
    query.Phrase,
    st.sampled_from(("body", "title")),
    st.lists(asked_words, min_size=2, max_size=3),
    boost=boosts,
)


def compounds(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=2, max_size=4)
    boosts = st.sampled_from((1.0, 1.5))
    return st.one_of(
        st.builds(query.Or, several, boost=boosts),
        st.builds(query.And, several, boost=boosts),
        st.builds(query.AndMaybe, inner, inner),
    )


queries = st.recursive(st.one_of(terms, terms, phrases), compounds, max_leaves=8)


def by_whoosh(engine: WhooshEngine, clause: Any) -> dict[int, float]:
    """Document numbers and scores of everything that Whoosh's own matchers find."""
    searcher = Searcher(engine.store.open(engine.store.current()).reader())
    found = {}
    for leaf, first in searcher.leaf_searchers():
        matcher = clause.matcher(leaf, leaf.boolean_context().set(weighting=leaf.weighting))
        while matcher.is_active():
            found[first + matcher.id()] = matcher.score()
            matcher.next()
    return found


def vectorized(snapshot: Snapshot, clause: Any) -> dict[int, float]:
    found = {}
    for part in snapshot.parts:
        result = evaluate(snapshot, part, clause)
        for at in np.flatnonzero(result.mask & part.live).tolist():
            found[part.first + at] = float(result.scores[at])
    return found


def assert_same(engine: WhooshEngine, clause: Any) -> None:
    expected, actual = by_whoosh(engine, clause), vectorized(engine.snapshot(), clause)
    assert actual.keys() == expected.keys(), clause
    assert actual == pytest.approx(expected, abs=1e-5), clause


@settings(max_examples=40, deadline=None)
@given(
    corpus=st.lists(st.tuples(texts, texts), min_size=2, max_size=12),
    gone=st.sets(st.integers(1, 12), max_size=3),
    asked=st.lists(queries, min_size=5, max_size=10),
)
def test_any_query_on_any_corpus(corpus: list[tuple[str, str]], gone: set[int], asked: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        documents = [document(at, body, title=title) for at, (title, body) in enumerate(corpus, 1)]
        half = len(documents) // 2
        engine.rebuild(documents[:half])
        engine.apply(Upsert(one) for one in documents[half:])
        engine.apply(Delete(note) for note in gone if note < len(documents))
        for clause in asked:
            assert_same(engine, clause)


TYPED = (
    "water pumps for schools",
    '"cold chain"',
    "water AND (pump OR vaccine)",
    "+wells village",
    "title:water pump",
)


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_type(tmp_path: Path, typed: str) -> None:
    engine = WhooshEngine(tmp_path)
    corpus = [" ".join(WORDS[at % 9] for at in range(start, start * 3 + 4, 1 + start % 4)) for start in range(40)]
    engine.rebuild(document(at, body, title=body[:20]) for at, body in enumerate(corpus, 1))
    assert_same(engine, Compiler(engine.snapshot(), ("en",)).compile(parse(typed)))


def test_kind_of_query_that_is_not_known_is_left_to_whoosh(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild([document(1, "water pump"), document(2, "waders"), document(3, "school")])
    engine.apply([Upsert(document(4, "water wells"))])
    for clause in (
        query.FuzzyTerm("body", "watar"),
        query.Wildcard("body", "wa?er"),
        query.Phrase("body", ["water", "well"], slop=2),
        query.TermRange("body", "school", "water"),
    ):
        assert vectorized(engine.snapshot(), clause), clause
        assert_same(engine, clause)


def test_best_of_several_forms_is_the_best_of_whooshs_scores(tmp_path: Path) -> None:
    """Whoosh's own DisjunctionMax is wrong: it takes the score of a form whose next document is a later one."""
    engine = WhooshEngine(tmp_path)
    engine.rebuild([document(1, "water"), document(2, "pump water pump"), document(3, title="water")])
    forms = [query.Term("body", "water"), query.Term("body", "pump"), query.Term("title", "water")]
    scores = [by_whoosh(engine, form) for form in forms]
    best = {at: max(found.get(at, 0.0) for found in scores) for at in range(3)}
    assert vectorized(engine.snapshot(), query.DisjunctionMax(forms)) == pytest.approx(best, abs=1e-5)


def test_excluding_leaves_the_other_scores_as_they_are(tmp_path: Path) -> None:
    """Whoosh's own AndNot is wrong: it lets an unwanted document through when both lists begin with it."""
    engine = WhooshEngine(tmp_path)
    engine.rebuild([document(1, "water pump"), document(2, "water"), document(3, "water school", title="pump")])
    wanted, unwanted = query.Term("body", "water"), query.Term("body", "pump")
    scores = by_whoosh(engine, wanted)
    expected = {at: scores[at] for at in scores.keys() - by_whoosh(engine, unwanted).keys()}
    assert vectorized(engine.snapshot(), query.AndNot(wanted, unwanted)) == pytest.approx(expected, abs=1e-5)
    assert len(expected) == 2
