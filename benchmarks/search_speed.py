"""How fast the engine answers beside tantivy, SQLite FTS5 and Xapian: python -m benchmarks.search_speed GROWN.jsonl FOLDER

Indexes are built into FOLDER once and used again. In one run every query is put to every engine in turn: one reader's
audience, six facets, twenty highlighted hits. Milliseconds of processor time of the asking thread, p50 and p95, first
after each query has been asked once, then for ours also with the postings cache emptied before each. Ratios are those
of p95 to tantivy's in the same run. `pip install -e .[bench]`; Xapian comes with Debian as python3-xapian.
"""

import argparse
import random
import re
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.other_engines import FACETS, OTHERS, READER, Asked, Engine
from benchmarks.search_documents import index_document, practice_notes, records_of
from search_index.interface import Audience, IndexDocument, NoteText, SearchRequest, Upsert
from search_index.whoosh_engine.engine import WhooshEngine

AUDIENCE = Audience(frozenset(READER))
SAMPLE = 400
WORD = re.compile(r"\w+")
SPACED = frozenset({"en", "fr", "es", "pt", "de", "it", "nl", "id", "ru"})
"""Languages whose words every engine cuts alike."""


class Ours:
    """The texts to highlight lie in a database, as the others keep them in their index."""

    name = "ours"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "causeway"
        self.texts = folder / "texts.db"

    def build(self, notes: Path) -> None:
        WhooshEngine(self.folder).rebuild(practice_notes(notes))

    def open(self) -> None:
        self.engine = WhooshEngine(self.folder)
        self.connection = sqlite3.connect(self.texts)

    def read(self, ids: Sequence[int]) -> dict[int, NoteText]:
        marks = ",".join("?" * len(ids))
        rows = self.connection.execute(f"SELECT id, language, title, body FROM text WHERE id IN ({marks})", ids)
        return {note: NoteText(language, {"title": title, "body": body}) for note, language, title, body in rows}

    def request(self, asked: Asked) -> SearchRequest:
        return SearchRequest(asked.typed(), AUDIENCE, facets=FACETS, highlight=True)

    def search(self, asked: Asked) -> int:
        return self.engine.search(self.request(asked), self.read).total


class OursCold(Ours):
    name = "ours cold"

    def search(self, asked: Asked) -> int:
        self.engine.forget_postings()
        return super().search(asked)


