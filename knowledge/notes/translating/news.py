"""Telling those who keep a translation that its source was published anew."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes import news
from knowledge.notes.models import Note, NoteState
from knowledge.notes.translating.marking import is_latest
from knowledge.notes.translating.models import SourceMark
from knowledge.notices.telling import tell
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, may


def tell_translators(session: Session, actor: Actor, source: Note) -> None:
    """The authors of each translation that is behind now, and of a published one its owners' editors.

    Not who may no longer read the source: that it goes on changing is nothing for them either.
    """
    for note in translations_behind(session, source):
        concerned = news.authors_of(note)
        if note.is_published:
            concerned |= news.editors_of(session, note)
        told = [member.id for member in members(session, concerned) if follows(session, member, note)]
        tell(session, told, "note_source_changed", note, actor.member_id)


def translations_behind(session: Session, source: Note) -> Sequence[Note]:
    mark = (SourceMark.note_id == Note.id) & (SourceMark.source_id == source.id)
    query = select(Note).join(SourceMark, mark & is_latest(SourceMark, Note.latest_number))
    query = query.where(Note.translation_of_id == source.id, Note.state != NoteState.WITHDRAWN)
    return session.scalars(query.where(SourceMark.behind_since.is_not(None)).order_by(Note.id)).all()


def members(session: Session, ids: set[int]) -> Sequence[Member]:
    return session.scalars(select(Member).where(Member.id.in_(ids)).order_by(Member.id)).all()


def follows(session: Session, member: Member, note: Note) -> bool:
    return may(actor_for(session, member), Action.FOLLOW_SOURCE, note)
