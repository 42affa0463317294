"""The worker: follows the index, sends letters, outlives its servers, and stops when told."""

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import create_app
from app.commands.worker import Job, jobs, work_once
from app.config import read_settings
from app.extensions import db
from knowledge.models import metadata
from knowledge.notices.mail import queue_mail
from tests import factories
from tests.notices.postbox import free_port
from tests.personas import Cast

ROOT = Path(__file__).parents[2]


def once(app: Flask) -> bool:
    with app.app_context():
        return work_once(jobs(app))


def test_one_run_makes_a_note_findable_and_sends_what_waits(
    app: Flask, session: Session, cast: Cast, client: FlaskClient, home: Path
) -> None:
    factories.note(session, "Hydraulic rams on hillsides", teams=[cast.dakar])
    queue_mail(session, "one@example.org", "Hello", "text")
    session.commit()
    assert once(app)
    assert "Hydraulic rams on hillsides" in client.get("/search?q=hydraulic").text.replace("<mark>", "").replace(
        "</mark>", ""
    )
    assert len(list((home / "mail").iterdir())) == 1


def test_the_planner_knows_the_tables_afterwards(app: Flask, session: Session, cast: Cast) -> None:
    assert once(app)
    if session.get_bind().dialect.name == "sqlite":
        assert session.execute(text("SELECT count(*) FROM sqlite_stat1")).scalar_one() > 0


def test_a_job_in_trouble_rests_ever_longer_and_says_when_it_works_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = [100.0]
    monkeypatch.setattr("app.commands.worker.monotonic", lambda: now[0])
    answers: list[Exception | int] = [OSError("away"), OSError("away"), 3]
    tries = []

    def run() -> int:
        tries.append(now[0])
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    job = Job("mail", run)
    with app.app_context(), caplog.at_level(logging.INFO, logger="causeway"):
        for _ in range(8):
            if answers:
                job.turn()
            now[0] += 0.5
    assert tries == [100.0, 101.0, 103.0]
    assert caplog.messages == ["mail: away; again in 1 s", "mail: away; again in 2 s", "mail: works again"]


def test_a_mistake_of_ours_ends_no_worker(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def run() -> int:
        raise ZeroDivisionError

    with app.app_context():
        assert Job("index", run).turn() == 0
    assert "a mistake of ours" in caplog.text


def test_a_database_without_tables_is_waited_for_and_its_statements_are_not_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(read_settings({"CAUSEWAY_HOME": str(tmp_path / "home")}), TESTING=True)
    with caplog.at_level(logging.INFO, logger="causeway"):
        assert not once(app)
    assert "mail: no such table: outgoing_mail; again in 1 s" in caplog.messages
    assert "SELECT" not in caplog.text
    with app.app_context():
        metadata.create_all(db.engine)
    assert once(app)
    with app.app_context():
        db.engine.dispose()


def environment(home: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "CAUSEWAY_HOME": str(home), **more}


COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_well_when_told(app: Flask, home: Path, database_url: str, number: signal.Signals) -> None:
    worker = subprocess.Popen(
        COMMAND, cwd=ROOT, env=environment(home, CAUSEWAY_DATABASE_URL=database_url), stderr=subprocess.PIPE, text=True
    )
    assert worker.stderr is not None
    lines = iter(worker.stderr.readline, "")
    assert any("working; stop with" in line for line in lines)
    worker.send_signal(number)
    rest = list(lines)
    assert worker.wait(timeout=60) == 0
    assert rest[-1].endswith("stopped\n")


def test_once_tells_cron_that_mail_could_not_be_sent(
    session: Session, cast: Cast, home: Path, database_url: str
) -> None:
    queue_mail(session, "one@example.org", "Private subject", "text")
    session.commit()
    down = environment(
        home, CAUSEWAY_DATABASE_URL=database_url, CAUSEWAY_SMTP_URL=f"smtp://u:secret@127.0.0.1:{free_port()}"
    )
    result = subprocess.run([*COMMAND, "--once"], cwd=ROOT, env=down, capture_output=True, text=True)
    assert result.returncode == 1
    assert "Connection refused" in result.stderr
    assert "rivate" not in result.stderr
    assert "secret" not in result.stderr
