"""What is written of a term is what is read: posting lists of any size, found by their terms, in bounded memory."""

import struct
import tempfile
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.errors import SearchUnavailable
from search_index.interface import Upsert
from search_index.whoosh_engine import codec
from search_index.whoosh_engine.engine import WhooshEngine
from search_index.whoosh_engine.gathering import Postings as Gathering
from search_index.whoosh_engine.packing import ENTRY, pack, unpack, unpack_places
from search_index.whoosh_engine.taking_over import lists_with
from search_index.whoosh_engine.term_files import BLOCK, TermFiles, TermFilesWriter
from tests.search_index.documents import document, find, ids

steps = st.integers(1, 40) | st.integers(200, 70_000)
counts = st.integers(1, 3) | st.integers(250, 700)
postings = st.lists(st.tuples(steps, counts), min_size=1, max_size=90)


@given(postings, st.booleans(), st.integers(0, 2**23 - 800))
def test_a_list_comes_back_as_it_was(found: list[tuple[int, int]], with_places: bool, first: int) -> None:
    documents = list(accumulate(step for step, _ in found))
    entries = b"".join(ENTRY.pack(at, count) for at, (_, count) in zip(documents, found, strict=True))
    places = [first + at for _, count in found for at in range(count)] if with_places else []
    packed = pack(entries, struct.pack(f"<{len(places)}I", *places))
    read = unpack(packed.head, packed.documents)
    assert read.ids.tolist() == documents
    assert read.weights.tolist() == [count for _, count in found]
    assert (packed.total, packed.most) == (sum(c for _, c in found), max(c for _, c in found))
    if with_places:
        assert unpack_places(packed.places, read.weights).places.tolist() == places


near = st.integers(1, 40) | st.integers(200, 700)
one_list = st.tuples(st.lists(st.tuples(near, counts), min_size=1, max_size=50), st.booleans())


def gathered(held: list[tuple[int, int]], with_places: bool, first: int) -> tuple[bytes, bytes]:
    """Entries and places of (document, count) pairs."""
    places = [first + at for _, count in held for at in range(count)] if with_places else []
    return b"".join(ENTRY.pack(*pair) for pair in held), struct.pack(f"<{len(places)}I", *places)


@settings(max_examples=60)
@given(st.lists(one_list, min_size=1, max_size=9), st.integers(0, 2**23 - 800), st.integers(0, 10))
def test_a_whole_segment_is_read_at_once_as_list_by_list(
    lists: list[tuple[list[tuple[int, int]], bool]], first: int, gone: int
) -> None:
    """With documents numbered anew, and some of them gone."""
    new = np.array([-1 if at % 10 < gone else 5 + at for at in range(40_000)])
    expected = []
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder) / "terms", Path(folder) / "lists"
        writer = TermFilesWriter(*paths)
        for number, (steps_and_counts, with_places) in enumerate(lists):
            documents = accumulate(step for step, _ in steps_and_counts)
            held = [(at, count) for at, (_, count) in zip(documents, steps_and_counts, strict=True)]
            writer.add("body", b"%03d" % number, pack(*gathered(held, with_places, first)))
            alive = [(int(new[at]), count) for at, count in held if new[at] >= 0]
            expected += [("body", b"%03d" % number, *gathered(alive, with_places, first))] if alive else []
        writer.close()
        files = TermFiles(*paths)
        assert list(lists_with(files, new)) == expected
        files.close()


@settings(max_examples=20)
@given(st.sets(st.text("abcé水", max_size=5).map(str.encode), min_size=1, max_size=3 * BLOCK), st.binary(max_size=4))
def test_a_term_is_found_among_any_others(terms: set[bytes], other: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder) / "terms", Path(folder) / "lists"
        writer = TermFilesWriter(*paths)
        ordered = sorted(terms)
        for field in ("body", "title"):
            for at, term in enumerate(ordered):
                writer.add(field, term, pack(ENTRY.pack(at, 1)))
        writer.close()
        files = TermFiles(*paths)
        for at, term in enumerate(ordered):
            entry = files.find("title", term)
            assert entry is not None
            assert unpack(files.read_list(entry.offset, entry.head), 1).ids.tolist() == [at]
        assert (files.find("body", other) is None) == (other not in terms)
        assert files.find("no such field", ordered[0]) is None
        assert [term for term, _ in files.entries("body", other)] == [term for term in ordered if term >= other]
        files.close()


def test_postings_put_on_disk_meanwhile_are_as_those_kept_in_memory(tmp_path: Path) -> None:
    small, large = Gathering(2000, str(tmp_path)), Gathering(10**9, str(tmp_path))
    for pool in (small, large):
        for at in range(200):
            places = struct.pack("<2I", at, at + 5)
            pool.add(("body", b"word%d" % (at % 7), at, 2.0, places))
            pool.add(("audience", b"public", at, 1.0, b""))
    merged = [(field, term, bytes(entries), bytes(places)) for field, term, entries, places in small.lists()]
    assert merged == [(field, term, bytes(entries), bytes(places)) for field, term, entries, places in large.lists()]
    assert len(small._runs) > 1
    small.cleanup()


@pytest.mark.parametrize("extension", [".trm", ".pst"])
def test_a_file_cut_short_is_noticed_and_said(tmp_path: Path, extension: str) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild(document(at, "water pump " * at) for at in range(1, 50))
    assert find(engine, "water").total == 49
    (path,) = tmp_path.glob(f"index-*/*{extension}")
    with path.open("r+b") as file:
        file.truncate(10)
    engine.forget_postings()
    for reader in (engine, WhooshEngine(tmp_path)):
        with pytest.raises(SearchUnavailable):
            find(reader, "pump")


def test_merging_keeps_positions_and_drops_what_was_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild([])
    for at in range(1, 16):
        engine.apply([Upsert(document(at, f"cold chain {'for ' * at}vaccines", title=f"note{at}"))])
    engine.apply([Upsert(document(3, "something else", version=2))])
    segments = len(engine.snapshot().parts)
    assert engine.maintain()
    assert len(engine.snapshot().parts) < segments
    assert find(engine, '"cold chain for"', limit=99).total == 14
    assert ids(find(engine, '"chain for vaccines"')) == [1]
    assert ids(find(engine, "title:note9")) == [9]
    assert not find(engine, "note3").total


def test_every_segment_is_written_in_this_layout(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path)
    engine.rebuild([document(1, "water")])
    engine.apply([Upsert(document(2, "water"))])
    assert {type(part.segment.description.codec()) for part in engine.snapshot().parts} == {codec.PackedCodec}
