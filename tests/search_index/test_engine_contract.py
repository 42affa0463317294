"""What every engine behind the interface promises. A second engine joins by one more line in ENGINES."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from search_index.interface import (
    PUBLIC,
    Audience,
    Delete,
    IndexDocument,
    Likeness,
    SearchEngine,
    SearchRequest,
    Upsert,
)
from tests.search_index.documents import document, find, ids, new_engine, texts_of

Make = Callable[..., SearchEngine]
ENGINES: dict[str, Callable[..., SearchEngine]] = {"whoosh": new_engine}


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    return lambda *documents: ENGINES[request.param](tmp_path, *documents)


WELLS = (
    document(1, "boreholes and pumps", title="Wells in Kenya", country=["KE"], topic=["7", "1"], day=date(2020, 5, 1)),
    document(2, "pumps fail in drought", title="Drought", country=["KE", "PE"], topic=["8", "1"], day=date(2024, 1, 1)),
    document(3, "les pompes du village", title="Puits", language="fr", country=["SN"], topic=["7", "1"]),
    document(4, "school meals", title="Meals", country=["PE"], day=date(2022, 1, 1)),
)


def test_more_words_rank_higher_and_any_word_finds(make: Make) -> None:
    engine = make(*WELLS)
    assert ids(find(engine, "pumps in drought for kenya"))[:2] == [2, 1]
    assert 4 not in ids(find(engine, "pumps in drought for kenya"))


def test_words_are_found_in_their_other_forms(make: Make) -> None:
    engine = make(*WELLS)
    assert set(ids(find(engine, "pump"))) >= {1, 2}
    assert ids(find(engine, "pompe")) == [3]
    assert ids(find(engine, "BOREHOLE")) == [1]


def test_the_form_as_typed_ranks_above_its_relatives(make: Make) -> None:
    engine = make(document(11, "the connected village"), document(12, "the connection village"), *WELLS)
    assert ids(find(engine, "connection")) == [12, 11]
    assert ids(find(engine, "connected")) == [11, 12]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"pumps fail"', {2}),
        ('"fail pumps"', set()),
        ("pumps AND drought", {2}),
        ("drought OR meals", {2, 4}),
        ("pumps -drought", {1}),
        ("pumps NOT kenya", {2}),
        ("+drought pumps", {2}),
        ("boreh*", {1}),
        ("title:drought", {2}),
        ("title:pumps", set()),
        ("(drought OR meals) AND pumps", {2}),
        ("language:fr", {3}),
        ("NOT pumps", {3, 4}),
        ("", {1, 2, 3, 4}),
    ],
)
def test_query_syntax(make: Make, query: str, expected: set[int]) -> None:
    assert set(ids(find(make(*WELLS), query))) == expected


def test_words_of_one_field_alone(make: Make) -> None:
    engine = make(
        document(1, texts={"challenge": "cold chain breaks", "results": "fewer losses"}),
        document(2, texts={"challenge": "losses", "results": "the cold chain holds"}),
        document(3, title="losses"),
    )
    assert ids(find(engine, "challenge:losses")) == [2]
    assert ids(find(engine, 'results:"cold chain"')) == [2]
    assert ids(find(engine, 'challenge:"chain fewer"')) == []
    assert ids(find(engine, '"breaks fewer"')) == []
    assert set(ids(find(engine, "losses"))) == {1, 2, 3}


@pytest.mark.parametrize(
    "query",
    [
        '"', "((", "))", "*", "a:", "title:", "\0", "a\0b", "😀", "\u200f\u202eabc", "-", "+", "AND", "NOT", "OR OR",
        "(" * 500, '"' * 501, "x" * 10_000, "word " * 3_000, "a* b* c*", "title:(a", "-(", "http://a.b:80/c?d=e&f",
        "NOT NOT NOT", "\ud800", "a AND", "AND b", "()", '""', "title:\"\"", "％＆", "'" * 50, "ا*", "水*",
    ],
)  # fmt: skip
def test_nothing_that_can_be_typed_is_an_error(make: Make, query: str) -> None:
    engine = make(*WELLS)
    assert find(engine, query, facets=("country",), highlight=True).total <= 4
    engine.suggest(query, PUBLIC)


def test_what_makes_no_sense_is_read_as_words(make: Make) -> None:
    engine = make(*WELLS)
    for query in ('"drought', "(drought", "drought)", "drought:", "unknown:drought", "* drought", "dr\0 drought"):
        assert 2 in ids(find(engine, query)), query


def test_any_of_within_a_filter_and_all_across(make: Make) -> None:
    engine = make(*WELLS)
    assert set(ids(find(engine, "", filters={"country": ("KE", "SN")}))) == {1, 2, 3}
    assert set(ids(find(engine, "", filters={"country": ("KE", "SN"), "topic": ("7",)}))) == {1, 3}
    assert set(ids(find(engine, "", filters={"country": ()}))) == {1, 2, 3, 4}


def test_facets_count_with_every_filter_but_their_own(make: Make) -> None:
    found = find(
        make(*WELLS), "", filters={"country": ("KE",), "topic": ("7",)}, facets=("country", "topic", "language")
    )
    assert found.total == 1
    assert found.facets["country"] == [("KE", 1), ("SN", 1)]
    assert found.facets["topic"] == [("1", 2), ("7", 1), ("8", 1)]
    assert found.facets["language"] == [("en", 1)]


def test_among_some_notes_nothing_else_is_found_or_counted(make: Make) -> None:
    engine = make(*WELLS, document(5, "pumps for one group", title="Group", audience=["group:9"]))
    found = find(engine, "pumps OR school", among=frozenset({2, 4, 5, 99}), facets=("country",))
    assert set(ids(found)) == {2, 4}
    assert (found.total, dict(found.facets["country"])) == (2, {"PE": 2, "KE": 1})
    assert find(engine, "", among=frozenset()).total == 0
    assert find(engine, "pumps").total > 1, "without it everything is searched"


def test_sorted_by_date_with_undated_notes_last(make: Make) -> None:
    engine = make(*WELLS)
    assert ids(find(engine, "", sort="newest")) == [2, 4, 1, 3]
    assert ids(find(engine, "", sort="oldest")) == [1, 4, 2, 3]


def test_the_most_taken_up_come_first_when_asked_so(make: Make) -> None:
    engine = make(document(1, "pumps", adoptions=2), document(2, "pumps"), document(3, "pumps", adoptions=7))
    assert ids(find(engine, "pumps", sort="adoptions")) == [3, 1, 2]


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_pages_follow_each_other_without_gap_or_repetition(make: Make, sort: str) -> None:
    engine = make(*(document(at, "water") for at in range(1, 24)))
    pages = [find(engine, "water", sort=sort, offset=offset, limit=5) for offset in range(0, 30, 5)]
    assert [len(page.hits) for page in pages] == [5, 5, 5, 5, 3, 0]
    assert sorted(note for page in pages for note in ids(page)) == list(range(1, 24))
    assert {page.total for page in pages} == {23}


CAST = {
    "public": {"public"},
    "network": {"public", "network"},
    "organization": {"public", "network", "org:3"},
    "group": {"public", "network", "org:4", "group:9", "member:5"},
}
SECRETS = {"public": "quartz", "network": "basalt", "org:3": "granite", "group:9": "gneiss", "member:5": "marble"}


@pytest.mark.parametrize("persona", CAST)
def test_nobody_learns_of_a_note_outside_their_audience(make: Make, persona: str) -> None:
    """Not by hit, total, facet, suggestion, similar note or fragment."""
    documents: list[IndexDocument] = [
        document(at, f"{word} mining water", title=word, audience=[term], country=[word], topic=[word])
        for at, (term, word) in enumerate(SECRETS.items(), 1)
    ]
    engine, audience, texts = make(*documents), Audience(frozenset(CAST[persona])), texts_of(*documents)
    for at, (term, word) in enumerate(SECRETS.items(), 1):
        allowed = term in audience.tokens
        for query in (word, f"title:{word}", f"{word[:4]}*", f'"{word} mining"', f"body:{word}", f"water AND {word}"):
            assert find(engine, query, audience).total == allowed, query
        assert find(engine, "", audience, filters={"country": (word,)}).total == allowed
        assert (engine.suggest(f"{word}x", audience) == word) == allowed
        similar = engine.similar(Likeness(texts[at], (word,), note_id=at), audience, limit=9)
        assert {SECRETS_TERMS[hit.note_id] for hit in similar} <= audience.tokens
    everything = find(engine, "water", audience, facets=("country", "topic"), highlight=True)
    visible = {word for term, word in SECRETS.items() if term in audience.tokens}
    assert everything.total == len(visible)
    assert {value for held in everything.facets.values() for value, _ in held} == visible


SECRETS_TERMS = dict(enumerate(SECRETS, 1))


def test_a_note_made_private_is_gone_with_the_next_search(make: Make) -> None:
    engine = make(*WELLS)
    engine.apply([Upsert(document(1, "boreholes", audience=["group:1"], version=2))])
    found = find(engine, "boreholes", facets=("country",))
    assert (found.total, found.facets["country"]) == (0, [])


def test_a_deleted_note_is_gone_and_comes_back(make: Make) -> None:
    engine = make(*WELLS)
    engine.apply([Delete(1)])
    assert find(engine, "boreholes").total == 0
    engine.apply([Upsert(WELLS[0])])
    assert ids(find(engine, "boreholes")) == [1]


def test_did_you_mean(make: Make) -> None:
    engine = make(*WELLS)
    assert find(engine, "droght").suggestion == "drought"
    assert find(engine, "Village Puits").suggestion is None
    assert engine.suggest("the droguht", PUBLIC) == "the drought"


def test_did_you_mean_corrects_several_words_of_several_languages_and_no_field_names(make: Make) -> None:
    engine = make(*WELLS, document(5, "насосы для деревни", language="ru"))
    assert engine.suggest("boreoles or pommpes", PUBLIC) == "boreholes or pompes"
    assert engine.suggest("насоcы", PUBLIC) == "насосы", "a Latin c among Cyrillic letters"
    assert engine.suggest("насосыы", PUBLIC) == "насосы"
    assert engine.suggest("challenge:droght", PUBLIC) == "challenge:drought"


def test_another_spelling_is_offered_beside_few_hits_and_not_beside_many(make: Make) -> None:
    engine = make(*WELLS, *(document(at, "villages") for at in range(10, 20)))
    assert find(engine, "droght kenya").suggestion == "drought kenya"
    assert find(engine, "droght villages").suggestion is None


def test_beginnings_of_words_in_titles(make: Make) -> None:
    engine = make(*WELLS)
    for query, expected in (
        ("title:Wel*", {1}),
        ("title:mea*", {4}),
        ("title:pum*", set()),
        ("title:(wells ken*)", {1}),
    ):
        assert set(ids(find(engine, query))) == expected, query


def test_fragments_show_where_and_why(make: Make) -> None:
    one = document(
        1, "Filler words. " * 40 + "The **borehole** [was dry](http://x.org/borehole).", title="Two boreholes"
    )
    engine, texts = make(one, *WELLS[1:]), texts_of(one)
    found = find(engine, "borehole", highlight=True)
    assert found.hits[0].fragments == ()
    found = engine.search(
        SearchRequest("borehole", PUBLIC, highlight=True),
        texts=lambda wanted: {note: texts[note] for note in wanted if note in texts},
    )
    title, body = found.hits[0].fragments
    assert (title.field, title.pairs) == ("title", (("Two ", False), ("boreholes", True)))
    assert body.field == "body"
    assert ("borehole", True) in body.pairs
    assert "".join(text for text, _ in body.pairs).endswith(" was dry.")
    assert "".join(text for text, _ in body.pairs).startswith("… ")


def test_rebuild_takes_in_what_changed_meanwhile(make: Make) -> None:
    engine = make(*WELLS)
    written = engine.rebuild(WELLS, None, lambda: [[Delete(1), Upsert(document(9, "late water", version=9))]])
    assert written == 4
    assert set(ids(find(engine, ""))) == {2, 3, 4, 9}
    assert engine.versions()[9] == 9
