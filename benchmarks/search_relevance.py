"""How well the ranking answers questions: python -m benchmarks.search_relevance COLLECTION...

A collection is a folder with docs.jsonl (id, title, text, language), queries.jsonl (id, text) and qrels.tsv (query, document,
grade). Prints nDCG@10 (exponential gain) and recall@100 with default settings, each collection in an index of its own.
"""

import argparse
import json
import math
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from search_index.interface import PUBLIC, IndexDocument, SearchEngine, SearchRequest
from search_index.opening import open_engine


def records(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def judgements(path: Path) -> dict[str, dict[str, int]]:
    """Grades above zero by query and document; a header line is skipped."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8") as lines:
        for query, document, grade in (line.split() for line in lines):
            if grade.isdigit() and int(grade):
                grades[query][document] = int(grade)
    return grades


def gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


def measure(engine: SearchEngine, names: Mapping[int, str], folder: Path) -> tuple[int, float, float]:
    """Number of judged queries, mean nDCG@10, mean recall@100."""
    judged = judgements(folder / "qrels.tsv")
    ndcg: list[float] = []
    recall: list[float] = []
    for query in records(folder / "queries.jsonl"):
        grades = judged.get(query["id"])
        if not grades:
            continue
        hits = [names[hit.note_id] for hit in engine.search(SearchRequest(query["text"], PUBLIC, limit=100)).hits]
        ideal = gain(sorted(grades.values(), reverse=True)[:10])
        ndcg.append(gain(grades.get(hit, 0) for hit in hits[:10]) / ideal)
        recall.append(len(grades.keys() & set(hits)) / len(grades))
    return len(ndcg), sum(ndcg) / len(ndcg), sum(recall) / len(recall)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("collections", type=Path, nargs="+")
    for folder in arguments.parse_args().collections:
        documents = [
            IndexDocument(
                note_id=number,
                version=1,
                audience=PUBLIC.tokens,
                language=record["language"],
                title=record["title"],
                texts={"body": record["text"]},
                facets={"language": (record["language"],)},
                source_id=record["id"],
            )
            for number, record in enumerate(records(folder / "docs.jsonl"), 1)
        ]
        with tempfile.TemporaryDirectory() as home:
            engine = open_engine("whoosh:", Path(home))
            engine.rebuild(documents)
            names = {one.note_id: one.source_id or "" for one in documents}
            judged, ndcg, recall = measure(engine, names, folder)
        print(f"{folder.name:12} {judged:5} queries   nDCG@10 {ndcg:.4f}   recall@100 {recall:.4f}")


if __name__ == "__main__":
    main()
