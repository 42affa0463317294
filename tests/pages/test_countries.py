"""Browsing by country, as far as the reader may read."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries


def test_countries_stand_under_their_region_with_what_the_reader_may_read(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    factories.note(session, "Pumps", teams=[cast.dakar], countries=["SN", "ML"])
    factories.note(session, "Inside", teams=[cast.dakar], countries=["SN"], audience=AudienceKind.ORGANIZATION)
    session.commit()
    page = browse_as(None).get("/countries").text
    assert "Western Africa" in page
    assert "You can read notes from 2 countries." in page
    assert "2 notes" not in page
    assert "2 notes" in browse_as(cast.contributor).get("/countries").text


def test_a_country_with_a_team_and_no_note_says_so(cast: Cast, client: FlaskClient) -> None:
    assert "a team, no note yet" in client.get("/countries").text


def test_a_country_shows_its_notes_page_by_page_and_its_teams(
    session: Session, cast: Cast, client: FlaskClient
) -> None:
    for n in range(23):
        factories.note(session, f"Note number {n}", teams=[cast.dakar], countries=["SN"])
    session.commit()
    first, second = client.get("/countries/SN").text, client.get("/countries/SN?page=2").text
    assert first.count("note-card") == 20
    assert second.count("note-card") == 3
    assert "Agence des points d&#39;eau" in first
    assert "23 notes" in first


def test_nothing_from_a_country_leads_on(cast: Cast, client: FlaskClient, browse_as: SignIn) -> None:
    assert "Sign in to see more" in client.get("/countries/NP").text
    assert "Write a note" in browse_as(cast.contributor).get("/countries/NP").text


def test_small_letters_lead_to_the_address_and_what_is_no_country_is_not_found(client: FlaskClient) -> None:
    assert client.get("/countries/sn").location == "/countries/SN"
    for code in ("XX", "SENEGAL", "%00", "'"):
        assert client.get(f"/countries/{code}").status_code == 404


def test_names_and_order_follow_the_readers_language(cast: Cast, client: FlaskClient) -> None:
    client.set_cookie("language", "es")
    page = client.get("/countries").text
    assert "América del Sur" in page or "Sudamérica" in page
    assert "Perú" in page


def test_the_pages_take_few_queries(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    for n in range(25):
        factories.note(session, f"Note {n}", teams=[cast.dakar, cast.lima], countries=["SN"], author=cast.contributor)
    session.commit()
    browser = browse_as(cast.contributor)
    for address in ("/countries", "/countries/SN", "/countries/SN?page=2"):
        with count_queries() as queries:
            browser.get(address)
        assert len(queries) <= 12, address
