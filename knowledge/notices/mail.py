"""The queue of letters: what a transaction leaves for the worker, and how the worker takes from it.

A letter is claimed by moving its time on, in a transaction of its own, then handed over, then deleted in another. Whoever
crashes between hand-over and deletion leaves that one letter to be sent again when the claim runs out; no other letter is
ever sent twice, and none is lost. Several workers may take from the queue at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notices.models import Notice, OutgoingMail

CLAIM_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
WAIT_AFTER_TRY = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)


def queue_mail(session: Session, to: str, subject: str, text: str, headers: Mapping[str, str] | None = None) -> None:
    """Send plain text to one address after the commit. Line breaks in subject and headers become spaces: none can be slipped in."""
    session.add(
        OutgoingMail(
            recipient=one_line(to),
            subject=one_line(subject)[:300],
            text=text,
            headers={name: one_line(value) for name, value in (headers or {}).items()},
        )
    )
    session.flush()


def one_line(text: str) -> str:
    return " ".join(text.split())


def due_letters(session: Session, limit: int) -> Sequence[int]:
    """The ids of letters whose time has come, longest waiting first."""
    query = select(OutgoingMail.id).where(OutgoingMail.due_at <= clock.now())
    return session.scalars(query.order_by(OutgoingMail.due_at, OutgoingMail.id).limit(limit)).all()


def claim(session: Session, letter_id: int) -> OutgoingMail | None:
    """Take a due letter for CLAIM_LASTS; None when another worker has it. Commit before handing it over."""
    now = clock.now()
    taken = session.execute(
        update(OutgoingMail)
        .where(OutgoingMail.id == letter_id, OutgoingMail.due_at <= now)
        .values(due_at=now + CLAIM_LASTS, attempts=OutgoingMail.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(taken, CursorResult) or taken.rowcount != 1:
        return None
    return session.get(OutgoingMail, letter_id, populate_existing=True)


def finish(session: Session, letter_id: int, state: str, told_at: datetime | None = None) -> None:
    """The letter was sent, or dropped for good. A notice renewed since `told_at` gets a letter of its own about the news."""
    letter = session.get(OutgoingMail, letter_id)
    if letter is None:
        return
    notice = session.get(Notice, letter.notice_id, populate_existing=True) if letter.notice_id is not None else None
    session.delete(letter)
    if notice is None:
        return
    if told_at is not None and notice.created_at != told_at:
        session.add(OutgoingMail(notice=notice))
    else:
        notice.mail_state = state


def try_later(session: Session, letter_id: int, why: str) -> None:
    """Keep the letter for another try, waiting longer after each one."""
    letter = session.get_one(OutgoingMail, letter_id)
    letter.due_at = clock.now() + WAIT_AFTER_TRY[min(letter.attempts, len(WAIT_AFTER_TRY)) - 1]
    letter.last_error = why[:300]
    session.flush()


def try_again_after_refusal(session: Session, letter_id: int, why: str) -> bool:
    """The server refused the letter itself: keep it for later, or drop it after MOST_TRIES. Tells whether it was kept."""
    if session.get_one(OutgoingMail, letter_id).attempts < MOST_TRIES:
        try_later(session, letter_id, why)
        return True
    finish(session, letter_id, "dropped")
    return False
