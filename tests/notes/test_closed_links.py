"""A note linked to another of which the reader may not know: neither its address nor that there is one is told, by any page."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import publish_note
from knowledge.notes.writing import save_revision
from tests.conftest import SignIn
from tests.notes.proposals import as_sent, published
from tests.notes.together import lima_writer
from tests.notes.together import shared as owned_by_two
from tests.personas import Cast

LINKS = ("translation_of", "adapted_from")


@pytest.fixture
def secret(session: Session, cast: Cast) -> Note:
    """Dakar's, for its own organization."""
    return published(session, cast, audience=AudienceKind.ORGANIZATION, title="For ourselves", language="fr")


@pytest.fixture
def shared(session: Session, cast: Cast) -> Note:
    """A public note of Dakar's and Lima's."""
    return owned_by_two(session, cast, lima_writer(session, cast), audience=AudienceKind.PUBLIC, title="For everybody")


def link(session: Session, cast: Cast, note: Note, name: str, secret: Note) -> None:
    """Dakar's contributor saves a revision that names the secret note, and nobody publishes it."""
    standing = replace(proposal_at(session, note, note.latest_number), **{name: secret.permalink})
    save_revision(session, cast.actor(cast.contributor), note, standing, note.latest_number)
    session.commit()


@pytest.mark.parametrize("name", LINKS)
def test_a_co_writer_is_not_shown_what_the_others_link_to_and_keeps_it(
    session: Session, cast: Cast, browse_as: SignIn, shared: Note, secret: Note, name: str
) -> None:
    link(session, cast, shared, name, secret)
    assert secret.permalink in browse_as(cast.contributor).get(f"/notes/{shared.permalink}/edit").text
    lima = browse_as(cast.lima_editor)
    for page in ("edit", "review", "history", f"changes?from=1&to={shared.latest_number}"):
        assert secret.permalink not in lima.get(f"/notes/{shared.permalink}/{page}").text, page
    form = as_sent(proposal_at(session, shared, shared.latest_number), shared.latest_number)
    del form[name]
    assert lima.post(f"/notes/{shared.permalink}/edit", data=form | {"place": "Matam"}).status_code == 303
    session.rollback()
    assert getattr(proposal_at(session, shared, shared.latest_number), name) == secret.permalink


@pytest.mark.parametrize("name", LINKS)
def test_when_two_write_at_once_the_second_is_not_shown_it_either(
    session: Session, cast: Cast, browse_as: SignIn, shared: Note, secret: Note, name: str
) -> None:
    before, standing = shared.latest_number, proposal_at(session, shared, shared.latest_number)
    link(session, cast, shared, name, secret)
    lima = browse_as(cast.lima_editor)
    mine = replace(standing, **{name: "nowhere"}, content=replace(standing.content, place="Mine"))
    answer = lima.post(f"/notes/{shared.permalink}/edit", data=as_sent(mine, before), follow_redirects=True)
    assert secret.permalink not in answer.text
    lima.post(
        f"/notes/{shared.permalink}/conflict", data={"revision": str(shared.latest_number), f"choice-{name}": "mine"}
    )
    session.rollback()
    assert getattr(proposal_at(session, shared, shared.latest_number), name) == secret.permalink


def test_readers_do_not_learn_that_a_note_was_adapted_from_one_they_may_not_read(
    session: Session, cast: Cast, browse_as: SignIn, secret: Note
) -> None:
    note = published(session, cast, audience=AudienceKind.PUBLIC, title="For everybody")
    link(session, cast, note, "adapted_from", secret)
    number = note.latest_number
    publish_note(session, cast.actor(cast.editor), note)
    session.commit()
    assert note.adapted_from_id == secret.id
    stranger = browse_as(None)
    assert secret.permalink not in stranger.get(f"/notes/{note.permalink}/changes?from=1&to={number}").text
    assert "Where it travelled" not in stranger.get(f"/notes/{note.permalink}").text
    assert "Where it travelled" in browse_as(cast.contributor).get(f"/notes/{note.permalink}").text
