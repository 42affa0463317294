"""Whatever is typed, the work is bounded: in leaves of the query, in words a prefix stands for, in levels. Counted, not timed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whoosh import query

from search_index.interface import PUBLIC, Audience, SearchEngine, SearchRequest
from search_index.query import tree
from search_index.query.parser import DEEPEST, MOST_WORK, parse
from search_index.whoosh_engine.clauses import InSection
from search_index.whoosh_engine.compiling import Compiler
from search_index.whoosh_engine.engine import WhooshEngine
from search_index.whoosh_engine.evaluating import _EVALUATORS
from search_index.whoosh_engine.prefixes import MOST_EXPANSIONS, MOST_LOOKED_AT
from tests.search_index.documents import document, find, ids, new_engine

MOST_TERMS = 2048
"""Posting lists that one query may ask for, however it is written."""
VOCABULARY = 3000
LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "nl", "ru", "ar", "zh", "fi", "tr", "hi", "id", "pl")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """A large vocabulary, and notes in many languages so that a word has many possible stems."""
    words = [f"ab{at:04}" for at in range(VOCABULARY)]
    documents = [document(at, " ".join(words[at::30]), language=language) for at, language in enumerate(LANGUAGES, 1)]
    documents.append(
        document(99, " ".join(words), title="water ab " + " ".join(words), texts={"results": " ".join(words)})
    )
    made = new_engine(tmp_path_factory.mktemp("bounded"), *documents)
    assert isinstance(made, WhooshEngine)
    return made


HOSTILE = {
    "a quote": '"',
    "parentheses": "((" * 2000,
    "sixty-four levels": "(" * 64 + "water" + ")" * 64,
    "levels of NOT": "NOT (" * 600 + "ab0001",
    "stars": "*" * 4000,
    "a field without words": "title:" * 600,
    "fields of fields": "title: " * 570 + "ab0001",
    "NUL": "\0" * 4000,
    "ten thousand characters": "x" * 10_000,
    "one word of many words": "ab0001-" * 1400,
    "emoji": "😀 " * 2000,
    "right-to-left marks": "\u200f\u202e\u2066" * 1300 + "ab",
    "a short prefix": "ab*",
    "many prefixes": " ".join(f"ab{at:02}*" for at in range(700)),
    "prefixes that must all match": " AND ".join(f"ab{at:02}*" for at in range(500)),
    "thousands of OR": " OR ".join(f"ab{at:04}" for at in range(3000)),
    "thousands of AND": " AND ".join(f"ab{at:04}" for at in range(3000)),
    "pairs in parentheses": " OR ".join(f"(ab{at:04} AND ab{at + 1:04})" for at in range(400)),
    "phrases": " ".join(f'"ab{at:04} ab{at + 1:04}"' for at in range(400)),
    "one long phrase": '"' + " ".join(f"ab{at:04}" for at in range(1000)) + '"',
    "phrases of fields": " ".join(f'results:"ab{at:04} ab{at + 30:04}"' for at in range(300)),
    "Chinese without end": "水资源管理" * 900,
    "regular expressions": "/(a+)+b/ [a-z]{1,9999}.*.*.*.* (?:ab)*+ " * 90,
    "wildcards": "a?b?c?d* *ab* a*b*c* ?? " * 160,
    "compounds": "ab0001ab0002ab0003" * 3 + " " + "abababababab " * 300,
}


def leaves(clause: Any) -> Iterator[Any]:
    inner = list(clause) if isinstance(clause, query.compound.CompoundQuery | query.BinaryQuery) else []
    if not inner:
        yield clause
    for one in inner:
        yield from leaves(one)


def cost(clause: Any) -> int:
    return len(clause.words) if isinstance(clause, query.Phrase | InSection) else 1


def depth(node: tree.Node) -> int:
    match node:
        case tree.AllOf(nodes) | tree.AnyOf(nodes):
            return 1 + max(map(depth, nodes))
        case tree.InField(_, inner):
            return 1 + depth(inner)
        case tree.Preferring(one, other):
            return 1 + max(depth(one), depth(other))
        case tree.Excluding(wanted, unwanted):
            return 1 + max(map(depth, filter(None, [wanted, *unwanted])))
    return 1


@pytest.mark.parametrize("name", HOSTILE)
def test_what_one_query_may_cost(engine: WhooshEngine, name: str) -> None:
    node = parse(HOSTILE[name])
    assert depth(node) <= 4 * (DEEPEST + 1)
    clause = Compiler(engine.snapshot(), LANGUAGES).compile(node)
    found = list(leaves(clause))
    assert sum(map(cost, found)) <= MOST_TERMS
    assert {type(one) for one in found} <= _EVALUATORS.keys(), (
        "nothing is left to Whoosh's own matchers, which are slow"
    )
    request = SearchRequest(HOSTILE[name], PUBLIC, languages=LANGUAGES, facets=("language",))
    assert engine.search(request).total <= len(LANGUAGES) + 1
    engine.suggest(HOSTILE[name], PUBLIC, LANGUAGES)


def test_the_words_that_count_are_the_first(engine: SearchEngine) -> None:
    assert find(engine, "water " + "unknownword " * (MOST_WORK - 1)).total == 1
    assert find(engine, "unknownword " * MOST_WORK + "water").total == 0
    assert find(engine, " AND ".join(["ab0001"] * 500)).total > 0, "what is ignored does not have to match"


def test_a_prefix_stands_for_a_bounded_number_of_words(engine: WhooshEngine) -> None:
    clause = Compiler(engine.snapshot(), ("en",)).compile(parse("ab*"))
    assert len(list(leaves(clause))) <= 2 * MOST_EXPANSIONS
    assert 99 in ids(find(engine, "ab*"))
    assert ids(find(engine, "ab0999*"))


def test_a_prefix_stands_for_words_of_notes_that_the_reader_may_see(tmp_path: Path) -> None:
    """Words of other notes neither take their place nor find anything, however many there are and however often they stand."""
    secret = " ".join(f"abc{at}" for at in range(MOST_LOOKED_AT - 1))
    others = [document(at, secret, title=secret, audience=("group:1",)) for at in (1, 2)]
    engine = new_engine(tmp_path, *others, document(3, "abrown pump", title="abroad"), document(4, "water"))
    assert ids(find(engine, "ab*")) == ids(find(engine, "title:ab*")) == [3]
    assert set(ids(find(engine, "ab*", Audience(frozenset({"group:1"}))))) == {1, 2}
    assert not find(engine, "abc*").total
    assert not find(engine, "ab*", Audience(frozenset({"group:2"}))).total


def test_wildcards_and_regular_expressions_are_words_like_others(tmp_path: Path) -> None:
    """There is no syntax that could make the engine walk through its vocabulary."""
    engine = new_engine(tmp_path, document(1, "water pump"), document(2, "waiter"))
    for typed in ("wa?er", "w*r", "/wat.*/", "wate[rs]", "wat~", "pump^9", "[a TO z]"):
        assert all(isinstance(node, tree.Words | tree.Everything) for node in [parse(typed)]), typed
    assert ids(find(engine, "/water/")) == [1]
