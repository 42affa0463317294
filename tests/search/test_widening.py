"""Nothing found: the closest searches that find something, counted for this reader, and what else there is to do."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind
from knowledge.topics.models import Topic
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.search.test_search_page import index


@pytest.fixture
def topics(app: Flask, session: Session, cast: Cast) -> dict[str, Topic]:
    """Two public notes on pumps in Peru, and one on pumps and meters for members of Dakar's organization."""
    water = factories.topic(session, {"en": "Water"})
    made = {"water": water, "pumps": factories.topic(session, {"en": "Pumps"}, water)}
    for title in ("Pumps repaired by boat", "Pumps without spares"):
        factories.note(session, title, author=cast.lima_editor, teams=[cast.lima], countries=["PE"], topics=[water])
    factories.note(
        session,
        "Pumps and meters",
        author=cast.contributor,
        teams=[cast.dakar],
        countries=["SN"],
        topics=[made["pumps"]],
        audience=AudienceKind.ORGANIZATION,
    )
    session.commit()
    index(app)
    return made


def ways(page: str) -> dict[str, str]:
    """What the page offers, with what each way is said to find."""
    rows = re.findall(r'<li><a href="([^"]*)"><span dir="auto">(.*?)</span> <span class="n">(.*?)</span>', page)
    return {label: found for _address, label, found in rows}


def test_what_may_be_let_go_is_offered_with_what_it_finds(client: FlaskClient, topics: dict[str, Topic]) -> None:
    assert ways(client.get("/search?q=boat&country=SN").text) == {"In any country": "1 note"}
    assert ways(client.get("/search?q=pumps&language=fr").text) == {"In all languages": "2 notes"}
    assert ways(client.get("/search?q=pumps+AND+dragons").text) == {
        "Without the word dragons": "2 notes",
        "Any of your words instead of all of them": "2 notes",
    }
    assert ways(client.get("/search?q=spars").text) == {"Spelt differently: spares": "1 note"}
    both = ways(client.get("/search?q=boat&country=SN&language=fr").text)
    assert both == {"Without any of the choices": "1 note"}


def test_a_broader_topic_is_offered(client: FlaskClient, topics: dict[str, Topic]) -> None:
    page = client.get(f"/search?q=boat&topic={topics['pumps'].id}").text
    assert ways(page) == {"In any topic": "1 note", "The broader topic: Water": "1 note"}


def test_the_nearest_notes_are_shown_at_once(client: FlaskClient, topics: dict[str, Topic]) -> None:
    page = client.get("/search?q=boat&country=SN").text
    assert 'id="near"' in page
    assert "<mark>boat</mark>" in page


def test_what_another_may_read_counts_for_nobody_else(
    client: FlaskClient, browse_as: SignIn, cast: Cast, topics: dict[str, Topic]
) -> None:
    address = "/search?q=meters&country=PE"
    stranger = client.get(address).text
    assert ways(stranger) == {}
    assert "Pumps and meters" not in stranger
    assert ways(browse_as(cast.editor).get(address).text) == {"In any country": "1 note"}


def test_a_dead_end_leads_to_writing_and_to_peers(client: FlaskClient, topics: dict[str, Topic]) -> None:
    page = client.get("/search?q=zzgrwx").text
    assert 'href="/notes/new"' in page
    assert 'href="/peer-groups/new"' in page
