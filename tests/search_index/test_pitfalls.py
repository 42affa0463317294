"""Each way in which Whoosh was seen to give wrong answers without saying so, once (numbers as in the design document)."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from search_index.errors import EmptyAudience, ForeignIndex, SearchUnavailable
from search_index.interface import PUBLIC, Audience, Delete, IndexDocument, SearchRequest, Upsert
from search_index.whoosh_engine.engine import WhooshEngine
from search_index.whoosh_engine.merging import MANY
from tests.search_index.documents import document, find, ids, new_engine

NOBODY = Audience(frozenset({"group:404"}))


@pytest.mark.parametrize("tokens", [frozenset(), frozenset({""}), frozenset({"public", ""})])
def test_1_an_empty_audience_is_refused(tokens: frozenset[str]) -> None:
    with pytest.raises(EmptyAudience):
        Audience(tokens)


def test_1_an_audience_that_may_see_nothing_sees_nothing(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "water"), document(2, "water", audience=["group:1"]))
    for query in ("water", "", "NOT pump", "wat*"):
        assert find(engine, query, NOBODY).total == 0


def test_1_a_query_of_nothing_that_the_index_knows_finds_nothing(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "water"), document(2, "pump"))
    assert find(engine, "zzz").total == 0
    assert find(engine, "zzz OR yyy").total == 0
    assert find(engine, "((").total == 0


def test_1_a_filter_value_that_no_note_has_finds_nothing(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "water", country=["KE"]), document(2, "water"))
    assert find(engine, "water", filters={"country": ("XX",)}).total == 0
    assert find(engine, "water", filters={"no such field": ("KE",)}).total == 0


def test_2_totals_and_facets_count_what_the_audience_and_filters_leave(tmp_path: Path) -> None:
    documents = [
        document(at, "water", audience=["public" if at % 2 else "org:3"], country=["KE" if at < 30 else "PE"])
        for at in range(1, 41)
    ]
    engine = new_engine(tmp_path, *documents)
    found = find(engine, "water", filters={"country": ("KE",)}, facets=("country",), limit=5)
    assert (found.total, len(found.hits)) == (15, 5)
    assert found.facets["country"] == [("KE", 15), ("PE", 5)]


def test_3_a_reader_held_through_changes_shows_neither_deleted_nor_old_notes(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, *(document(at, "water old") for at in range(1, 21)))
    for at in range(1, 11):
        engine.apply([Upsert(document(at, "water new", version=2)), Delete(at + 10)])
        engine.maintain()
        assert find(engine, "water", limit=99).total == 20 - at
        assert len(set(ids(find(engine, "water", limit=99)))) == 20 - at
        assert find(engine, "new").total == at
        assert find(engine, "old", limit=99).total == 20 - 2 * at


def test_4_threads_that_share_an_engine_get_the_same_answers(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, *(document(at, f"water pump well{at % 7} chain") for at in range(1, 60)))
    queries = ['"water pump"', "well3 chain", "wel*", "water -well1", 'body:"pump well2"']
    expected = {query: ids(find(engine, query)) for query in queries}
    wrong: list[str] = []

    def search() -> None:
        for _ in range(20):
            for query in queries:
                if ids(find(engine, query)) != expected[query]:
                    wrong.append(query)

    threads = [threading.Thread(target=search) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_5_a_note_twice_in_one_batch_is_there_once_as_last_written(tmp_path: Path) -> None:
    engine = new_engine(tmp_path)
    engine.apply([Upsert(document(1, "early")), Upsert(document(1, "late", version=2))])
    assert find(engine, "early").total == 0
    assert ids(find(engine, "late")) == [1]
    engine.apply([Upsert(document(2, "water")), Delete(2)])
    assert find(engine, "water").total == 0
    assert engine.rebuild([document(3, "water"), document(3, "water")]) == 1


def test_5_late_and_repeated_work_does_no_harm(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "new", version=5))
    engine.apply([Upsert(document(1, "old", version=4))])
    engine.apply([Upsert(document(1, "new", version=5)), Delete(7)])
    assert (find(engine, "old").total, find(engine, "new").total) == (0, 1)
    assert engine.versions() == {1: 5}


def test_6_suggestions_hold_no_words_of_notes_outside_the_audience(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "vaccine storage"), document(2, "zanzibar", audience=["group:1"]))
    assert engine.suggest("vacine storag", PUBLIC) == "vaccine storag"
    assert engine.suggest("zanzibr", PUBLIC) is None
    assert engine.suggest("zanzibr", Audience(frozenset({"group:1"}))) == "zanzibar"


def test_6_a_word_that_has_become_private_is_no_longer_suggested(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "zanzibar"), document(2, "water"))
    engine.apply([Upsert(document(1, "zanzibar", audience=["group:1"], version=2))])
    assert engine.suggest("zanzibr", PUBLIC) is None


def test_8_a_snapshot_goes_on_serving_after_a_merge_has_removed_its_files(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "search")
    engine.rebuild([])
    for at in range(1, MANY + 3):
        engine.apply([Upsert(document(at, f"water word{at}", country=["KE"]))])
    held = engine.snapshot()
    other = WhooshEngine(tmp_path / "search")
    assert other.maintain()
    assert len(other.snapshot().parts) < len(held.parts)
    assert all(part.segment.postings("body", "water").ids.size == 1 for part in held.parts)
    assert ids(find(engine, "word3")) == [3]


def test_9_a_failed_write_gives_the_lock_back(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "water"))
    with pytest.raises(KeyError):
        engine.apply([Upsert(document(2, texts={"no such field": "pump"}))])
    engine.apply([Upsert(document(2, "pump"))])
    assert ids(find(engine, "pump")) == [2]


def test_9_a_failed_rebuild_leaves_the_old_index_serving(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "water"), document(2, "pump"))

    def broken() -> Iterator[IndexDocument]:
        yield document(3, "water")
        raise OSError("disk full")

    with pytest.raises(SearchUnavailable, match="disk full"):
        engine.rebuild(broken())
    assert ids(find(engine, "water")) == [1]
    assert len(list((tmp_path / "search").glob("index-*"))) == 1


def test_10_an_index_folder_of_somebody_else_is_not_opened(tmp_path: Path) -> None:
    new_engine(tmp_path, document(1, "water"))
    folder = next((tmp_path / "search").glob("index-*"))
    folder.chmod(0o777)
    with pytest.raises(ForeignIndex):
        find(new_engine_at(tmp_path), "water")
    elsewhere = tmp_path / "elsewhere"
    shutil.move(folder, elsewhere)
    folder.symlink_to(elsewhere)
    with pytest.raises(ForeignIndex):
        find(new_engine_at(tmp_path), "water")


def test_10_a_pointer_that_leads_out_of_the_place_is_not_followed(tmp_path: Path) -> None:
    new_engine(tmp_path, document(1, "water"))
    (tmp_path / "search" / "CURRENT").write_text("../elsewhere")
    with pytest.raises(SearchUnavailable):
        find(new_engine_at(tmp_path), "water")


def new_engine_at(home: Path) -> WhooshEngine:
    return WhooshEngine(home / "search")


def test_11_words_of_hindi_and_thai_are_not_torn_at_their_marks(tmp_path: Path) -> None:
    engine = new_engine(
        tmp_path, document(1, "ग्रामीण समुदायों को पेयजल", language="hi"), document(2, "ชุมชนต้องการน้ำดื่ม", language="th")
    )
    assert ids(find(engine, "पेयजल")) == [1]
    assert ids(find(engine, "น้ำดื่ม")) == [2]
    assert find(engine, "पेय").total == 0


def test_11_composed_and_decomposed_accents_are_one(tmp_path: Path) -> None:
    engine = new_engine(tmp_path, document(1, "e\u0301cole rurale", language="fr"), document(2, "pompe", language="fr"))
    for query in ("école", "e\u0301cole", "ecole", "ÉCOLE"):
        assert ids(find(engine, query)) == [1]


def test_a_search_before_there_is_an_index_says_so(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "none")
    with pytest.raises(SearchUnavailable):
        engine.search(SearchRequest("water", PUBLIC))
    assert engine.health().problem


def test_a_damaged_index_says_so_and_a_rebuild_mends_it(tmp_path: Path) -> None:
    new_engine(tmp_path, document(1, "water"), document(2, "water"))
    for path in next((tmp_path / "search").glob("index-*")).iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    engine = new_engine_at(tmp_path)
    with pytest.raises(SearchUnavailable):
        find(engine, "water")
    assert engine.health().problem
    engine.rebuild([document(1, "water")])
    assert ids(find(engine, "water")) == [1]
    assert engine.health().problem is None
