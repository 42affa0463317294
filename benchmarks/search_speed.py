"""How fast the engine answers, in one process: python -m benchmarks.search_speed NOTES.jsonl [--copies N]

Each query asks for five facets and twenty highlighted hits as the public. Milliseconds, p50 and p95, warm and with the
postings cache emptied before each query; then building, one changed note, and memory.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.search_documents import practice_notes, texts_of
from search_index.analysis.scripts import WORD
from search_index.interface import PUBLIC, IndexDocument, NoteText, SearchRequest, Upsert
from search_index.whoosh_engine.engine import WhooshEngine

FACETS = ("topic", "country", "region", "organization", "language", "year")
ROUNDS = 60


def queries(documents: Sequence[IndexDocument]) -> dict[str, list[str]]:
    """Queries of several kinds from words of the documents themselves, the same in every run."""
    chance = random.Random(7)

    def words(count: int) -> list[str]:
        found = WORD.findall(chance.choice(documents).texts["body"][:4000])
        start = chance.randrange(max(1, len(found) - count))
        return found[start : start + count]

    return {
        "one word": [" ".join(words(1)) for _ in range(ROUNDS)],
        "three words": [" ".join(words(3)) for _ in range(ROUNDS)],
        "question of eight": [" ".join(words(8)) for _ in range(ROUNDS)],
        "all of three": [" AND ".join(words(3)) for _ in range(ROUNDS)],
        "phrase": [f'"{" ".join(words(2))}"' for _ in range(ROUNDS)],
        "prefix": [f"{words(1)[0][:4]}*" for _ in range(ROUNDS)],
        "browse": [""] * ROUNDS,
    }


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("notes", type=Path)
    arguments.add_argument("--copies", type=int, default=1)
    options = arguments.parse_args()
    documents = list(practice_notes(options.notes, options.copies))
    texts = {document.note_id: document for document in documents}

    def read(ids: Sequence[int]) -> dict[int, NoteText]:
        return {note: texts_of(texts[note]) for note in ids}

    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        print(f"build {timed(lambda: engine.rebuild(documents)) / 1000:.1f} s, {len(documents)} notes")
        engine = WhooshEngine(Path(folder))
        print(f"first search {timed(lambda: engine.search(SearchRequest('water', PUBLIC, facets=FACETS))):.0f} ms")
        print(f"{'':20}{'warm':>8}{'p95':>8}{'cold':>8}{'p95':>8}   ms")
        for kind, asked in queries(documents).items():
            requests = [SearchRequest(text, PUBLIC, facets=FACETS, highlight=True) for text in asked]
            for request in requests:
                engine.search(request, read)
            warm = [timed(partial(engine.search, request, read)) for request in requests]
            cold = []
            for request in requests:
                engine.forget_postings()
                cold.append(timed(partial(engine.search, request, read)))
            figures = [statistics.median(warm), p95(warm), statistics.median(cold), p95(cold)]
            print(f"{kind:20}" + "".join(f"{figure:8.1f}" for figure in figures))
        changed = [timed(partial(_change, engine, documents[at])) for at in range(20)]
        print(f"one note changed and searched: {statistics.median(changed):.0f} ms")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _change(engine: WhooshEngine, document: IndexDocument) -> None:
    engine.apply([Upsert(document)])
    engine.search(SearchRequest("water", PUBLIC))


if __name__ == "__main__":
    main()
