"""What a search box offers while somebody types: topics, titles and organizations, never a title that is not theirs to read."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, NoteState
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.search.test_search_page import index


@pytest.fixture
def notes(app: Flask, session: Session, cast: Cast) -> None:
    water = factories.topic(session, {"en": "Water supply", "fr": "Approvisionnement en eau"})
    factories.topic(session, {"en": "Wells", "es": "Pozos"}, water)
    more = {"author": cast.contributor, "teams": [cast.dakar]}
    one = factories.note(session, "Depots for spare parts", **more)
    two = factories.note(session, "Dépôts de pièces", language="fr", **more)
    one.translation_group = two.translation_group = "depots"
    factories.note(session, "Deposits refused", audience=AudienceKind.ORGANIZATION, **more)
    factories.note(session, "Depths unknown", state=NoteState.DRAFT, **more)
    session.commit()
    index(app)


def offered(client: FlaskClient, text: str, language: str = "en") -> list[Any]:
    client.set_cookie("language", language)
    answer = client.get("/search/suggest", query_string={"q": text})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    return [(one["kind"], one["label"]) for one in answer.json]


def test_topics_titles_and_organizations_that_begin_so(client: FlaskClient, notes: None) -> None:
    assert offered(client, "wat") == [("Topic", "Water supply")]
    assert offered(client, "poz") == [("Topic", "Wells")], "a label of another language finds the topic"
    assert offered(client, "spar") == [("Note", "Depots for spare parts")]
    assert offered(client, "parts dep") == [("Note", "Depots for spare parts")]
    assert offered(client, "agen") == [("Organization", "Agence des points d'eau")]
    assert offered(client, "points") == [("Organization", "Agence des points d'eau")]


def test_a_set_of_translations_is_offered_once_in_the_readers_language(client: FlaskClient, notes: None) -> None:
    assert offered(client, "depot", "fr")[0][1] == "Dépôts de pièces"
    assert offered(client, "depot", "en") == [("Note", "Depots for spare parts")]


def test_only_titles_the_reader_may_read(client: FlaskClient, browse_as: SignIn, cast: Cast, notes: None) -> None:
    assert offered(client, "deposi") == []
    assert offered(browse_as(cast.editor), "deposi") == [("Note", "Deposits refused")]
    assert offered(browse_as(cast.editor), "depth") == []


@pytest.mark.parametrize(
    "text", ["", " ", "a", "\x00", '"', "((", "*", "%", "_", "\u202e", "x" * 5000, "a b " * 500, "水"]
)
def test_whatever_is_typed_has_an_answer(client: FlaskClient, notes: None, text: str) -> None:
    assert isinstance(offered(client, text), list)


def test_suggestions_ask_a_bounded_number_of_queries(
    browse_as: SignIn, cast: Cast, notes: None, count_queries: CountQueries
) -> None:
    with count_queries() as queries:
        offered(browse_as(cast.editor), "de")
    assert len(queries) <= 12, "\n".join(queries)
