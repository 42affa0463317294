"""The home page: search first, then notes from elsewhere, counted and shown by what each reader may read."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.notices.telling import tell
from knowledge.organizations.models import JoinRequest, RequestState
from knowledge.peer_groups.places import invite
from knowledge.peer_groups.proposing import Proposal, propose_group
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries

MOST_QUERIES = 12


def a_note_for_each_circle(session: Session, cast: Cast) -> None:
    for audience in (AudienceKind.PUBLIC, AudienceKind.NETWORK, AudienceKind.ORGANIZATION):
        factories.note(session, f"For {audience}", teams=[cast.dakar], countries=["SN"], audience=audience)
    factories.note(session, "A draft", teams=[cast.dakar], countries=["ML"], state=NoteState.DRAFT)
    factories.note(session, "Withdrawn", teams=[cast.dakar], countries=["NE"], state=NoteState.WITHDRAWN)
    session.commit()


@pytest.mark.parametrize(
    ("reader", "number"),
    [
        ("stranger", 1),
        ("outsider", 2),
        ("contributor", 3),
        ("lima_editor", 2),
        ("coordinator", 2),
        ("administrator", 2),
    ],
)
def test_it_counts_and_shows_what_the_reader_may_read_and_nothing_else(
    session: Session, cast: Cast, browse_as: SignIn, reader: str, number: int
) -> None:
    a_note_for_each_circle(session, cast)
    page = browse_as(cast.everybody()[reader]).get("/").text
    words = "1 note" if number == 1 else f"{number} notes"
    assert f"{words} from 1 country." in page
    shown = [audience for audience in ("public", "network", "organization") if f"For {audience}" in page]
    assert len(shown) == number
    assert "A draft" not in page
    assert "Withdrawn" not in page


def test_an_empty_network_says_how_to_begin(client: FlaskClient, browse_as: SignIn, cast: Cast) -> None:
    assert "No notes to read yet" in client.get("/").text
    assert "Write the first note" in browse_as(cast.contributor).get("/").text


def test_members_see_what_waits_for_them(session: Session, cast: Cast, browse_as: SignIn) -> None:
    waiting = factories.note(
        session, "Look at me", author=cast.contributor, teams=[cast.dakar], state=NoteState.SUBMITTED
    )
    waiting.submitted_at = clock.now()
    session.add(JoinRequest(team_id=cast.dakar.id, member_id=cast.outsider.id, state=RequestState.OPEN))
    tell(session, [cast.focal_point.id], "join_request", cast.dakar, cast.outsider.id)
    session.commit()
    page = browse_as(cast.focal_point).get("/").text
    assert "Review 1 note" in page
    assert "1 person asks" in page
    assert "1 new notice" in page
    assert "Review" not in browse_as(cast.contributor).get("/").text


def test_members_see_their_groups_and_what_is_missing(session: Session, cast: Cast, browse_as: SignIn) -> None:
    group = propose_group(session, cast.actor(cast.contributor), Proposal("Water that stays on", "Pumps", "en"))
    invite(session, cast.actor(cast.contributor), group, cast.lima_editor.id)
    session.commit()
    page = browse_as(cast.contributor).get("/").text
    assert "Water that stays on" in page
    assert "2 more countries" in page
    invited = browse_as(cast.lima_editor).get("/").text
    assert "1 invitation" in invited
    assert "Water that stays on" not in invited


def many_notes(session: Session, cast: Cast, number: int) -> list[Note]:
    return [
        factories.note(
            session,
            f"Note {n}",
            author=cast.contributor,
            teams=[(cast.dakar, cast.lima, cast.geneva)[n % 3]],
            countries=[("SN", "PE", "KE")[n % 3]],
        )
        for n in range(number)
    ]


@pytest.mark.parametrize("reader", ["stranger", "contributor", "focal_point"])
def test_its_queries_are_few_and_do_not_grow(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries, reader: str
) -> None:
    many_notes(session, cast, 3)
    propose_group(session, cast.actor(cast.contributor), Proposal("Water that stays on", "Pumps", "en"))
    session.commit()
    browser = browse_as(cast.everybody()[reader])
    with count_queries() as few:
        browser.get("/")
    notes = many_notes(session, cast, 40)
    for note in notes[:6]:
        note.translation_group = "together"
    propose_group(session, cast.actor(cast.contributor), Proposal("Another group", "Pumps", "en"))
    session.commit()
    with count_queries() as many:
        browser.get("/")
    assert len(many) <= len(few) + 1, "one more asks for translations, when there are any"
    assert len(many) <= MOST_QUERIES


def test_a_note_tells_when_it_was_published(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = factories.note(session, "Pumps", teams=[cast.dakar], countries=["SN"])
    note.published_at = datetime(2024, 5, 2, tzinfo=UTC)
    session.commit()
    assert "Published May 2, 2024" in browse_as(None).get("/").text
