"""A set of translations is one hit: counted once, paged once, shown in the reader's language, within what the reader may see."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from search_index.interface import PUBLIC, Audience, Delete, SearchEngine, SearchRequest, Upsert
from tests.search_index.documents import document, find, ids, texts_of
from tests.search_index.test_engine_contract import ENGINES

Make = Callable[..., SearchEngine]
ENGLISH = document(1, "pumps break", translation_set="pumps", country=["KE"], topic=["7"])
FRENCH = document(2, "les pompes cassent", language="fr", translation_set="pumps", country=["KE"], topic=["7", "8"])
SPANISH = document(3, "las bombas fallan", language="es", translation_set="pumps", country=["KE"], topic=["7"])
ALONE = document(4, "pumps and pompes", country=["PE"], topic=["7"], day=date(2020, 1, 1))
OTHER = document(5, "roads", translation_set="roads", country=["PE"])
SETS = (ENGLISH, FRENCH, SPANISH, ALONE, OTHER)
INSIDE = Audience(frozenset({"public", "group:1"}))


@pytest.fixture(params=ENGINES)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    return lambda *documents: ENGINES[request.param](tmp_path, *documents)


def test_a_set_is_listed_once_in_the_first_of_the_readers_languages(make: Make) -> None:
    engine = make(*SETS)
    for languages, shown in ((("fr", "en"), 2), (("en",), 1), (("pt", "es"), 3), (("es-PE",), 3)):
        found = find(engine, "", languages=languages, collapse=True)
        assert (set(ids(found)), found.total) == ({shown, 4, 5}, 3), languages


def test_without_collapsing_every_note_is_listed(make: Make) -> None:
    assert find(make(*SETS), "").total == 5


def test_the_translation_that_matched_is_named_and_quoted_when_another_is_shown(make: Make) -> None:
    engine, texts = make(*SETS), texts_of(*SETS)
    request = SearchRequest("cassent", PUBLIC, languages=("es",), collapse=True, highlight=True)
    (hit,) = engine.search(request, lambda wanted: {note: texts[note] for note in wanted}).hits
    assert (hit.note_id, hit.matched) == (3, 2)
    assert ("cassent", True) in hit.fragments[0].pairs
    (hit,) = find(engine, "bombas", languages=("es",), collapse=True).hits
    assert (hit.note_id, hit.matched) == (3, None)


def test_in_no_language_of_the_reader_the_best_match_is_shown(make: Make) -> None:
    found = find(make(*SETS), "cassent", languages=("ru",), collapse=True)
    assert ids(found) == [2]


def test_a_translation_outside_the_filters_is_not_shown(make: Make) -> None:
    found = find(make(*SETS), "cassent", languages=("es",), collapse=True, filters={"language": ("fr", "en")})
    assert (ids(found), found.hits[0].matched) == ([2], None)


def test_facets_count_sets_so_that_choosing_a_value_leaves_as_many(make: Make) -> None:
    engine = make(*SETS)
    names = ("country", "topic", "language")
    found = find(engine, "", facets=names, collapse=True)
    assert found.facets["country"] == [("PE", 2), ("KE", 1)]
    assert found.facets["topic"] == [("7", 2), ("8", 1)]
    assert found.facets["language"] == [("en", 3), ("es", 1), ("fr", 1)]
    for name in names:
        for value, count in found.facets[name]:
            assert find(engine, "", filters={name: (value,)}, collapse=True).total == count, value
    narrowed = find(engine, "", facets=("country",), filters={"country": ("PE",)}, collapse=True)
    assert narrowed.facets["country"] == [("PE", 2), ("KE", 1)], "a facet's own choice does not count"


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "adoptions"])
def test_pages_of_sets_follow_each_other_without_gap_or_repetition(make: Make, sort: str) -> None:
    documents = [
        document(at, "water " * (at % 4 + 1), translation_set=f"set {at % 9}", adoptions=at % 5, day=date(2020, 1, at))
        for at in range(1, 28)
    ]
    engine = make(*documents)
    pages = [find(engine, "water", sort=sort, offset=at, limit=2, collapse=True) for at in range(0, 12, 2)]
    assert [len(page.hits) for page in pages] == [2, 2, 2, 2, 1, 0]
    assert len({note % 9 for page in pages for note in ids(page)}) == 9
    assert {page.total for page in pages} == {9}


def test_nobody_learns_of_a_translation_outside_their_audience(make: Make) -> None:
    """Not as the shown note, not as what matched, not by a count, not by a language."""
    hidden = document(2, "cassent", language="fr", translation_set="pumps", audience=["group:1"], country=["SN"])
    engine = make(ENGLISH, hidden)
    found = find(engine, "", languages=("fr",), collapse=True, facets=("country", "language"))
    assert (ids(found), found.total) == ([1], 1)
    assert found.facets == {"country": [("KE", 1)], "language": [("en", 1)]}
    assert find(engine, "cassent", languages=("en",), collapse=True).total == 0
    inside = find(engine, "cassent", INSIDE, languages=("en",), collapse=True, facets=("language",))
    assert (inside.hits[0].note_id, inside.hits[0].matched) == (1, 2)
    assert ids(find(engine, "pumps", INSIDE, languages=("fr",), collapse=True)) == [2]


def test_a_set_whose_translations_come_and_go_stays_counted_rightly(make: Make) -> None:
    engine = make(*SETS)
    engine.apply([Delete(2)])
    engine.apply([Upsert(document(6, "насосы", language="ru", translation_set="pumps", country=["KE"], version=2))])
    found = find(engine, "", languages=("ru",), collapse=True, facets=("country", "language"))
    assert (set(ids(found)), found.total) == ({6, 4, 5}, 3)
    assert found.facets["country"] == [("PE", 2), ("KE", 1)]
    assert dict(found.facets["language"]) == {"en": 3, "es": 1, "ru": 1}
    engine.apply([Upsert(document(6, "насосы", language="ru", country=["KE"], version=3))])
    assert find(engine, "", collapse=True).total == 4
