"""`flask peer-groups match`: files in and out as MATCHING.md has them, words on standard error, a safe Ctrl-C."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.matching import judge
from tests.matching.rounds import by_chance, person, signups

ROOT = Path(__file__).parents[2]


def written(folder: Path, data: object) -> str:
    path = folder / "signups.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return str(path)


def match(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["peer-groups", "match", *arguments])


def test_a_round_is_matched_and_the_output_has_the_agreed_form(app: Flask, tmp_path: Path) -> None:
    data = by_chance(4, 30)
    ran = match(app, written(tmp_path, data), "--time-limit", "5", "--seed", "1")
    assert ran.exit_code == 0, ran.stderr
    result = json.loads(ran.stdout)
    assert set(result) == {"groups", "unplaced"}
    assert judge.broken(data, result) == []
    assert "unplaced" in ran.stderr and "harmonic mean" in ran.stderr


def test_explanations_and_relaxations_come_when_asked_for(app: Flask, tmp_path: Path) -> None:
    data = signups([*[person(n) for n in range(4)], *[person(n, country="ZZ", languages=["pt"]) for n in range(4, 8)]])
    ran = match(app, written(tmp_path, data), "--time-limit", "2", "--explain", "--relax")
    assert set(json.loads(ran.stdout)["explanations"]) == {"p000", "p001", "p002", "p003"}
    assert "allow 1 countries: 4 more people placed" in ran.stderr


def test_no_time_at_all_gives_a_quick_answer(app: Flask, tmp_path: Path) -> None:
    data = by_chance(4, 60)
    ran = match(app, written(tmp_path, data), "--time-limit", "0")
    assert ran.exit_code == 0
    assert judge.broken(data, json.loads(ran.stdout)) == []
    assert "Stopped before the search was complete" in ran.stderr


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("{not json", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ([], "cannot be matched"),
        (signups([person(1), person(1)]), "p001 signed up twice"),
        (signups([person(n, timezone="Mars") for n in range(30)]), "30 faults, 10 not shown"),
    ],
)
def test_what_is_no_round_ends_with_1_and_words(app: Flask, tmp_path: Path, data: object, words: str) -> None:
    ran = match(app, written(tmp_path, data))
    assert ran.exit_code == 1
    assert words in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize("arguments", [["--time-limit", "-1"], ["--time-limit", "soon"], ["--seed", "x"]])
def test_options_that_make_no_sense_are_refused(app: Flask, tmp_path: Path, arguments: list[str]) -> None:
    assert match(app, written(tmp_path, by_chance(4, 10)), *arguments).exit_code == 2


def test_ctrl_c_ends_with_the_best_result_so_far(tmp_path: Path) -> None:
    data = by_chance(5, 150)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "peer-groups", "match", written(tmp_path, data)]
    running = subprocess.Popen(
        [*command, "--time-limit", "300"],
        cwd=ROOT,
        env={"PATH": "", "CAUSEWAY_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr and "unplaced" in running.stderr.readline()
    running.send_signal(signal.SIGINT)
    out, words = running.communicate(timeout=60)
    assert running.returncode == 0
    assert judge.broken(data, json.loads(out)) == []
    assert "Stopped before the search was complete" in words
