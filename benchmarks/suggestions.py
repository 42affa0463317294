"""How long suggestions take over HTTP while somebody types, beside a bare Flask page in the same run.

usage: python -m benchmarks.suggestions NOTES.jsonl TOPICS.ttl [--notes 50000] [--labels 137000] [--requests 400]
Makes an installation with titles and labels grown from the two files, every fifth note for members alone, serves it with
gunicorn (2 workers) and asks, signed out, for the beginnings of words of titles and labels, two letters to eight.
Prints one JSON object: milliseconds p50 and p95, and the ratio to the bare page's.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db
from app.search.engine import search_engine
from benchmarks.pages import BARE, BIN, ROOT, served, summary, timed
from knowledge import clock
from knowledge.notes.models import AudienceKind, Note, NoteAudience, NoteState
from knowledge.query_planner import refresh_statistics
from knowledge.topics.folding import fold_label
from knowledge.topics.models import LabelKind, Topic, TopicLabel
from search_index.interface import IndexDocument


def grown(texts: list[tuple[str, str]], number: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """(text, language) pairs: the given ones, then the beginning of one with the end of another of its language."""
    yield from texts[:number]
    by_language: dict[str, list[str]] = {}
    for text, language in texts:
        by_language.setdefault(language, []).append(text)
    for _ in range(number - len(texts)):
        text, language = chance.choice(texts)
        first, second = text.split(), chance.choice(by_language[language]).split()
        yield " ".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :])[:480], language


def write_notes(session: Session, titles: list[tuple[str, str]]) -> None:
    session.execute(
        insert(Note),
        [
            {"id": at, "title": title, "language": language, "state": NoteState.PUBLISHED, "published_at": clock.now()}
            | {"audience": AudienceKind.PUBLIC if at % 5 else AudienceKind.NETWORK}
            for at, (title, language) in enumerate(titles, 1)
        ],
    )
    terms = [{"note_id": at, "term": "public" if at % 5 else "network"} for at in range(1, len(titles) + 1)]
    session.execute(insert(NoteAudience), terms)


def grow_labels(session: Session, number: int, chance: random.Random) -> list[str]:
    """Add topics with one more label each until there are as many labels; returns some of them."""
    known = [
        tuple(row) for row in session.execute(select(TopicLabel.text, TopicLabel.language).order_by(TopicLabel.id))
    ]
    more = list(grown(known, number, chance))[len(known) :]
    first = (session.scalar(select(func.max(Topic.id))) or 0) + 1
    session.execute(insert(Topic), [{"id": first + at} for at in range(len(more))])
    labels = [
        {"topic_id": first + at, "language": language, "text": text, "folded": fold_label(text)[:200]}
        | {"kind": LabelKind.PREFERRED}
        for at, (text, language) in enumerate(more)
    ]
    session.execute(insert(TopicLabel), labels)
    return [text for text, _language in known]


def prepare(options: argparse.Namespace, home: Path, chance: random.Random) -> list[str]:
    """An installation with notes (as titles alone) and labels; returns texts whose beginnings are asked for."""
    environment = os.environ | {"CAUSEWAY_HOME": str(home)}
    for words in (["init"], ["topics", "import", str(options.topics.absolute())]):
        command = [str(BIN / "flask"), "--app", "wsgi", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    records = [json.loads(line) for line in options.file.open(encoding="utf-8")]
    titles = list(grown([(one["title"], one["language"]) for one in records], options.notes, chance))
    with create_app(read_settings({"CAUSEWAY_HOME": str(home)})).app_context():
        write_notes(db.session(), titles)
        labels = grow_labels(db.session(), options.labels, chance)
        refresh_statistics(db.session())  # as the worker does
        db.session.commit()
        search_engine().rebuild(
            IndexDocument(at, 1, frozenset({"public" if at % 5 else "network"}), language, title)
            for at, (title, language) in enumerate(titles, 1)
        )
    return labels + [title for title, _language in titles]


def asked(texts: list[str], chance: random.Random) -> str:
    words = [word for word in chance.choice(texts).split() if len(word) > 2] or ["water"]
    return "/search/suggest?" + urlencode({"q": chance.choice(words)[: chance.randint(2, 8)]})


def measure(home: Path, paths: list[str]) -> dict[str, object]:
    (home / "bare").mkdir()
    (home / "bare" / "bare.py").write_text(BARE)
    times: dict[str, list[float]] = {"bare": [], "suggestions": []}
    with (
        served("wsgi:app", {"CAUSEWAY_HOME": str(home)}, ROOT) as port,
        served("bare:app", {}, home / "bare") as bare,
    ):
        ours, other = http.client.HTTPConnection("127.0.0.1", port), http.client.HTTPConnection("127.0.0.1", bare)
        for path in paths[:20]:
            timed(ours, path)
        for path in paths[20:]:
            times["bare"].append(timed(other, "/"))
            times["suggestions"].append(timed(ours, path))
    found = {name: summary(values) for name, values in times.items()}
    ratios = {name: round(found["suggestions"][name] / found["bare"][name], 1) for name in ("p50", "p95")}
    return {"ms": found, "ratio_to_bare": ratios}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("topics", type=Path)
    parser.add_argument("--notes", type=int, default=50_000)
    parser.add_argument("--labels", type=int, default=137_000)
    parser.add_argument("--requests", type=int, default=250)
    options = parser.parse_args()
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as temporary:
        texts = prepare(options, Path(temporary), chance)
        print(
            json.dumps(measure(Path(temporary), [asked(texts, chance) for _ in range(options.requests + 20)]), indent=1)
        )


if __name__ == "__main__":
    main()
