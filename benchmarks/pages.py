"""How long a note page and a search page take over HTTP, beside a bare Flask page on the same machine in the same run.

usage: pages.py NOTES.jsonl [--requests 300] [--keep HOME]
Imports the documents into a fresh installation, builds the index, serves it with gunicorn (2 workers), and asks as one
signed-out client. Requests of the kinds alternate, so that a slower moment of the machine falls on all of them.
Prints one JSON object: milliseconds p50 and p95 per kind, and the ratio of each p50 to the bare page's.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
BARE = """
from flask import Flask
app = Flask("bare")
@app.get("/")
def page():
    return "<!doctype html><title>bare</title>" + "x" * 2000
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(target: str, environment: dict[str, str], folder: Path) -> Iterator[int]:
    """A gunicorn with two workers that serves `target`; yields its port."""
    port = free_port()
    words = [
        str(BIN / "gunicorn"),
        "-w",
        "2",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        target,
    ]
    process = subprocess.Popen(words, cwd=folder, env=os.environ | environment)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def timed(connection: http.client.HTTPConnection, path: str) -> float:
    connection.connect()  # anew each time: what waits too long is closed by the server
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
    response = connection.getresponse()
    body = response.read()
    took = (time.perf_counter() - start) * 1000
    if response.status != 200 or not body:
        raise SystemExit(f"{path}: {response.status}")
    return took


def prepare(notes: Path, home: Path) -> dict[str, float]:
    """Import and index; returns the seconds each took."""
    environment = os.environ | {"CAUSEWAY_HOME": str(home)}
    flask = [str(BIN / "flask"), "--app", "wsgi"]
    took = {}
    for name, words in (
        ("init", ["init"]),
        ("import", ["notes", "import", str(notes)]),
        ("index", ["search", "rebuild"]),
    ):
        start = time.perf_counter()
        subprocess.run(
            flask + words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        took[name] = round(time.perf_counter() - start, 1)
    return took


def paths_of(home: Path) -> tuple[list[str], list[str]]:
    """Note addresses in random order, and searches: words of titles, one to three of them, some narrowed."""
    rows = sqlite3.connect(home / "causeway.db").execute("SELECT permalink, title, language FROM note").fetchall()
    chance = random.Random(7)
    chance.shuffle(rows)
    searches = []
    for _permalink, title, language in rows:
        words = [word for word in title.split() if len(word) > 3][: chance.randint(1, 3)]
        if words:
            choice = {"language": language} if chance.random() < 0.3 else {}
            searches.append("/search?" + urlencode({"q": " ".join(words)} | choice))
    return [f"/notes/{row[0]}" for row in rows], searches


def summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"p50": round(statistics.median(ordered), 1), "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1)}


def measure(home: Path, requests: int) -> dict[str, object]:
    notes, searches = paths_of(home)
    bare_folder = home / "bare"
    bare_folder.mkdir(exist_ok=True)
    (bare_folder / "bare.py").write_text(BARE)
    times: dict[str, list[float]] = {"bare": [], "note": [], "search": []}
    with served("wsgi:app", {"CAUSEWAY_HOME": str(home)}, ROOT) as port, served("bare:app", {}, bare_folder) as bare:
        ours, other = http.client.HTTPConnection("127.0.0.1", port), http.client.HTTPConnection("127.0.0.1", bare)
        for path in (*notes[:10], *searches[:10]):
            timed(ours, path)
        ask: list[tuple[str, Callable[[int], float]]] = [
            ("bare", lambda n: timed(other, "/")),
            ("note", lambda n: timed(ours, notes[n % len(notes)])),
            ("search", lambda n: timed(ours, searches[n % len(searches)])),
        ]
        for n in range(requests):
            for name, call in ask:
                times[name].append(call(n))
    found = {name: summary(values) for name, values in times.items()}
    base = found["bare"]["p50"]
    return {"ms": found, "ratio_to_bare_p50": {name: round(f["p50"] / base, 1) for name, f in found.items()}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=Path)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="an installation folder to use again, or to leave behind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = options.keep or Path(temporary)
        prepared = prepare(options.notes.absolute(), home) if not (home / "causeway.db").exists() else {}
        print(json.dumps({"seconds": prepared} | measure(home, options.requests), indent=1))


if __name__ == "__main__":
    main()
