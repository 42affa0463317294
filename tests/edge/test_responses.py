"""What every response carries, whatever happened: headers, a clear page, and what was typed."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from knowledge.peer_groups.models import PeerGroup
from tests.conftest import SERVER_URL, SignIn
from tests.personas import Cast

PATHS = ["/", "/healthz", "/no-such-page", "/notes/0000000000", "/people/sign-in", "/search?q=((", "/topics/"]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_is_closed_to_foreign_script_and_frame(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_page_that_is_not_there_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/no-such-page")
    assert page.status_code == 404
    assert "<h1>" in page.text
    assert "/search" in page.text


def test_a_change_without_its_token_is_refused_and_keeps_the_words(
    home: Path, database_url: str, cast: Cast, session: Session
) -> None:
    environment = {"CAUSEWAY_HOME": str(home), "CAUSEWAY_DATABASE_URL": database_url}
    strict = create_app(read_settings(environment), TESTING=True)
    page = strict.test_client().post("/people/sign-in", data={"email": "a-very-long-address@example.org"})
    assert page.status_code == 400
    assert "a-very-long-address@example.org" in page.text


def test_a_request_that_failed_leaves_nothing_behind(
    app: Flask, session: Session, cast: Cast, browse_as: SignIn
) -> None:
    refused = browse_as(cast.contributor).post("/peer-groups/new", data={"name": "Half a group", "propose": "1"})
    assert refused.status_code == 422
    assert session.query(PeerGroup).count() == 0


@pytest.mark.skipif(bool(SERVER_URL), reason="a lock on the whole database is SQLite's own")
def test_a_locked_database_is_said_and_the_words_are_kept(
    app: Flask, home: Path, cast: Cast, browse_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.base.BUSY_TIMEOUT_MS", 50)
    browser = browse_as(cast.contributor)
    other = sqlite3.connect(home / "causeway.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        words = "The depot ran out of seals in the second month."
        page = browser.post("/peer-groups/new", data={"name": "Depots", "purpose": words, "propose": "1"})
        assert page.status_code == 503
        assert words in page.text
        assert page.headers["Retry-After"]
        assert browser.get("/people/sign-in").status_code in (200, 302), "reading still works"
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_language_follows_the_browser_and_the_cookie(client: FlaskClient, cast: Cast) -> None:
    assert '<html lang="ar" dir="rtl"' in client.get("/people/sign-in", headers={"Accept-Language": "ar"}).text
    client.get("/language/fr?next=/")
    assert '<html lang="fr" dir="ltr"' in client.get("/people/sign-in", headers={"Accept-Language": "ar"}).text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\\\\evil", "/a\nb"]
)
def test_a_redirect_stays_on_the_site(client: FlaskClient, target: str) -> None:
    for path in ("/language/fr", "/appearance"):
        location = client.get(path, query_string={"next": target}).headers["Location"]
        assert location == "/", (path, location)
