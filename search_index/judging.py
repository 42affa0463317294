"""How well the ranking answers questions whose answers are known: nDCG@10 and recall@100 on collections.

A collection is a folder with docs.jsonl (id, title, text, language), queries.jsonl (id, text) and qrels.tsv (query, document,
grade). nDCG as Järvelin and Kekäläinen (2002) with the exponential gain of Burges et al. (2005), 2^grade - 1.
"""

import json
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.errors import SearchError
from search_index.interface import PUBLIC, IndexDocument, SearchEngine, SearchRequest
from search_index.opening import open_engine
from search_index.weights import Weights

TOP = 10
DEPTH = 100
SAME = 1e-9


class WrongCollection(SearchError, ValueError):
    """A collection cannot be read; the text names the file, the line and what was expected."""


@dataclass(frozen=True, slots=True)
class Collection:
    """`grades` has the grades above zero by query and document; queries without any are not judged."""

    name: str
    documents: tuple[IndexDocument, ...]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """nDCG@10 and recall@100 of each judged query, in the same order."""

    ndcg: tuple[float, ...]
    recall: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Means with the present and the proposed weights, and how many queries rank better or worse with the latter."""

    queries: int
    ndcg: tuple[float, float]
    recall: tuple[float, float]
    better: int
    worse: int


def read_collection(folder: Path) -> Collection:
    """Raises WrongCollection."""
    documents = tuple(
        IndexDocument(
            note_id=number,
            version=1,
            audience=PUBLIC.tokens,
            language=record.get("language", ""),
            title=record.get("title", ""),
            texts={"body": record["text"]},
            facets={"language": (record["language"],)} if record.get("language") else {},
            source_id=record["id"],
        )
        for number, record in enumerate(_records(folder / "docs.jsonl"), 1)
    )
    queries = {record["id"]: record["text"] for record in _records(folder / "queries.jsonl")}
    grades = _grades(folder / "qrels.tsv")
    if not documents or not grades.keys() & queries.keys():
        raise WrongCollection(f"{folder}: expected documents, and judgements of at least one of its queries")
    return Collection(folder.name, documents, queries, grades)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise WrongCollection(f"{path} cannot be read: {error}") from error


def _records(path: Path) -> Iterator[dict[str, str]]:
    for number, line in _lines(path):
        try:
            record = json.loads(line)
        except ValueError as error:
            raise WrongCollection(f"{path}, line {number}: not JSON: {error}") from error
        if not isinstance(record, dict) or not all(isinstance(record.get(name), str) for name in ("id", "text")):
            raise WrongCollection(f"{path}, line {number}: expected an object with an id and a text")
        yield {name: value for name, value in record.items() if isinstance(value, str)}


def _grades(path: Path) -> dict[str, dict[str, int]]:
    """A first line whose last column is no number names the columns."""
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        columns = line.split()
        graded = len(columns) >= 3 and columns[-1].lstrip("-").isdecimal()
        if not graded and number > 1:
            raise WrongCollection(f"{path}, line {number}: expected a query, a document and a grade")
        if graded and int(columns[-1]) > 0:
            grades.setdefault(columns[0], {})[columns[-2]] = int(columns[-1])
    return grades


def judge(engine: SearchEngine, collection: Collection) -> Figures:
    """The engine holds the collection's documents."""
    names = {document.note_id: document.source_id for document in collection.documents}
    ndcg, recall = [], []
    for query, text in collection.queries.items():
        grades = collection.grades.get(query)
        if grades:
            hits = engine.search(SearchRequest(text, PUBLIC, limit=DEPTH)).hits
            found = [names[hit.note_id] or "" for hit in hits]
            ndcg.append(ndcg_of(found, grades))
            recall.append(len(grades.keys() & set(found)) / len(grades))
    return Figures(tuple(ndcg), tuple(recall))


def ndcg_of(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """From 0 to 1: how near the first ten come to the best order there could be."""
    best = sorted(grades.values(), reverse=True)[:TOP]
    return _gain(grades.get(one, 0) for one in found[:TOP]) / _gain(best)


def _gain(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def compare(collection: Collection, present: Weights, proposed: Weights) -> Comparison:
    """Builds an index of the collection's own in a temporary place; the installation's is not touched."""
    with tempfile.TemporaryDirectory() as home:
        engine = open_engine("whoosh:", Path(home), present)
        engine.rebuild(collection.documents)
        before = judge(engine, collection)
        after = before if proposed == present else judge(open_engine("whoosh:", Path(home), proposed), collection)
    steps = [new - old for old, new in zip(before.ndcg, after.ndcg, strict=True)]
    return Comparison(
        queries=len(steps),
        ndcg=(_mean(before.ndcg), _mean(after.ndcg)),
        recall=(_mean(before.recall), _mean(after.recall)),
        better=sum(step > SAME for step in steps),
        worse=sum(step < -SAME for step in steps),
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
