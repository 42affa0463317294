"""What tests of reviewing and writing together begin with: a note that Dakar and Lima own, written by both."""

from typing import Any

from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.notes.publishing import submit_note
from knowledge.notes.review.coauthors import accept, invite_member
from knowledge.people.models import Member
from tests import factories
from tests.notes.proposals import written
from tests.personas import Cast


def lima_writer(session: Session, cast: Cast) -> Member:
    """A contributor in Lima."""
    return factories.member(session, "Edwin Quispe", team=cast.lima)


def shared(session: Session, cast: Cast, writer: Member, note: Note | None = None, **more: Any) -> Note:
    """A draft that Lima's `writer` joined, bringing the team along as an owner."""
    note = note or written(session, cast, **more)
    invitation = invite_member(session, cast.actor(cast.contributor), note, writer.id)
    accept(session, cast.actor(writer), writer, invitation, cast.lima)
    session.commit()
    return note


def shared_and_sent(session: Session, cast: Cast, **more: Any) -> Note:
    """The same, sent for review by Dakar's contributor."""
    note = shared(session, cast, lima_writer(session, cast), **more)
    submit_note(session, cast.actor(cast.contributor), note)
    session.commit()
    return note
