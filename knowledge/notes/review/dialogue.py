"""Reading the dialogue: the comments on a note by field, the open ones first, and the text each was about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from knowledge.notes.models import Note, Revision
from knowledge.notes.proposal import read_proposal
from knowledge.notes.review.models import ReviewComment
from knowledge.paging import Page, rows_of
from knowledge.permissions import Action, Actor, require

THREADS_OF_A_FIELD = 3  # on the page of the whole note; all of them stand on the field's own page
THREADS_ON_A_PAGE = 10


@dataclass
class Thread:
    """A comment with its replies, oldest first. `earlier` is what the field said then, if that has changed since."""

    first: ReviewComment
    replies: list[ReviewComment] = field(default_factory=list)
    earlier: Mapping[str, Any] | None = None


@dataclass
class FieldDialogue:
    """The threads on one field that a page shows, how many there are in all, and how many of them are open."""

    threads: list[Thread] = field(default_factory=list)
    total: int = 0
    open: int = 0


Dialogue = dict[str, FieldDialogue]
OPEN_FIRST = (ReviewComment.resolved_at.is_not(None), ReviewComment.id.desc())


def dialogue_on(session: Session, actor: Actor, note: Note) -> Dialogue:
    """The first threads of every field. One query, however many comments there are."""
    require(actor, Action.COMMENT_ON_NOTE, note)
    ranked = (
        select(
            ReviewComment.id,
            func.row_number().over(partition_by=ReviewComment.field, order_by=OPEN_FIRST).label("place"),
            func.count().over(partition_by=ReviewComment.field).label("total"),
            func.count(ReviewComment.resolved_at).over(partition_by=ReviewComment.field).label("settled"),
        )
        .where(ReviewComment.note_id == note.id, ReviewComment.thread_id.is_(None))
        .subquery()
    )
    belongs = func.coalesce(ReviewComment.thread_id, ReviewComment.id) == ranked.c.id
    rows = session.execute(
        with_people(select(ReviewComment, ranked.c.total, ranked.c.settled))
        .join(ranked, and_(belongs, ranked.c.place <= THREADS_OF_A_FIELD))
        .where(ReviewComment.note_id == note.id)
        .order_by(ReviewComment.field, ranked.c.place, ReviewComment.id)
    ).all()
    found: Dialogue = {}
    for comment, total, settled in rows:
        on_field = found.setdefault(comment.field, FieldDialogue(total=total, open=total - settled))
        put(on_field.threads, comment)
    return found


def threads_on(session: Session, actor: Actor, note: Note, name: str, number: int = 1) -> Page[Thread]:
    """All threads on one field, open ones first, page by page. Two queries."""
    require(actor, Action.COMMENT_ON_NOTE, note)
    query = select(ReviewComment.id).where(
        ReviewComment.note_id == note.id, ReviewComment.thread_id.is_(None), ReviewComment.field == name
    )
    page = rows_of(session, query.order_by(*OPEN_FIRST), number, THREADS_ON_A_PAGE)
    order = {key: place for place, key in enumerate(page.items)}
    wanted = ReviewComment.id.in_(order) | ReviewComment.thread_id.in_(order)
    threads: list[Thread] = []
    for comment in session.scalars(with_people(select(ReviewComment)).where(wanted).order_by(ReviewComment.id)):
        put(threads, comment)
    threads.sort(key=lambda thread: order[thread.first.id])
    return Page(threads, page.number, page.total, page.size)


def with_people(query: Select[Any]) -> Select[Any]:
    return query.options(joinedload(ReviewComment.author), joinedload(ReviewComment.resolved_by))


def put(threads: list[Thread], comment: ReviewComment) -> None:
    """The first comment of a thread comes before its replies, since it is older."""
    if comment.thread_id is None:
        threads.append(Thread(comment))
    else:
        next(thread for thread in threads if thread.first.id == comment.thread_id).replies.append(comment)


def revisions_named(session: Session, note: Note, numbers: set[int]) -> dict[int, Revision]:
    """These revisions with who saved them, in one query."""
    query = select(Revision).where(Revision.note_id == note.id, Revision.number.in_(numbers))
    return {found.number: found for found in session.scalars(query.options(joinedload(Revision.author)))}


def show_earlier_texts(
    note: Note, threads: Sequence[Thread], revisions: Mapping[int, Revision], latest: Revision
) -> None:
    """Give each thread the state its comment was about, where the field says something else in the latest revision."""
    states = {number: read_proposal(note, found.content).to_json() for number, found in revisions.items()}
    now = states.get(latest.number) or read_proposal(note, latest.content).to_json()
    for thread in threads:
        then = states.get(thread.first.number)
        name = thread.first.field
        if then is not None and name and then[name] != now[name]:
            thread.earlier = then
