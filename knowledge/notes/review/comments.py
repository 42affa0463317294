"""The dialogue of a review: a word on a field, replies to it, settled or open again."""

from dataclasses import fields

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid
from knowledge.notes import news
from knowledge.notes.content import PracticeContent
from knowledge.notes.errors import CommentGone
from knowledge.notes.models import Note
from knowledge.notes.proposal import SCOPE, revision_numbered
from knowledge.notes.review.models import ReviewComment
from knowledge.notes.wording import clean_text
from knowledge.notes.writing import lock
from knowledge.permissions import Action, Actor, require

MOST_IN_A_COMMENT = 5_000  # characters
MOST_REPLIES = 50  # a longer talk is one about something else: a comment of its own
FIELDS = frozenset({"", *(field.name for field in fields(PracticeContent)), *SCOPE})


def comment_on(session: Session, actor: Actor, note: Note, number: int, field: str, text: str) -> ReviewComment:
    """Say something about a field (empty: the note as a whole) of revision `number`, and tell those it concerns.

    Raises `Invalid` for words that are none or too many, `CommentGone` when there is no such revision, `NoteAlreadyWithdrawn`.
    """
    require(actor, Action.COMMENT_ON_NOTE, note)
    lock(session, note)
    words = checked(text)
    if field not in FIELDS or revision_numbered(session, note, number) is None:
        raise CommentGone(f"{field} of revision {number}")
    comment = added(session, actor, note, ReviewComment(number=number, field=field, text=words))
    news.tell_commented(session, actor, note)
    return comment


def reply_to(session: Session, actor: Actor, note: Note, thread_id: int, text: str) -> ReviewComment:
    """Answer a comment; one that was settled is open again. Raises as `comment_on`, and `Invalid` when the thread is full."""
    require(actor, Action.COMMENT_ON_NOTE, note)
    lock(session, note)
    words = checked(text)
    first = thread_of(session, note, thread_id)
    replies = select(func.count()).where(ReviewComment.thread_id == first.id)
    if (session.scalar(replies) or 0) >= MOST_REPLIES:
        raise Invalid({"text": f"too_many_replies:{MOST_REPLIES}"})
    reply = ReviewComment(number=first.number, field=first.field, thread_id=first.id, text=words)
    added(session, actor, note, reply)
    reopen(first)
    session.flush()
    news.tell_replied(session, actor, note, spoken_in(session, first))
    return reply


def settle_thread(session: Session, actor: Actor, note: Note, thread_id: int, settled: bool = True) -> ReviewComment:
    """Mark a comment as settled, or as open again. Doing it twice changes nothing."""
    require(actor, Action.COMMENT_ON_NOTE, note)
    lock(session, note)
    first = thread_of(session, note, thread_id)
    if not settled:
        reopen(first)
    elif first.resolved_at is None:
        first.resolved_at, first.resolved_by_id = clock.now(), actor.member_id
    session.flush()
    return first


def reopen(first: ReviewComment) -> None:
    first.resolved_at = first.resolved_by_id = None


def checked(text: str) -> str:
    words = clean_text(text).strip()
    if not words:
        raise Invalid({"text": "missing:words"})
    if len(words) > MOST_IN_A_COMMENT:
        raise Invalid({"text": f"too_long:{MOST_IN_A_COMMENT}"})
    return words


def added(session: Session, actor: Actor, note: Note, comment: ReviewComment) -> ReviewComment:
    comment.note_id, comment.author_id, comment.at = note.id, actor.member_id or 0, clock.now()
    session.add(comment)
    session.flush()
    return comment


def thread_of(session: Session, note: Note, thread_id: int) -> ReviewComment:
    first = session.get(ReviewComment, thread_id)
    if first is None or first.note_id != note.id or first.thread_id is not None:
        raise CommentGone(str(thread_id))
    return first


def spoken_in(session: Session, first: ReviewComment) -> set[int]:
    thread = (ReviewComment.id == first.id) | (ReviewComment.thread_id == first.id)
    return set(session.scalars(select(ReviewComment.author_id).where(thread).distinct()))
