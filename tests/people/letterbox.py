"""Letters as tests read them: composed with bare facts for services, taken from the queue for pages."""

import re
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notices.models import OutgoingMail
from knowledge.people.letters import Letter

LINK = re.compile(r"https?://\S+")


class PlainLetters:
    """Composes letters whose text is the token alone, so that a service's test can go on from it."""

    def __getattr__(self, kind: str):
        def compose(reader, *facts):
            token = facts[-1] if facts and isinstance(facts[-1], str) else ""
            return Letter(kind, token)

        return compose


PLAIN = PlainLetters()


def letters(session: Session, to: str = "") -> list[OutgoingMail]:
    """What waits to be sent (to one address), the oldest first; letters of notices left out."""
    session.commit()  # ends the view of the database that this session had before the request
    query = select(OutgoingMail).where(OutgoingMail.notice_id.is_(None)).order_by(OutgoingMail.id)
    return [row for row in session.scalars(query) if not to or row.recipient == to]


def last_token(session: Session, kind: str) -> str:
    """The token in the latest letter of that kind which PlainLetters composed."""
    return next(row.text for row in reversed(letters(session)) if row.subject == kind)


def last_link(session: Session, to: str) -> str:
    """The path and query of the first link in the latest letter to an address."""
    url = urlsplit(LINK.search(letters(session, to)[-1].text)[0])
    return f"{url.path}?{url.query}"
