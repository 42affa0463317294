"""Saying something under a note, changing it and taking it back."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.errors import Invalid, NotSignedIn
from knowledge.notes.models import Note
from knowledge.notes.writing import lock
from knowledge.organizations.models import Membership
from knowledge.permissions import Action, Actor, require
from knowledge.remarks import news
from knowledge.remarks.errors import QuestionTakenBack, RemarkHidden
from knowledge.remarks.models import Remark, RemarkKind
from knowledge.remarks.wording import MOST_CHARACTERS, checked

MOST_ANSWERS = 200  # a question that takes more is a matter for a group


def thank_authors(session: Session, actor: Actor, note: Note, text: str) -> Remark:
    """Thank everybody who wrote the note. Once: who thanks again changes the words, and nobody is told a second time.

    Raises `Invalid` for words that are none or too many, `RemarkHidden`, `NoteAlreadyWithdrawn`.
    """
    require(actor, Action.THANK_AUTHORS, note)
    lock(session, note)
    words = checked(text, MOST_CHARACTERS[RemarkKind.THANKS])
    thanks = own_thanks(session, actor, note)
    if thanks is None:
        try:
            with session.begin_nested():
                thanks = added(session, actor, Remark(note=note, kind=RemarkKind.THANKS, text=words))
        except IntegrityError:  # given a moment before, in another window
            thanks = own_thanks(session, actor, note)
            if thanks is None:
                raise
        else:
            news.tell_thanked(session, thanks)
            return thanks
    if thanks.taken_back_at is not None and thanks.hidden_at is None:
        thanks.text, thanks.at, thanks.changed_at, thanks.taken_back_at = words, clock.now(), None, None
        session.flush()
        return thanks
    return put_words(session, thanks, words)


def own_thanks(session: Session, actor: Actor, note: Note) -> Remark | None:
    """What the actor thanked with, taken back or not."""
    query = select(Remark).where(
        Remark.note_id == note.id, Remark.kind == RemarkKind.THANKS, Remark.author_id == actor.member_id
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def ask_about_note(session: Session, actor: Actor, note: Note, text: str) -> Remark:
    """Ask something under the note; its authors are told. Raises as `thank_authors`."""
    require(actor, Action.ASK_ABOUT_NOTE, note)
    lock(session, note)
    words = checked(text, MOST_CHARACTERS[RemarkKind.QUESTION])
    question = added(session, actor, Remark(note=note, kind=RemarkKind.QUESTION, text=words))
    news.tell_asked(session, question)
    return question


def answer_question(session: Session, actor: Actor, question: Remark, text: str) -> Remark:
    """Answer; who asked is told. Raises also `QuestionTakenBack`, and `Invalid` when there are MOST_ANSWERS already."""
    require(actor, Action.ASK_ABOUT_NOTE, question.note)
    lock(session, question.note)
    locked(session, question)
    if question.taken_back_at is not None:
        raise QuestionTakenBack(str(question.id))
    require(actor, Action.ANSWER_QUESTION, question)
    if question.hidden_at is not None:
        raise RemarkHidden(str(question.id))
    words = checked(text, MOST_CHARACTERS[RemarkKind.ANSWER])
    if (session.scalar(select(func.count()).where(Remark.question_id == question.id)) or 0) >= MOST_ANSWERS:
        raise Invalid({"text": f"too_many_answers:{MOST_ANSWERS}"})
    answer = added(session, actor, Remark(note=question.note, kind=RemarkKind.ANSWER, question=question, text=words))
    news.tell_answered(session, answer, question)
    return answer


def mark_helpful(session: Session, actor: Actor, answer: Remark, helpful: bool = True) -> Remark:
    """Say that an answer helped, or no longer so: who asked, and the note's authors. Twice changes nothing."""
    require(actor, Action.MARK_HELPFUL, locked(session, answer))
    if not helpful:
        answer.helpful_at = answer.helpful_by_id = None
    elif answer.helpful_at is None:
        answer.helpful_at, answer.helpful_by_id = clock.now(), actor.member_id
    session.flush()
    return answer


def change_words(session: Session, actor: Actor, remark: Remark, text: str) -> Remark:
    """Put other words in place of one's own. Raises as `thank_authors`."""
    require(actor, Action.CHANGE_REMARK, locked(session, remark))
    return put_words(session, remark, checked(text, MOST_CHARACTERS[remark.kind]))


def put_words(session: Session, remark: Remark, words: str) -> Remark:
    if remark.hidden_at is not None:
        raise RemarkHidden(str(remark.id))
    if words != remark.text:
        remark.text, remark.changed_at = words, clock.now()
    session.flush()
    return remark


def take_back(session: Session, actor: Actor, remark: Remark) -> Remark:
    """Take one's own words away for good; a question that was answered keeps its place. Allowed on a withdrawn note too."""
    require(actor, Action.TAKE_BACK_REMARK, locked(session, remark))
    remark.text, remark.taken_back_at = "", clock.now()
    remark.helpful_at = remark.helpful_by_id = None
    session.flush()
    return remark


def locked(session: Session, remark: Remark) -> Remark:
    """The remark as it is now, for one writer at a time."""
    session.flush()
    session.refresh(remark, ["text", "taken_back_at", "hidden_at", "helpful_at", "changed_at"], with_for_update=True)
    return remark


def added(session: Session, actor: Actor, remark: Remark) -> Remark:
    if actor.member_id is None:
        raise NotSignedIn("remark")
    longest = select(Membership.team_id).where(Membership.member_id == actor.member_id)
    remark.author_id = actor.member_id
    remark.team_id = session.scalar(longest.order_by(Membership.since, Membership.team_id).limit(1))
    remark.at = clock.now()
    session.add(remark)
    session.flush()
    return remark
