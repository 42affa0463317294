"""The queue of letters: what the transaction leaves for the worker to send."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from knowledge.notices.models import OutgoingMail


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
