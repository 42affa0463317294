"""nDCG and recall as the literature counts them, and the command that compares weights by them."""

import json
import math
from pathlib import Path

import pytest
from flask import Flask

from app.commands.search import evaluate_command
from app.config import WrongSetting, read_settings
from search_index.judging import WrongCollection, ndcg_of, read_collection
from search_index.weights import packaged


def test_ndcg_by_hand() -> None:
    grades = {"a": 2, "b": 1}
    best = 3 + 1 / math.log2(3)
    assert ndcg_of(["a", "b"], grades) == pytest.approx(1.0)
    assert ndcg_of(["x", "a", "b"], grades) == pytest.approx((3 / math.log2(3) + 1 / 2) / best)
    assert ndcg_of(["b"], grades) == pytest.approx(1 / best)
    assert ndcg_of([], grades) == 0
    assert ndcg_of(["x"] * 10 + ["a"], grades) == 0, "the first ten count"


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Two documents of which the one that says the query's form is the better answer."""
    folder = tmp_path / "small"
    folder.mkdir()
    filler = [{"id": f"f{at}", "title": "", "text": "meals at school", "language": "en"} for at in range(5)]
    documents = [
        {"id": "form", "title": "", "text": "the connected village", "language": "en"},
        {"id": "stem", "title": "", "text": "the connection village", "language": "en"},
    ]
    lines = "\n".join(map(json.dumps, documents + filler))
    (folder / "docs.jsonl").write_text(lines)
    (folder / "queries.jsonl").write_text('{"id": "q1", "text": "connected"}\n{"id": "q2", "text": "not judged"}\n')
    (folder / "qrels.tsv").write_text("query_id\tdoc_id\trelevance\nq1\tform\t1\nq1\tstem\t0\n")
    return folder


def evaluate(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(evaluate_command, [str(one) for one in arguments])
    return result.exit_code, result.output


def test_one_collection_with_the_present_weights(app: Flask, collection: Path) -> None:
    code, said = evaluate(app, collection)
    assert code == 0
    assert said.splitlines()[1].split() == ["small", "1", "1.0000", "1.0000"]


def test_what_other_weights_would_change(app: Flask, collection: Path, tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text("exact = 0")
    code, said = evaluate(app, collection, "--weights", tmp_path / "w.toml")
    assert code == 0
    assert said.splitlines()[1].split() == ["small", "1", "1.0000", "0.6309", "1.0000", "1.0000", "0", "1"]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("docs.jsonl", "{", "docs.jsonl, line 1: not JSON"),
        ("docs.jsonl", '{"id": 7, "text": "x"}', "docs.jsonl, line 1: expected an object"),
        ("docs.jsonl", "", "expected documents"),
        ("queries.jsonl", "[]", "queries.jsonl, line 1: expected an object"),
        ("qrels.tsv", "q1 form 1\nq1 form", "qrels.tsv, line 2: expected a query"),
        ("qrels.tsv", "q9 form 1", "judgements of at least one"),
        ("qrels.tsv", "q1 form 0", "judgements of at least one"),
    ],
)
def test_a_collection_that_cannot_be_used_is_told(
    app: Flask, collection: Path, file: str, text: str, said: str
) -> None:
    (collection / file).write_text(text)
    with pytest.raises(WrongCollection):
        read_collection(collection)
    code, told = evaluate(app, collection)
    assert code == 1
    assert said in told


def test_a_missing_file_and_wrong_weights_are_told(app: Flask, collection: Path, tmp_path: Path) -> None:
    (tmp_path / "w.toml").write_text("titel = 2")
    assert "no weight 'titel'" in evaluate(app, collection, "--weights", tmp_path / "w.toml")[1]
    (collection / "qrels.tsv").unlink()
    code, said = evaluate(app, collection)
    assert (code, "qrels.tsv cannot be read" in said) == (1, True)


def test_an_installations_own_weights(tmp_path: Path) -> None:
    home = {"CAUSEWAY_HOME": str(tmp_path)}
    assert read_settings(home).search_weights == packaged()
    (tmp_path / "search-weights.toml").write_text("title = 3")
    assert read_settings(home).search_weights.title == 3
    (tmp_path / "other.toml").write_text("title = 4")
    other = home | {"CAUSEWAY_SEARCH_WEIGHTS": str(tmp_path / "other.toml")}
    assert read_settings(other).search_weights.title == 4
    (tmp_path / "other.toml").write_text("title = 400")
    with pytest.raises(WrongSetting, match=r"CAUSEWAY_SEARCH_WEIGHTS.*title = 400"):
        read_settings(other)
