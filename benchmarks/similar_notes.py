"""Notes like a draft against many notes: python -m benchmarks.similar_notes NOTES.jsonl [--notes N]

The documents are repeated until there are N. Drafts are what stands at the beginning of documents: a title and a challenge of
about 150 words. Milliseconds, p50, p95 and the slowest, warm and with the postings cache emptied before each draft.
"""

import argparse
import random
import statistics
import tempfile
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.search_documents import practice_notes
from benchmarks.search_speed import p95, timed
from search_index.interface import PUBLIC, IndexDocument, Likeness, NoteText
from search_index.whoosh_engine.engine import WhooshEngine

DRAFTS = 100
WORDS = 150


def drafts(documents: Sequence[IndexDocument]) -> list[Likeness]:
    """The same in every run."""
    chosen = random.Random(7).sample(list(documents), DRAFTS)
    return [
        Likeness(
            NoteText(one.language, {"title": one.title, "challenge": " ".join(one.texts["body"].split()[:WORDS])}),
            topics=one.facets["topic"],
        )
        for one in chosen
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("notes", type=Path)
    arguments.add_argument("--notes", dest="count", type=int, default=20_000)
    options = arguments.parse_args()
    documents = list(islice(practice_notes(options.notes, copies=1 + options.count // 1000), options.count))
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        engine.rebuild(documents)
        asked = drafts(documents)
        warm = [timed(partial(engine.similar, like, PUBLIC)) for like in asked * 2][DRAFTS:]
        cold = []
        for like in asked:
            engine.forget_postings()
            cold.append(timed(partial(engine.similar, like, PUBLIC)))
    print(f"{len(documents)} notes, {DRAFTS} drafts        p50     p95 slowest   ms")
    for name, times in (("warm", warm), ("cold", cold)):
        print(f"{name:24}{statistics.median(times):8.1f}{p95(times):8.1f}{max(times):8.1f}")


if __name__ == "__main__":
    main()
