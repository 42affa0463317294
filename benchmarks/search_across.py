"""Do notes in other languages come up? python -m benchmarks.search_across VOCABULARY.ttl NOTES.jsonl [--topics N]

Topics are drawn that have a preferred label in each of the five languages. For each of them and each language two notes are
added to the real ones: one tagged with the topic, and one that has its label there once, in the middle of its text. They have the texts of
real notes of that language, several times over where there are few, and no other text where there are none.

A query is a topic's label in one language. To be found are, of all notes in other languages, those tagged with the topic ("tagged"), and
those, real ones too, whose text has its label in their language word by word ("worded"). Printed is recall@20 for each query language,
over 20 at most: how many of the first 20 hits, or of fewer where there are fewer to be found. What the first 20 have in the language of
the query counts for nothing. Then how many milliseconds the topics add to a search of the page.
"""

import argparse
import random
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.search_documents import practice_notes
from knowledge.base import configure_engine, write_intent
from knowledge.models import metadata
from knowledge.permissions import OPERATOR
from knowledge.topics.importing import import_topics
from knowledge.topics.skos_files import read_graph
from knowledge.topics.skos_reading import read_vocabulary
from search_index.across_languages.expanding import across_languages
from search_index.across_languages.labels import LabelledTopic, LabelTable
from search_index.across_languages.loading import load_table
from search_index.interface import PUBLIC, IndexDocument, NoteText, SearchEngine, SearchRequest
from search_index.opening import open_engine

LANGUAGES = ("en", "fr", "es", "ru", "ar")
KINDS = ("tagged", "worded")
FACETS = ("topic", "country", "region", "organization", "language", "year")
PLACE = 20


@dataclass(frozen=True)
class Planted:
    """The note ids of each kind that are about a topic, by language."""

    topic: LabelledTopic
    notes: Mapping[str, Mapping[str, int]]

    def label(self, language: str) -> str:
        return next(label.text for label in self.topic.labels if label.is_preferred and label.language == language)


def vocabulary_table(path: Path) -> LabelTable:
    """The labels of a SKOS file, by way of a database as in an installation."""
    with tempfile.TemporaryDirectory() as folder:
        database = create_engine(f"sqlite:///{folder}/topics.db")
        configure_engine(database)
        metadata.create_all(database)
        with Session(database) as session:
            with write_intent():
                import_topics(session, OPERATOR, read_vocabulary(read_graph(path)))
                session.commit()
            started = time.process_time()
            table = load_table(session)
            print(f"table of {len(table.topics)} topics made in {time.process_time() - started:.1f} s of one core")
        database.dispose()
    return table


def above(table: LabelTable, topic: int) -> set[int]:
    found, todo = set[int](), [topic]
    while todo:
        one = todo.pop()
        if one in table.topics and one not in found:
            found.add(one)
            todo += table.topics[one].broader
    return found


def plant(table: LabelTable, real: Sequence[IndexDocument], topics: int) -> tuple[list[IndexDocument], list[Planted]]:
    """All documents of the index, and what is to be found among them. The same in every run."""
    chance = random.Random(23)
    whole = [one for one in table.topics.values() if all(_preferred(one, language) for language in LANGUAGES)]
    drawn = chance.sample(sorted(whole, key=lambda one: one.id), topics)
    hosts = {language: [one for one in real if one.language == language] for language in LANGUAGES}
    for notes in hosts.values():
        chance.shuffle(notes)
    documents = [replace(one, audience=PUBLIC.tokens) for one in real]
    planted = []
    for number, topic in enumerate(drawn):
        notes: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        for language in LANGUAGES:
            for kind in KINDS:
                host = (
                    hosts[language][(2 * number + KINDS.index(kind)) % len(hosts[language])]
                    if hosts[language]
                    else None
                )
                made = _note(len(documents) + 1, topic, language, kind, host, table)
                documents.append(made)
                notes[kind][language] = made.note_id
        planted.append(Planted(topic, notes))
    return documents, planted


def _preferred(topic: LabelledTopic, language: str) -> bool:
    return any(label.is_preferred and label.language == language for label in topic.labels)


