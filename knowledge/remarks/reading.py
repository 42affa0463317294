"""Reading what was said under a note. Who may read the note may read it; callers bring a note that was found for the actor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import CTE, BindParameter, ColumnElement, Integer, Select, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from knowledge.errors import NotFound
from knowledge.notes.models import Note
from knowledge.paging import Page, page_of
from knowledge.permissions import Action, Actor, remarks_heard_by, require
from knowledge.remarks.models import Remark, RemarkKind

ON_THE_NOTE = 3  # the latest thanks and questions that stand on the note's own page
ON_A_PAGE = 10
Reply = aliased(Remark)


@dataclass
class QuestionLine:
    """A question with the answer that comes first, and how many there are."""

    question: Remark
    answers: list[Remark] = field(default_factory=list)
    total: int = 0


@dataclass
class RemarksOnNote:
    """What the note's page shows. `own` is how the reader thanked, shown or not among the latest."""

    thanks: list[Remark] = field(default_factory=list)
    thanks_total: int = 0
    own: Remark | None = None
    questions: list[QuestionLine] = field(default_factory=list)
    questions_total: int = 0


def listed(member_id: int | BindParameter[int] | None) -> ColumnElement[bool]:
    """What lists name: what the member may read, and the place of a question that was answered and then taken back."""
    answered = select(Reply.id).where(
        Reply.question_id == Remark.id, Reply.taken_back_at.is_(None), Reply.hidden_at.is_(None)
    )
    place = Remark.taken_back_at.is_not(None) & Remark.hidden_at.is_(None) & answered.exists()
    return remarks_heard_by(member_id) | ((Remark.kind == RemarkKind.QUESTION) & place)


def in_order() -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Thanks and questions: the latest first. Answers: what helped, then as they came."""
    return Remark.helpful_at.is_(None), case((Remark.kind == RemarkKind.ANSWER, Remark.id), else_=-Remark.id)


def ranked(member_id: int | BindParameter[int] | None, *which: ColumnElement[bool]) -> CTE:
    """Each remark's place among those of its kind, answers among those to the same question, and how many they are."""
    alike = (Remark.note_id, Remark.kind, Remark.question_id)
    return (
        select(
            Remark.id,
            Remark.kind,
            func.row_number().over(partition_by=alike, order_by=in_order()).label("place"),
            func.count().over(partition_by=alike).label("total"),
        )
        .where(listed(member_id), *which)
        .cte("ranked")
    )


@cache
def on_the_note() -> Select[Any]:
    """The statement for a note's own page, kept: it is asked for with every note."""
    member, note = bindparam("member", type_=Integer), bindparam("note", type_=Integer)
    places = ranked(member, Remark.note_id == note)
    is_own = (Remark.kind == RemarkKind.THANKS) & (Remark.author_id == member)
    first = (places.c.kind != RemarkKind.ANSWER) & (places.c.place <= ON_THE_NOTE)
    shown = aliased(places)
    questions = select(shown.c.id).where(shown.c.kind == RemarkKind.QUESTION, shown.c.place <= ON_THE_NOTE)
    best = (places.c.kind == RemarkKind.ANSWER) & (places.c.place == 1) & Remark.question_id.in_(questions)
    query = with_people(select(Remark, places.c.place, places.c.total)).join(places, places.c.id == Remark.id)
    order = case((Remark.kind == RemarkKind.ANSWER, 1), else_=0), places.c.place, Remark.id
    return query.where(Remark.note_id == note, first | best | is_own).order_by(*order)


def remarks_on(session: Session, actor: Actor, note: Note) -> RemarksOnNote:
    """The latest thanks, the latest questions each with the answer that comes first, and how many there are. One query."""
    found, lines = RemarksOnNote(), dict[int | None, QuestionLine]()
    for remark, place, total in session.execute(on_the_note(), {"member": actor.member_id, "note": note.id}):
        if remark.kind == RemarkKind.THANKS:
            found.thanks_total = total
            found.own = remark if remark.author_id == actor.member_id else found.own
            found.thanks += [remark] if place <= ON_THE_NOTE else []
        elif remark.kind == RemarkKind.QUESTION:
            found.questions_total = total
            lines[remark.id] = QuestionLine(remark)
        else:
            lines[remark.question_id].answers, lines[remark.question_id].total = [remark], total
    found.questions = list(lines.values())
    return found


