"""Sends what waits in the queue of letters. No letter is sent twice and none is missed, but for one case: whoever crashes after the
server took a letter and before its row was deleted sends that one letter again, with the same Message-ID.
"""

import logging
from datetime import datetime
from email.message import EmailMessage

from app import web
from app.mail import HandOver, LetterRefused, MailDown, Mailer
from app.notices.letters import compose
from knowledge.notices.mail import claim, due_letters, finish, try_again_after_refusal, try_later
from knowledge.notices.models import OutgoingMail

log = logging.getLogger("causeway.mail")

BATCH = 50


def hand_over_mail(mailer: Mailer) -> int:
    """Send the letters that are due, at most BATCH; returns how many left the queue. Raises MailDown when none can be sent now."""
    with web.reading() as session:
        due = due_letters(session, BATCH)
    if not due:
        return 0
    with mailer.opened() as give:
        done = sum(deliver(letter_id, give) for letter_id in due)
    log.info("mail: %d of %d letters left for %s", done, len(due), mailer.place())
    return done


def deliver(letter_id: int, give: HandOver) -> bool:
    """Send one letter; tells whether it left the queue. A letter that cannot be composed waits and holds up no other."""
    with web.transaction() as session:
        if claim(session, letter_id) is None:
            return False
    try:
        message, told_at = composed(letter_id)
        if message is not None:
            give(message)
    except LetterRefused as refused:
        return not keep_refused(letter_id, str(refused))
    except MailDown as down:
        put_off(letter_id, str(down))
        raise
    except LookupError as mistake:  # a word or an address that this version lacks
        log.exception("mail: letter %d cannot be composed", letter_id)
        put_off(letter_id, type(mistake).__name__)
        return False
    with web.transaction() as session:
        finish(session, letter_id, "sent" if message is not None else "dropped", told_at)
    return True


def composed(letter_id: int) -> tuple[EmailMessage | None, datetime | None]:
    """The message, and as of when it tells what it tells."""
    with web.reading() as session:
        letter = session.get_one(OutgoingMail, letter_id, populate_existing=True)
        told_at = letter.notice.created_at if letter.notice is not None else None
        return compose(session, letter), told_at


def keep_refused(letter_id: int, why: str) -> bool:
    """The letter was refused: keep it for later or give it up. The log names neither words nor address."""
    with web.transaction() as session:
        kept = try_again_after_refusal(session, letter_id, why)
    log.warning("mail: letter %d refused (%s), %s", letter_id, why, "tried again later" if kept else "given up")
    return kept


def put_off(letter_id: int, why: str) -> None:
    with web.transaction() as session:
        try_later(session, letter_id, why)
