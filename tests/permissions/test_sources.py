"""A translation everybody reads, of a source in every audience and state: who learns of the source, by whatever way."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.notices.letters import compose
from knowledge import clock
from knowledge.notes.models import AudienceKind, Note, NoteState, Revision
from knowledge.notes.translating.models import SourceMark
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.notices.telling import tell
from tests import factories
from tests.conftest import SignIn
from tests.permissions.rules import DAKAR_EDITS, knows, reads
from tests.permissions.world import CASES, PERSONAS, Case, World, build_world

SAID, SAYS = "formerlyword", "presentlyword"  # what the source said when it was translated, and what it says now
BEHIND = "Behind its source since"
SOURCES = tuple(case for case in CASES if case.state in (NoteState.PUBLISHED, NoteState.WITHDRAWN))


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session)
    session.commit()
    return built


def translate(session: Session, world: World, case: Case) -> Note:
    """Dakar's public translation of the case's note, which was published anew since with other words in one field."""
    source = world.notes[case]
    said = Revision(note=source, number=3, content=scoped(source, case) | {"lessons": SAID}, published_at=clock.now())
    says = Revision(note=source, number=4, content=scoped(source, case) | {"lessons": SAYS}, published_at=clock.now())
    session.add_all([said, says])
    session.flush()
    source.published_revision, source.latest_number = says, 4
    source.translation_group = source.permalink
    note = factories.note(
        session, "Une version", author=world.people["author"], teams=[world.cast.dakar], language="fr"
    )
    note.translation_of, note.translation_group = source, source.permalink
    mark = SourceMark(note_id=note.id, number=1, source_id=source.id, source_number=3)
    mark.behind_since, mark.behind_fields = clock.now(), 1
    session.add(mark)
    everybody = [member.id for member in world.people.values() if member is not None]
    tell(session, everybody, "note_source_changed", note, None)
    session.commit()
    return note


def scoped(source: Note, case: Case) -> dict[str, object]:
    """What a revision says of its readers."""
    group = source.peer_group_id if case.audience == AudienceKind.PEER_GROUP else None
    teams = [owner.team_id for owner in source.owners]
    return dict(source.revisions[0].content) | {"audience": str(case.audience), "peer_group": group, "teams": teams}


def follows(persona: str, case: Case) -> bool:
    """Who works on the public translation and may know of its source."""
    return persona in DAKAR_EDITS and knows(persona, case)


@pytest.mark.parametrize("case", SOURCES, ids=str)
def test_every_way_to_a_source(session: Session, world: World, browse_as: SignIn, case: Case) -> None:
    note = translate(session, world, case)
    for persona in PERSONAS:
        browser = browse_as(world.people[persona])
        check_pages(browser, world, persona, case, note)
        check_change(browser, session, persona, case, note)
        if persona != "stranger":
            shown = browser.get("/notices").text
            assert ("translation of was published anew" in shown) is follows(persona, case), persona


def check_pages(browser: FlaskClient, world: World, persona: str, case: Case, note: Note) -> None:
    is_open = reads(persona, case)
    shown = browser.get(f"/notes/{note.permalink}").text
    assert (BEHIND in shown) is is_open, persona
    assert ("was withdrawn on" in shown) is (knows(persona, case) and not is_open), persona
    assert (world.permalink(case) in shown) is knows(persona, case), persona
    changes = browser.get(f"/notes/{note.permalink}/source")
    assert changes.status_code == (200 if is_open else 410 if knows(persona, case) else 404), persona
    assert (SAID in changes.text, SAYS in changes.text) == (is_open, is_open), persona
    form = browser.get(f"/notes/{note.permalink}/edit").text
    assert (SAYS in form) is (is_open and persona in DAKAR_EDITS), persona
    for text in (shown, form, browser.get(f"/notes/{note.permalink}/review").text, browser.get("/desk").text):
        assert SAID not in text or is_open
        assert knows(persona, case) or (case.word not in text and world.permalink(case) not in text), persona
    listed = f"/notes/{note.permalink}/source" in browser.get("/desk").text
    assert listed is (is_open and persona in DAKAR_EDITS), persona


def check_change(browser: FlaskClient, session: Session, persona: str, case: Case, note: Note) -> None:
    answer = browser.post(f"/notes/{note.permalink}/source", data={"said": "4"})
    session.rollback()
    mark = session.get(SourceMark, (note.id, 1))
    assert mark is not None
    done = persona in DAKAR_EDITS and reads(persona, case)
    assert (mark.source_number == 4) is done, persona
    if persona == "stranger":
        assert answer.status_code == 401
    elif persona not in DAKAR_EDITS:
        assert answer.status_code == 403, persona
    else:
        assert answer.status_code == (303 if done else 410 if knows(persona, case) else 404), persona
    mark.source_number, mark.behind_since, mark.behind_fields = 3, clock.now(), 1
    session.commit()


def test_letters_ask_again(app: Flask, session: Session, world: World) -> None:
    case = next(case for case in SOURCES if str(case) == "peer_group-published")
    translate(session, world, case)
    names = {member.id: name for name, member in world.people.items() if member is not None}
    letters = session.query(OutgoingMail).where(OutgoingMail.notice.has(Notice.kind == "note_source_changed")).all()
    with app.app_context():
        told = {names[letter.notice.member_id] for letter in letters if letter.notice and compose(session, letter)}
    assert told == {name for name in names.values() if follows(name, case)}