def list_thanks(session: Session, actor: Actor, note: Note, page: int = 1) -> Page[Remark]:
    """All thanks for the note, the latest first. One query."""
    require(actor, Action.READ_NOTE, note)
    return page_of(session, remarks_of(actor, note, RemarkKind.THANKS), page, ON_A_PAGE)


def thanks_of(session: Session, actor: Actor, note: Note) -> Remark | None:
    """How the actor thanked, if they did and did not take it back. At most one query."""
    own = (Remark.kind == RemarkKind.THANKS) & (Remark.author_id == actor.member_id) & Remark.taken_back_at.is_(None)
    return session.scalar(select(Remark).where(Remark.note_id == note.id, own)) if actor.is_member() else None


def list_questions(session: Session, actor: Actor, note: Note, page: int = 1) -> Page[QuestionLine]:
    """All questions about the note, the latest first, each with the answer that comes first. Two queries."""
    require(actor, Action.READ_NOTE, note)
    found = page_of(session, remarks_of(actor, note, RemarkKind.QUESTION), page, ON_A_PAGE)
    return Page(with_answers(session, actor, found.items), found.number, found.total, found.size)


def with_answers(session: Session, actor: Actor, questions: Sequence[Remark]) -> list[QuestionLine]:
    lines = {question.id: QuestionLine(question) for question in questions}
    places = ranked(actor.member_id, Remark.question_id.in_(lines))
    query = with_people(select(Remark, places.c.total)).join(places, places.c.id == Remark.id)
    for answer, total in session.execute(query.where(places.c.place == 1)) if lines else ():
        lines[answer.question_id].answers, lines[answer.question_id].total = [answer], total
    return list(lines.values())


def list_answers(session: Session, actor: Actor, question: Remark, page: int = 1) -> Page[Remark]:
    """Answers to a question that was found for the actor: those that helped first, then as they came. One query."""
    query = with_people(select(Remark)).where(Remark.question_id == question.id, remarks_heard_by(actor.member_id))
    return page_of(session, query.order_by(*in_order()), page, ON_A_PAGE)


def page_with(session: Session, actor: Actor, remark: Remark) -> int:
    """The page of its list on which the actor finds a thanks or an answer. One query."""
    alike = [Remark.note_id == remark.note_id, Remark.kind == remark.kind]
    if remark.kind == RemarkKind.ANSWER:
        helped, earlier = Remark.helpful_at.is_not(None), Remark.id < remark.id
        before = helped & earlier if remark.helpful_at is not None else helped | earlier
        alike += [Remark.question_id == remark.question_id, remarks_heard_by(actor.member_id), before]
    else:
        alike += [listed(actor.member_id), Remark.id > remark.id]
    return (session.scalar(select(func.count()).select_from(Remark).where(*alike)) or 0) // ON_A_PAGE + 1


def remarks_of(actor: Actor, note: Note, kind: RemarkKind) -> Select[tuple[Remark]]:
    query = with_people(select(Remark)).where(Remark.note_id == note.id, Remark.kind == kind, listed(actor.member_id))
    return query.order_by(*in_order())


def with_people(query: Select[tuple[Remark]]) -> Select[tuple[Remark]]:
    return query.options(joinedload(Remark.author), joinedload(Remark.team))


def find_remark(session: Session, actor: Actor, note: Note, remark_id: int, kinds: Collection[RemarkKind]) -> Remark:
    """A remark of the note as the actor may read it. Raises `NotFound`. One query."""
    remark = found_on(session, note, remark_id, kinds)
    require(actor, Action.READ_REMARK, remark)
    return remark


def find_question(session: Session, actor: Actor, note: Note, question_id: int) -> Remark:
    """The same for a question, and for the place of one that was taken back after it was answered."""
    question = found_on(session, note, question_id, {RemarkKind.QUESTION})
    if question.taken_back_at is None:
        require(actor, Action.READ_REMARK, question)
    elif session.scalar(select(Remark.id).where(Remark.id == question.id, listed(actor.member_id))) is None:
        raise NotFound(str(question_id))
    return question


def found_on(session: Session, note: Note, remark_id: int, kinds: Collection[RemarkKind]) -> Remark:
    query = with_people(select(Remark)).options(joinedload(Remark.question))
    found = session.scalar(query.where(Remark.id == remark_id, Remark.note_id == note.id))
    if found is None or found.kind not in kinds:
        raise NotFound(str(remark_id))
    return found
