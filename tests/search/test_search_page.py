"""The search page: what is found, counted, narrowed and marked, by whom; and what it does with what makes no sense."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.commands.search import own_session
from app.search.engine import search_engine
from knowledge.notes.models import AudienceKind, Note, NoteState
from search_index.following import drain
from search_index.rebuilding import rebuild
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries


@pytest.fixture
def notes(app: Flask, session: Session, cast: Cast) -> dict[str, Note]:
    """A few notes, indexed: on pumps in Senegal (French), in Peru (Spanish, stopped), and one for Dakar's agency alone."""
    pumps = factories.topic(session, {"en": "Hand pumps", "fr": "Pompes à main"})
    made = {
        "senegal": factories.note(
            session, "Payer la pompe qui marche", author=cast.contributor, teams=[cast.dakar], language="fr", topics=[pumps],
            countries=["SN"], challenge="Un tiers des pompes ne donnait pas d'eau.", evidence="controlled",
        ),
        "peru": factories.note(
            session, "Bombas de mano en las islas", author=cast.lima_editor, teams=[cast.lima], language="es", topics=[pumps],
            countries=["PE"], status="stopped", challenge="Los repuestos llegan en bote.",
        ),
        "inside": factories.note(
            session, "Contrat de la pompe, notes internes", author=cast.contributor, teams=[cast.dakar], language="fr",
            countries=["SN"], audience=AudienceKind.ORGANIZATION,
        ),
    }  # fmt: skip
    session.commit()
    index(app)
    return made


def index(app: Flask) -> None:
    with app.app_context():
        if search_engine().health().problem:
            rebuild(own_session, search_engine())
        drain(own_session, search_engine())


def test_a_word_finds_its_other_forms_and_shows_them_marked(client: FlaskClient, notes: dict[str, Note]) -> None:
    page = client.get("/search?q=pompe")
    assert "<mark>pompe</mark>" in page.text
    assert "<mark>pompes</mark>" in page.text
    assert "1 note" in page.text


def test_a_stranger_learns_nothing_of_a_note_for_one_organization(
    client: FlaskClient, browse_as: SignIn, cast: Cast, notes: dict[str, Note]
) -> None:
    assert "notes internes" not in client.get("/search?q=contrat").text
    assert "0 notes" in client.get("/search?q=contrat").text
    page = browse_as(cast.editor).get("/search?q=contrat")
    assert "notes internes" in page.text
    assert "1 note" in page.text


def test_facets_count_and_narrow(client: FlaskClient, notes: dict[str, Note]) -> None:
    page = client.get("/search")
    assert "2 notes" in page.text
    assert "Peru" in page.text
    narrowed = client.get("/search?country=PE")
    assert "Bombas de mano" in narrowed.text
    assert "Payer la pompe" not in narrowed.text
    assert 'value="SN"' in narrowed.text, "a facet counts with every filter but its own"
    both = client.get("/search?country=PE&country=SN")
    assert "2 notes" in both.text


def test_nothing_found_offers_the_search_without_its_choices(client: FlaskClient, notes: dict[str, Note]) -> None:
    page = client.get("/search?q=bombas&country=SN")
    assert page.status_code == 200
    assert "No note matches all of this yet" in page.text
    assert 'href="/search?q=bombas"' in page.text


@pytest.mark.parametrize(
    "query",
    [
        '"', "((", "*", "a:", "title:", "AND OR NOT", "-", "\x00", "x" * 10_000, "💧", "\u202eabc\u202c", "a" + "*" * 50,
        "[[[", "\\", "%00", "'; DROP TABLE note; --", "pompe~", "pompe^", "{", "country:(", '"pompe', "NOT NOT pompe",
    ],
)  # fmt: skip
def test_nothing_that_can_be_typed_is_an_error(client: FlaskClient, notes: dict[str, Note], query: str) -> None:
    assert client.get("/search", query_string={"q": query}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/search?page=0", "/search?page=-1", "/search?page=99999999999", "/search?page=x", "/search?sort=sideways",
        "/search?topic=x", "/search?topic=99999999", "/search?year=" + "9" * 300, "/search?organization=1%00",
        "/search?" + "&".join(f"country=C{n}" for n in range(500)),
    ],
)  # fmt: skip
def test_no_address_is_an_error(client: FlaskClient, notes: dict[str, Note], address: str) -> None:
    assert client.get(address).status_code == 200


def test_what_was_typed_is_shown_escaped(client: FlaskClient, notes: dict[str, Note]) -> None:
    page = client.get("/search", query_string={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text


def test_newest_first_and_oldest_first(session: Session, app: Flask, cast: Cast, client: FlaskClient) -> None:
    for year in (2021, 2025):
        note = factories.note(session, f"Wells of {year}", author=cast.contributor, teams=[cast.dakar])
        assert note.published_at is not None
        note.published_at = note.published_at.replace(year=year)
    session.commit()
    index(app)
    newest, oldest = (client.get(f"/search?q=wells&sort={sort}").text for sort in ("newest", "oldest"))
    assert newest.index("of 2025") < newest.index("of 2021")
    assert oldest.index("of 2021") < oldest.index("of 2025")


def test_a_note_made_private_is_not_shown_even_while_the_index_lags(
    session: Session, client: FlaskClient, notes: dict[str, Note]
) -> None:
    notes["senegal"].state = NoteState.WITHDRAWN
    session.commit()
    assert "Payer la" not in client.get("/search?q=pompe").text


def test_a_missing_index_is_said_and_the_words_are_kept(
    app: Flask, home: Path, client: FlaskClient, notes: dict[str, Note]
) -> None:
    shutil.rmtree(home / "search")
    page = client.get("/search?q=pompe+cassée")
    assert page.status_code == 503
    assert "pompe cassée" in page.text
    index(app)
    assert client.get("/search?q=pompe").status_code == 200


def test_a_search_asks_a_bounded_number_of_queries(
    browse_as: SignIn, cast: Cast, notes: dict[str, Note], count_queries: CountQueries
) -> None:
    browser = browse_as(cast.editor)
    with count_queries() as queries:
        assert browser.get("/search?q=pompe+bombas+contrat&country=SN&country=PE").status_code == 200
    assert len(queries) <= 12, "\n".join(queries)
