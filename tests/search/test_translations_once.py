"""A note and its translations are one result, in the reader's language where the reader may read it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Note
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.search.test_search_page import index


@pytest.fixture
def versions(app: Flask, session: Session, cast: Cast) -> dict[str, Note]:
    """One note in French and Spanish for all, and in Portuguese for Dakar's organization alone."""
    titles = {"fr": "Les vannes du canal", "es": "Las compuertas", "pt": "As comportas"}
    words = {"fr": "Le gardien dort à midi.", "es": "El guardián duerme.", "pt": "O guarda dorme."}
    made = {
        language: factories.note(
            session,
            title,
            author=cast.contributor,
            teams=[cast.dakar],
            language=language,
            countries=["SN"],
            challenge=words[language],
            audience=AudienceKind.ORGANIZATION if language == "pt" else AudienceKind.PUBLIC,
        )
        for language, title in titles.items()
    }
    for one in made.values():
        one.translation_group = made["fr"].permalink
    session.commit()
    index(app)
    return made


def read_in(client: FlaskClient, language: str) -> FlaskClient:
    client.set_cookie("language", language)
    return client


def test_the_version_in_the_readers_language_is_shown_with_what_matched_in_another(
    client: FlaskClient, versions: dict[str, Note]
) -> None:
    page = read_in(client, "es").get("/search?q=gardien").text
    assert f'href="/notes/{versions["es"].permalink}"' in page
    assert f'href="/notes/{versions["fr"].permalink}"' not in page
    assert "<mark>gardien</mark>" in page
    assert page.index('<span lang="fr" dir="ltr">') < page.index("<mark>gardien</mark>")
    assert page.count('class="note-card"') == 1


def test_in_english_words_the_matching_version_is_named(client: FlaskClient, versions: dict[str, Note]) -> None:
    client.set_cookie("language", "en")
    page = client.get("/search?q=guardi%C3%A1n").text
    assert "Las compuertas" in page, "nothing in English, so what matched"
    assert "Matched in the version" not in page
    assert "Also in: <span" in page
    assert "1 note" in page


def test_a_version_the_reader_may_not_read_shows_by_nothing(
    client: FlaskClient, browse_as: SignIn, cast: Cast, versions: dict[str, Note]
) -> None:
    stranger = read_in(client, "pt").get("/search?q=gardien").text
    assert "As comportas" not in stranger
    assert "português</span>" not in stranger.split("<main")[1].split("<footer")[0]
    assert 'value="pt"' not in stranger.split("<main")[1].split("<footer")[0]
    inside = read_in(browse_as(cast.editor), "pt").get("/search?q=gardien").text
    assert "As comportas" in inside


def test_a_version_made_private_is_not_quoted_even_while_the_index_lags(
    session: Session, client: FlaskClient, versions: dict[str, Note]
) -> None:
    versions["fr"].readers = []
    session.commit()
    page = read_in(client, "es").get("/search?q=gardien").text
    assert "<mark>gardien</mark>" not in page
    assert "Las compuertas" not in page


def test_a_result_in_another_language_costs_no_further_query(
    client: FlaskClient, versions: dict[str, Note], count_queries: CountQueries
) -> None:
    with count_queries() as same:
        read_in(client, "fr").get("/search?q=gardien")
    with count_queries() as other:
        read_in(client, "es").get("/search?q=gardien")
    assert len(same) == len(other)


def test_a_note_without_a_summary_shows_its_first_words(
    app: Flask, session: Session, cast: Cast, client: FlaskClient
) -> None:
    factories.note(session, "Snapshot", author=cast.contributor, teams=[cast.dakar], challenge="The *gate* was stuck.")
    session.commit()
    index(app)
    assert "The gate was stuck." in client.get("/search").text
    assert "The gate was stuck." in client.get("/search?q=title:snapshot").text


def test_what_was_found_by_its_organization_says_so(client: FlaskClient, versions: dict[str, Note]) -> None:
    page = read_in(client, "en").get("/search?q=agence").text
    assert "Organizations: <mark>Agence</mark> des points d" in page
