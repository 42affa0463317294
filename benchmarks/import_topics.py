"""How long a vocabulary takes to import, and how fast its topics are then found by label.

    python benchmarks/import_topics.py VOCABULARY.ttl [--languages 26]

Imports into a temporary database, then imports again (which must change nothing), then looks labels up. With `--languages N` the
labels are multiplied to N languages first, to measure lookup at the size of a large multilingual vocabulary.
"""

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from knowledge.base import configure_engine, write_intent
from knowledge.models import metadata
from knowledge.permissions import OPERATOR
from knowledge.topics.importing import import_topics
from knowledge.topics.labels import labels_for
from knowledge.topics.lookup import find_topics
from knowledge.topics.models import LabelKind
from knowledge.topics.skos_files import read_graph
from knowledge.topics.skos_reading import read_vocabulary
from knowledge.topics.vocabulary import Vocabulary

QUERIES = ("water", "eau", "e", "ed", "educ", "наука", "تعليم", "quality water", "right to", "nothing has this name")
ROUNDS = 20


@contextmanager
def timed(what: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"{what:<44} {time.perf_counter() - started:8.2f} s")


def multiply(vocabulary: Vocabulary, languages: int) -> None:
    """Give every concept preferred labels in so many languages, by repeating those it has under private tags."""
    for concept in vocabulary.concepts.values():
        own = sorted(label for label in concept.labels if label[1] == LabelKind.PREFERRED)
        for number in range(len(own), languages):
            _language, _kind, text = own[number % len(own)]
            concept.labels.add((f"qa{chr(97 + number)}", LabelKind.PREFERRED, f"{text} {number}"))


def run(session: Session, vocabulary: Vocabulary) -> None:
    with write_intent():
        report = import_topics(session, OPERATOR, vocabulary)
        session.commit()
    print(f"  added {len(report.added)}, changed {len(report.changed)}, gone {len(report.gone)}")


def look_up(session: Session) -> None:
    for query in QUERIES:
        times = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            found = find_topics(session, query, ["fr"], 10)
            times.append((time.perf_counter() - started) * 1000)
        print(
            f"  {query:<24} {len(found):>3} found   median {statistics.median(times):6.1f} ms   max {max(times):6.1f} ms"
        )
    started = time.perf_counter()
    labels_for(session, range(1, 101), ["fr"])
    print(f"  names of 100 topics                   {(time.perf_counter() - started) * 1000:6.1f} ms")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--languages", type=int, default=0)
    options = parser.parse_args(arguments)
    with timed("reading the file"):
        vocabulary = read_vocabulary(read_graph(options.file))
    multiply(vocabulary, options.languages)
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/topics.db")
        configure_engine(engine)
        metadata.create_all(engine)
        with Session(engine) as session:
            with timed("first import"):
                run(session, vocabulary)
            with timed("second import, nothing to change"):
                run(session, vocabulary)
            look_up(session)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
