"""The search page looks for the topics that the words name, says so, and lets the reader take each part away."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.commands.search import own_session
from app.extensions import db
from app.search.engine import search_engine
from app.search.expansion import labels
from knowledge.notes.models import AudienceKind
from knowledge.topics.curating import retire_topic
from knowledge.topics.history import version_of
from knowledge.topics.models import Topic
from search_index.following import drain
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries


@pytest.fixture
def cold(app: Flask, session: Session, cast: Cast) -> Topic:
    """The topic, a French note worded with it, a Spanish one only tagged with it, and one for Dakar's agency alone."""
    cold = factories.topic(
        session, {"en": "Cold chain", "fr": "Chaîne du froid", "es": "Cadena de frío", "ar": "سلسلة التبريد"}
    )
    rooms = factories.topic(session, {"en": "Cold rooms", "fr": "Chambres froides"}, broader=cold)
    factories.note(session, "Tenir la chaîne du froid", language="fr", challenge="Les glacières manquent.")
    factories.note(session, "Neveras solares", language="es", topics=[cold], challenge="Sin luz no hay vacunas.")
    factories.note(session, "Stores at minus twenty", language="en", topics=[rooms])
    factories.note(
        session, "Froid interne", language="fr", topics=[cold], teams=[cast.dakar], audience=AudienceKind.ORGANIZATION
    )
    session.commit()
    with app.app_context():
        drain(own_session, search_engine())
    return cold


def found(page: str) -> set[str]:
    titles = ("Tenir la", "Neveras", "Stores at", "Froid interne")
    text = re.sub("<[^>]*>", "", page)
    return {title for title in titles if title in text}


def test_a_label_in_one_language_finds_and_explains_notes_in_others(client: FlaskClient, cold: Topic) -> None:
    page = client.get("/search?q=cold+chain").text
    assert found(page) == {"Tenir la", "Neveras", "Stores at"}
    assert "<mark>chaîne du froid</mark>" in page
    assert 'Topic: <span lang="en" dir="ltr">Cold chain</span>' in page
    assert "3 notes" in page


def test_what_was_added_is_shown_in_its_language(client: FlaskClient, cold: Topic) -> None:
    page = client.get("/search?q=cold+chain").text
    for chip in (
        '<span lang="fr" dir="ltr">Chaîne du froid</span>',
        '<span lang="es" dir="ltr">Cadena de frío</span>',
        '<span lang="ar" dir="rtl">سلسلة التبريد</span>',
        '<span lang="en" dir="ltr">Cold rooms</span>',
    ):
        assert chip in page
    assert f'href="/topics/{cold.permalink}"' in page


def test_each_part_is_taken_away_by_its_address(client: FlaskClient, cold: Topic) -> None:
    page = client.get("/search?q=cold+chain&language=fr&language=es").text
    link = re.search(r'href="([^"]*)" aria-label="Leave out Chaîne du froid"', page)
    assert link is not None
    address = link.group(1).replace("&amp;", "&")
    assert {"language=fr", "language=es"} <= set(address.partition("?")[2].split("&"))
    less = client.get(address).text
    assert "Leave out Chaîne du froid" not in less
    assert "Leave out Cadena de frío" in less
    assert f'name="without" value="{cold.id}-fr"' in less, "narrowing and ordering keep it away"
    assert "All that was left out" in less


def test_only_what_was_typed(client: FlaskClient, cold: Topic) -> None:
    page = client.get("/search?q=cold+chain").text
    only = re.search(r'href="([^"]*)">Only my words', page)
    assert only is not None
    plain = client.get(only.group(1).replace("&amp;", "&")).text
    assert "Neveras" not in plain
    assert "Only your words were searched" in plain
    assert "Neveras" not in client.get(f"/search?q=cold+chain&without={cold.id}").text


@pytest.mark.parametrize("left_out", ["x", "-", "99999999999999", "1-", "1-fr-fr", "%F0%9F%92%A7", "a" * 3000, "%00"])
def test_no_address_is_an_error(client: FlaskClient, cold: Topic, left_out: str) -> None:
    page = client.get(f"/search?q=cold+chain&without={left_out}")
    assert page.status_code == 200
    assert "Neveras" in page.text


def test_a_name_that_a_coordinator_adds_acts_on_the_next_search(
    client: FlaskClient, browse_as: SignIn, cast: Cast, cold: Topic
) -> None:
    assert "Neveras" not in client.get("/search?q=frostline").text
    rows = [("en", "Cold chain", "Frostline"), ("es", "Cadena de frío", "")]
    data = {
        f"rows-{n}-{name}": value
        for n, row in enumerate(rows)
        for name, value in zip(("language", "preferred", "alternatives"), row, strict=True)
    }
    saved = browse_as(cast.coordinator).post(
        f"/topics/{cold.permalink}/labels", data=data | {"version": "0", "save": "yes"}, follow_redirects=True
    )
    assert "The labels were saved." in saved.text
    page = client.get("/search?q=frostline").text
    assert "Neveras" in page
    assert "Leave out Chaîne du froid" not in page, "a name that was taken away is looked for no longer"


def test_a_long_running_worker_follows_the_names_too(app: Flask, session: Session, cast: Cast, cold: Topic) -> None:
    with app.app_context():
        assert cold.id in labels().topics
        db.session.remove()
        retire_topic(session, cast.actor(cast.coordinator), cold, version_of(session, cold))
        session.commit()
        assert cold.id not in labels().topics


def test_nobody_learns_of_a_note_by_a_topic(client: FlaskClient, browse_as: SignIn, cast: Cast, cold: Topic) -> None:
    assert "Froid interne" not in client.get("/search?q=cadena+de+frio").text
    assert "Froid interne" in browse_as(cast.editor).get("/search?q=cadena+de+frio").text


def test_without_a_topic_in_the_words_nothing_is_said(client: FlaskClient, cold: Topic) -> None:
    for query in ("glacières", "", "title:cold", "neveras -chain"):
        assert "Also searched" not in client.get("/search", query_string={"q": query}).text


def test_the_page_asks_no_more_than_twelve_statements(
    browse_as: SignIn, cast: Cast, cold: Topic, count_queries: CountQueries
) -> None:
    browser = browse_as(cast.editor)
    browser.get("/search?q=cold+chain")  # the first search of a process reads the names of all topics
    with count_queries() as queries:
        assert browser.get("/search?q=cold+chain+rooms&language=fr&language=es").status_code == 200
    assert len(queries) <= 12, "\n".join(queries)


def test_a_run_for_judging_looks_for_topics_too(
    app: Flask, tmp_path_factory: pytest.TempPathFactory, cold: Topic
) -> None:
    queries = tmp_path_factory.mktemp("run") / "queries.tsv"
    queries.write_text("q1\tسلسلة التبريد\n", "utf-8")
    lines = app.test_cli_runner().invoke(args=["search", "run", str(queries)]).output.splitlines()
    assert len(lines) == 3