def _note(
    number: int, topic: LabelledTopic, language: str, kind: str, host: IndexDocument | None, table: LabelTable
) -> IndexDocument:
    """A real note (none: an empty one) that is tagged with the topic as an installation indexes it, or has its label once in its text."""
    base = host or IndexDocument(number, 1, PUBLIC.tokens, language, "", {"body": ""}, {"language": (language,)})
    names = [label for label in topic.labels if label.language == language]
    body = base.texts["body"]
    if kind == "tagged":
        texts = {**base.texts, "topic": " · ".join(label.text for label in names)}
        facets = {**base.facets, "topic": tuple(map(str, sorted(above(table, topic.id))))}
        return replace(base, note_id=number, audience=PUBLIC.tokens, texts=texts, facets=facets)
    middle = body.find(" ", len(body) // 2)
    label = next(name.text for name in names if name.is_preferred)
    worded = f"{body[:middle]} {label} {body[middle:]}" if middle > 0 else f"{body} {label}"
    return replace(base, note_id=number, audience=PUBLIC.tokens, texts={**base.texts, "body": worded})


def worded(one: Planted, documents: Sequence[IndexDocument]) -> dict[str, set[int]]:
    """For each language the notes in it whose title or text has the topic's label there."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        label = one.label(language).casefold()
        pattern = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)")
        texts = ((d.note_id, f"{d.title} {d.texts['body']}".casefold()) for d in documents if d.language == language)
        found[language] = {note for note, text in texts if label in text and pattern.search(text)}
    return found


def recalls(
    engine: SearchEngine, table: LabelTable, wanted: Sequence[tuple[Planted, Mapping[str, Mapping[str, set[int]]]]]
) -> Iterator[tuple[str, dict[str, float]]]:
    """For each query language the mean recall@20 of each kind of notes in other languages."""
    for language in LANGUAGES:
        found: dict[str, list[float]] = defaultdict(list)
        for one, kinds in wanted:
            request = across_languages(SearchRequest(one.label(language), PUBLIC, limit=PLACE), table)
            hits = {hit.note_id for hit in engine.search(request).hits}
            either = set[int]()
            for kind in KINDS:
                of_kind = {note for tag, notes in kinds[kind].items() if tag != language for note in notes}
                found[kind].append(len(hits & of_kind) / min(PLACE, len(of_kind)))
                either |= of_kind
            found["either"].append(len(hits & either) / min(PLACE, len(either)))
        yield language, {kind: statistics.mean(values) for kind, values in found.items()}


def times(
    engine: SearchEngine, table: LabelTable, documents: Sequence[IndexDocument], planted: Sequence[Planted]
) -> None:
    """Milliseconds of a search of the page with and without the topics, query by query in turn, warm."""
    texts = {document.note_id: document for document in documents}

    def read(ids: Sequence[int]) -> dict[int, NoteText]:
        held = ((note, texts[note]) for note in ids)
        return {note: NoteText(one.language, {"title": one.title, **one.texts}) for note, one in held}

    spent: dict[str, list[float]] = {"plain": [], "with topics": [], "naming the topics alone": []}
    for one in planted:
        for language in LANGUAGES:
            plain = SearchRequest(one.label(language), PUBLIC, facets=FACETS, highlight=True, languages=(language,))
            for round_ in range(2):
                started = time.perf_counter()
                engine.search(plain, read)
                middle = time.perf_counter()
                wide = across_languages(plain, table)
                named = time.perf_counter()
                engine.search(wide, read)
                if round_:
                    spent["plain"].append(middle - started)
                    spent["with topics"].append(time.perf_counter() - middle)
                    spent["naming the topics alone"].append(named - middle)
    for name, values in spent.items():
        p95 = statistics.quantiles(values, n=20)[-1]
        print(f"{name:26} p50 {statistics.median(values) * 1000:6.1f} ms   p95 {p95 * 1000:6.1f} ms")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("vocabulary", type=Path)
    arguments.add_argument("notes", type=Path)
    arguments.add_argument("--topics", type=int, default=200)
    options = arguments.parse_args()
    table = vocabulary_table(options.vocabulary)
    documents, planted = plant(table, list(practice_notes(options.notes)), options.topics)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine("whoosh:", Path(folder))
        engine.rebuild(documents)
        print(
            f"{len(documents)} notes, {len(planted)} topics, recall@{PLACE} of their notes in the other four languages"
        )
        print(f"{'query in':10}{'tagged':>10}{'worded':>10}{'either':>10}   without topics: {'tagged':>8}{'worded':>8}")
        wanted = [
            (one, {"tagged": {x: {n} for x, n in one.notes["tagged"].items()}, "worded": worded(one, documents)})
            for one in planted
        ]
        plain = dict(recalls(engine, LabelTable(), wanted))
        for language, found in recalls(engine, table, wanted):
            figures = "".join(f"{found[kind]:10.3f}" for kind in (*KINDS, "either"))
            print(f"{language:10}{figures}{'':19}" + "".join(f"{plain[language][kind]:8.3f}" for kind in KINDS))
        times(engine, table, documents, planted)


if __name__ == "__main__":
    main()