def write_texts(notes: Path, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE text (id INTEGER PRIMARY KEY, language, title, body)")
        rows = ((n, r["language"], r["title"], r["body_markdown"]) for n, r in enumerate(records_of(notes), 1))
        connection.executemany("INSERT INTO text VALUES (?, ?, ?, ?)", rows)


def others(folder: Path, without: Sequence[str]) -> list[Engine]:
    """Those of the other engines that are wanted and installed here."""
    found: list[Engine] = []
    for kind in (one for one in OTHERS if one.name not in without):
        try:
            found.append(kind(folder))
        except ImportError:
            print(f"{kind.name} is not installed and left out")
    return found


def prepare(notes: Path, folder: Path, beside: Sequence[Engine]) -> None:
    """Build what is not there yet; a build that was broken off has to be removed by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = Ours(folder)
    if not ours.texts.exists():
        write_texts(notes, ours.texts)
    if not ours.folder.exists():
        print(f"ours built in {timed(lambda: ours.build(notes)) / 1000:.0f} s", flush=True)
    for engine in beside:
        if not engine.place.exists():
            took = timed(partial(engine.build, practice_notes(notes)))
            print(f"{engine.name} built in {took / 1000:.0f} s", flush=True)


def sample(notes: Path) -> list[IndexDocument]:
    """Documents to take queries from: every hundredth or so, in languages with spaces."""
    kept = [record for n, record in enumerate(records_of(notes)) if n % 37 == 0 and record["language"] in SPACED]
    return [index_document(1, record) for record in random.Random(3).sample(kept, min(SAMPLE, len(kept)))]


def queries(documents: Sequence[IndexDocument], ours: Ours, rounds: int) -> dict[str, list[Asked]]:
    """Queries of several kinds from runs of words of the documents, the same in every run."""
    chance = random.Random(7)
    words_of = [[word.lower() for word in WORD.findall(one.texts["body"]) if word.isalpha()] for one in documents]
    words_of = [words for words in words_of if len(words) > 20]

    def run(length: int) -> tuple[str, ...]:
        words = chance.choice(words_of)
        start = chance.randrange(len(words) - length)
        return tuple(words[start : start + length])

    snapshot = ours.engine.snapshot()
    counted = sorted({(snapshot.frequency("body_exact", word), word) for _ in range(1500) for word in run(1)})
    common = [word for count, word in counted if count > 0.2 * snapshot.documents]
    rare = [word for count, word in counted if 1 <= count < 0.0005 * snapshot.documents]
    return {
        "rare word": [Asked("words", (chance.choice(rare),)) for _ in range(rounds)],
        "common word": [Asked("words", (chance.choice(common),)) for _ in range(rounds)],
        "any of three": [Asked("words", run(3)) for _ in range(rounds)],
        "question of eight": [Asked("words", run(8)) for _ in range(rounds)],
        "all of three": [Asked("all of three", run(3)) for _ in range(rounds)],
        "phrase": [Asked("phrase", run(2)) for _ in range(rounds)],
        "prefix": [Asked("prefix", (run(1)[0][:4],)) for _ in range(rounds)],
    }


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that pass."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def used(engine: Engine | Ours, asked: Asked) -> float:
    """Milliseconds of processor time."""
    started = time.thread_time()
    engine.search(asked)
    return (time.thread_time() - started) * 1000


def p95(times: Iterable[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def compare(engines: Sequence[Engine | Ours], asked: dict[str, list[Asked]]) -> None:
    print(f"{'':18}" + "".join(f"{engine.name:>16}" for engine in engines) + f"{'ours/tantivy':>14}")
    everything: dict[str, list[float]] = {engine.name: [] for engine in engines}
    for kind, of_kind in [*asked.items()]:
        times: dict[str, list[float]] = {engine.name: [] for engine in engines}
        for one in of_kind:
            for engine in engines:
                if not isinstance(engine, OursCold):
                    engine.search(one)
                times[engine.name].append(used(engine, one))
        for name, values in times.items():
            everything[name] += values
        print_row(kind, times)
    print_row("all of these", everything)


def print_row(kind: str, times: dict[str, list[float]]) -> None:
    shown = "".join(f"{f'{statistics.median(values):.1f} / {p95(values):.1f}':>16}" for values in times.values())
    ratio = p95(times["ours"]) / p95(times["tantivy"]) if "tantivy" in times else 0
    print(f"{kind:18}{shown}{ratio:14.2f}", flush=True)


def first_search(folder: Path) -> float:
    ours = Ours(folder)
    ours.open()
    return timed(lambda: ours.search(Asked("words", ("water", "management"))))


def change_one(ours: Ours, document: IndexDocument) -> None:
    ours.engine.apply([Upsert(document)])
    ours.search(Asked("words", ("water",)))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("notes", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--without", nargs="*", default=[], help="engines to leave out")
    arguments.add_argument("--rounds", type=int, default=40, help="queries of each kind")
    options = arguments.parse_args()
    beside = others(options.folder, options.without)
    prepare(options.notes, options.folder, beside)
    first = first_search(options.folder)
    ours = Ours(options.folder)
    engines = [ours, OursCold(options.folder), *beside]
    for engine in engines:
        engine.open()
    documents = sample(options.notes)
    compare(engines, queries(documents, ours, options.rounds))
    changed = [timed(partial(change_one, ours, one)) for one in documents[:20]]
    while ours.engine.maintain():
        pass
    print(f"first search {first:.0f} ms; one note changed and found {statistics.median(changed):.0f} ms (median)")
    print(f"memory of all engines at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
