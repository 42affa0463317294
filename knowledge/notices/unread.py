"""The number beside the bell."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.notices.models import Notice


def count_unread(session: Session, member_id: int) -> int:
    """How many notices the member has not read."""
    query = select(func.count()).select_from(Notice).where(Notice.member_id == member_id, Notice.read_at.is_(None))
    return session.scalar(query) or 0
