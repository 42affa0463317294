"""A note that was taken from somebody is gone with their next search, however far the index is behind (nothing drains here)."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.search import own_session
from app.search.engine import search_engine
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.projection import refresh_readers
from knowledge.notes.publishing import withdraw_note
from knowledge.outbox import IndexChange, notes_changed
from search_index.audience import audience_now
from search_index.following import drain
from search_index.interface import Likeness, NoteText
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries

WORD = "zephyrine"
LIKE = Likeness(NoteText("en", {"title": f"{WORD} sluices", "challenge": f"{WORD} sluices and weirs"}))


@dataclass(frozen=True)
class Weirs:
    """Three public notes in the index, and the one of them that is about to be taken away; its words are its own."""

    taken: Note
    others: list[Note]


@pytest.fixture
def weirs(app: Flask, session: Session, cast: Cast) -> Weirs:
    others = [
        factories.note(session, f"Weir {at}", author=cast.lima_editor, teams=[cast.lima], countries=["PE"], challenge="weirs")
        for at in range(2)
    ]  # fmt: skip
    taken = factories.note(
        session, f"Weir of {WORD}", author=cast.contributor, teams=[cast.dakar], countries=["SN"],
        challenge=f"{WORD} sluices, weirs", language="fr",
    )  # fmt: skip
    session.commit()
    index(app)
    return Weirs(taken, others)


def index(app: Flask) -> None:
    with app.app_context():
        drain(own_session, search_engine())


def withdraw(session: Session, cast: Cast, note: Note) -> None:
    withdraw_note(session, cast.actor(cast.editor), note, "It was wrong.")
    session.commit()


def keep_inside(session: Session, _cast: Cast, note: Note) -> None:
    note.audience = AudienceKind.ORGANIZATION
    refresh_readers(session, note)
    session.commit()


WAYS = {"withdrawn": withdraw, "for its organization alone": keep_inside}


def told(page: str) -> str:
    """What a page shows, but for what was typed into it."""
    return re.sub(r'value="[^"]*"', "", page)


@pytest.mark.parametrize("way", WAYS)
def test_it_is_not_found_counted_or_offered(
    app: Flask, session: Session, cast: Cast, client: FlaskClient, weirs: Weirs, way: str
) -> None:
    assert "3 notes" in client.get("/search?q=weir").text
    WAYS[way](session, cast, weirs.taken)
    page = client.get("/search?q=weir").text
    assert "2 notes" in page
    assert "Senegal" not in page
    assert 'value="fr"' not in page
    assert WORD not in page
    assert "0 notes" in client.get(f"/search?q={WORD}").text
    assert "0 notes" in client.get("/search?q=weir&country=SN").text
    assert "2 notes" in client.get("/search").text
    assert WORD not in told(client.get(f"/search?q={WORD[:-1]}").text), "offered as what was meant"
    with app.app_context():
        nobody = audience_now(session, cast.actor(None))
        assert search_engine().suggest(WORD[:-1], nobody) is None
        assert weirs.taken.id not in {hit.note_id for hit in search_engine().similar(LIKE, nobody)}


def test_those_who_may_still_read_it_still_find_it(
    session: Session, cast: Cast, browse_as: SignIn, weirs: Weirs
) -> None:
    keep_inside(session, cast, weirs.taken)
    assert "1 note" in browse_as(cast.contributor).get(f"/search?q={WORD}").text
    assert "0 notes" in browse_as(cast.lima_editor).get(f"/search?q={WORD}").text


def test_the_last_page_ends_where_the_reader_s_notes_end(
    app: Flask, session: Session, cast: Cast, client: FlaskClient, weirs: Weirs
) -> None:
    for at in range(18):
        factories.note(session, f"Weir again {at}", author=cast.lima_editor, teams=[cast.lima])
    session.commit()
    index(app)
    assert "page=2" in client.get("/search?q=weir").text
    keep_inside(session, cast, weirs.taken)
    page = client.get("/search?q=weir").text
    assert "20 notes" in page
    assert "page=2" not in page


def test_once_the_index_has_followed_nothing_is_looked_for_any_more(
    app: Flask, session: Session, cast: Cast, client: FlaskClient, weirs: Weirs
) -> None:
    keep_inside(session, cast, weirs.taken)
    index(app)
    assert audience_now(session, cast.actor(None)).hidden == frozenset()
    assert "0 notes" in client.get(f"/search?q={WORD}").text
    weirs.taken.audience = AudienceKind.PUBLIC
    refresh_readers(session, weirs.taken)
    session.commit()
    assert audience_now(session, cast.actor(None)).hidden == frozenset(), "it was only opened further"


def test_changes_that_take_nobody_away_are_not_looked_at(session: Session, cast: Cast, weirs: Weirs) -> None:
    """An import of many notes, or a renamed topic, costs a search nothing."""
    inside = [
        factories.note(session, f"inside {at}", audience=AudienceKind.ORGANIZATION, teams=[cast.dakar])
        for at in range(9)
    ]
    notes_changed(session, [weirs.taken.id, *(note.id for note in inside)])
    session.commit()
    assert session.scalar(select(IndexChange.id).where(IndexChange.narrowed)) is None
    assert audience_now(session, cast.actor(None)).hidden == frozenset()


def test_it_costs_a_search_one_statement(client: FlaskClient, weirs: Weirs, count_queries: CountQueries) -> None:
    with count_queries() as queries:
        client.get("/search?q=weir&country=SN&country=PE&language=xx")
    assert len([query for query in queries if "index_change" in query]) == 1
