"""Notes like a draft against many notes: python -m benchmarks.similar_notes GROWN.jsonl (benchmarks.grown_notes makes 20,000)

Drafts are what stands at the beginning of documents: a title and a challenge of about 150 words. Milliseconds of processor time,
p50, p95 and the slowest, warm and with the postings cache emptied before each draft.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.search_documents import practice_notes
from search_index.interface import PUBLIC, IndexDocument, Likeness, NoteText
from search_index.whoosh_engine.engine import WhooshEngine

DRAFTS = 100
WORDS = 150


def drafts(documents: Iterable[IndexDocument], count: int) -> list[Likeness]:
    """The same in every run: one document in so many that there are DRAFTS."""
    return [
        Likeness(
            NoteText(one.language, {"title": one.title, "challenge": " ".join(one.texts["body"].split()[:WORDS])}),
            topics=one.facets["topic"],
        )
        for one in islice(documents, 0, None, max(1, count // DRAFTS))
    ][:DRAFTS]


def timed(work: Callable[[], object]) -> float:
    """Of this thread alone, so that what else the machine does is not counted."""
    started = time.thread_time()
    work()
    return (time.thread_time() - started) * 1000


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("notes", type=Path)
    path = arguments.parse_args().notes
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        count = engine.rebuild(practice_notes(path))
        asked = drafts(practice_notes(path), count)
        for like in asked:
            engine.similar(like, PUBLIC)
        warm = [timed(partial(engine.similar, like, PUBLIC)) for like in asked]
        cold = []
        for like in asked:
            engine.forget_postings()
            cold.append(timed(partial(engine.similar, like, PUBLIC)))
    print(f"{count} notes, {len(asked)} drafts        p50     p95 slowest   ms")
    for name, times in (("warm", warm), ("cold", cold)):
        print(f"{name:24}{statistics.median(times):8.1f}{p95(times):8.1f}{max(times):8.1f}")


if __name__ == "__main__":
    main()
