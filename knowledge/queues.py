"""How long the longest waiting row of each queue has waited: the sign that a worker runs."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notices.models import OutgoingMail
from knowledge.outbox import IndexChange


def waiting_seconds(session: Session) -> dict[str, int]:
    """By queue the age of its oldest row in whole seconds; 0 when nothing waits."""
    oldest = {
        "index": session.scalar(select(IndexChange.at).order_by(IndexChange.id).limit(1)),
        "mail": session.scalar(select(OutgoingMail.created_at).order_by(OutgoingMail.id).limit(1)),
    }
    return {queue: age(moment) for queue, moment in oldest.items()}


def age(moment: datetime | None) -> int:
    return max(0, int((clock.now() - moment).total_seconds())) if moment is not None else 0
