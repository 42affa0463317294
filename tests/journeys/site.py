"""A running installation: gunicorn on the real application, its home in a folder of its own, and its letters read from there.

The server is a process of its own, as in production: CSRF and rate limits are on. What `flask worker` does between
requests, `follow_up` does at once, so that no journey waits for time to pass.
"""

import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from app import create_app
from app.commands.worker import jobs, work_once
from app.config import read_settings
from app.extensions import db
from knowledge.base import write_intent
from knowledge.people.models import Member
from knowledge.people.sign_in import start_sign_in

ROOT = Path(__file__).parents[2]
ANSWERS_WITHIN_S = 60
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Site:
    """Where the installation answers, its home, and the same application in this process for what happens behind the pages."""

    url: str
    home: Path
    app: Flask

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session of the test's own; what it wrote is there for the server afterwards."""
        with self.app.test_request_context(), Session(db.engine) as own:  # letters look for the reader's language
            yield own
            own.commit()

    def follow_up(self) -> None:
        """Do what the worker does: bring the index up to date and hand letters over, until nothing waits."""
        with self.app.app_context():
            assert work_once(jobs(self.app)), "the worker met trouble"

    def letters_to(self, address: str) -> list[EmailMessage]:
        """The letters that were sent to an address, oldest first."""
        self.follow_up()
        paths = sorted((self.home / "mail").glob("*.eml"))
        letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
        return [letter for letter in letters if letter["To"] == address]

    def link_in_letter(self, address: str, words: str = "") -> str:
        """The first address in the latest letter to somebody whose subject has these words."""
        letters = [letter for letter in self.letters_to(address) if words in letter["Subject"]]
        assert letters, f"no letter to {address} about {words!r}"
        found = LINK.search(letters[-1].get_content())
        assert found is not None
        assert found[0].startswith(self.url), "a link that leads elsewhere"
        return found[0]

    def cookie_of(self, member: Member) -> Any:
        """The cookie of a browser in which the member signed in a moment ago, as Playwright takes it."""
        with write_intent(), self.session() as session:  # pages of the test before may still be writing
            token = start_sign_in(session, session.get_one(Member, member.id))
        serializer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert serializer is not None
        return {
            "name": self.app.config["SESSION_COOKIE_NAME"],
            "value": serializer.dumps({"_user_id": token, "_fresh": True}),
            "url": self.url,
        }


@contextmanager
def running_site(home: Path) -> Iterator[Site]:
    """Prepare an empty installation in `home` with `flask init`, serve it on a free port, and stop it in the end."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        environment = {"CAUSEWAY_HOME": str(home), "CAUSEWAY_BASE_URL": url}
        own = {name: value for name, value in os.environ.items() if not name.startswith("CAUSEWAY_")}
        own["HOME"] = str(home)  # where gunicorn keeps a socket of its own
        run("flask", "--app", "wsgi", "init", environment=own | environment)
        app = create_app(read_settings(environment), RATELIMIT_ENABLED=False)
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--threads",
            "8",
            "--bind",
            f"fd://{listening.fileno()}",
            "wsgi:app",
        ]
        with (home / "server.log").open("w") as log:
            server = subprocess.Popen(
                command,
                cwd=ROOT,
                env=own | environment,
                pass_fds=[listening.fileno()],
                stdout=log,
                stderr=log,
            )
    try:
        await_answer(url, home / "server.log")
        yield Site(url, home, app)
    finally:
        server.terminate()
        server.wait(timeout=30)
        with app.app_context():
            db.engine.dispose()


def run(*command: str, environment: dict[str, str]) -> str:
    """Run a command of the installation to its end; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def await_answer(url: str, log: Path) -> None:
    """The port takes connections from the start and answers once the application stands; nothing is asked twice."""
    try:
        urllib.request.urlopen(f"{url}/healthz", timeout=ANSWERS_WITHIN_S).close()
    except OSError as error:
        raise AssertionError(f"the site did not start: {error}\n{log.read_text()}") from error
