"""Who is told of what is said under a note. No notice keeps the words: it shows them as they are, and not once they are hidden."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.notes.news import editors_of
from knowledge.notices.telling import tell
from knowledge.people.administering import acts_as
from knowledge.people.models import Member, NetworkRole
from knowledge.remarks.models import Remark


def written_by(session: Session, note: Note) -> set[int]:
    """The note's authors as readers see them; who edits for its owners where nobody is named."""
    return {author.member_id for author in note.authors} or editors_of(session, note)


def tell_thanked(session: Session, thanks: Remark) -> None:
    tell(session, written_by(session, thanks.note), "note_thanked", thanks, thanks.author_id)


def tell_asked(session: Session, question: Remark) -> None:
    tell(session, written_by(session, question.note), "note_question", question, question.author_id)


def tell_answered(session: Session, answer: Remark, question: Remark) -> None:
    tell(session, [question.author_id], "question_answered", answer, answer.author_id)


def tell_reported(session: Session, remark: Remark, reporter_id: int) -> None:
    """The coordinators, but the one who wrote it and the one who reported. Nobody is named."""
    coordinators = set(session.scalars(select(Member.id).where(acts_as(NetworkRole.COORDINATOR))))
    tell(session, coordinators - {remark.author_id, reporter_id}, "remark_reported", remark, None)


def tell_hidden(session: Session, remark: Remark) -> None:
    tell(session, [remark.author_id], "remark_hidden", remark, None, words=remark.hidden_reason)


def tell_shown_again(session: Session, remark: Remark) -> None:
    tell(session, [remark.author_id], "remark_shown_again", remark, None)


def tell_decided(session: Session, remark: Remark, reporters: Iterable[int]) -> None:
    tell(session, reporters, "report_decided", remark.note, None)
