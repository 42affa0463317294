"""Telling members what happened: a row in the change's own transaction, and a letter that follows the commit."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.models import Note
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.organizations.models import Team
from knowledge.peer_groups.models import PeerGroup
from knowledge.people.models import Member
from knowledge.remarks.models import Remark
from knowledge.rounds.models import MatchingRound
from knowledge.saved_searches.models import SavedSearch
from knowledge.topics.models import Topic

Subject = Note | Team | PeerGroup | Member | Topic | SavedSearch | Remark | MatchingRound

SUBJECT_TYPES: dict[type[Any], str] = {
    Note: "note",
    Team: "team",
    PeerGroup: "group",
    Member: "member",
    Topic: "topic",
    SavedSearch: "search",
    Remark: "remark",
    MatchingRound: "round",
}
# One unread notice stands for a whole conversation: the next message is found where the first one leads.
ONCE_UNTIL_READ = frozenset({"group_message", "remark_reported"})
# Each names things of its own, so that none is renewed and everything is named once.
EACH_BY_ITSELF = frozenset({"saved_search_found"})


def tell(
    session: Session, recipients: Iterable[int], kind: str, subject: Subject, actor_id: int | None, **detail: Any
) -> None:
    """Tell members (by id) of something the actor did with the subject; never the actor himself.

    Who has not yet read the same from the same actor keeps one notice, renewed with the new detail and mailed again; kinds in
    ONCE_UNTIL_READ leave it as it is, kinds in EACH_BY_ITSELF never renew one. Keep `detail` to what the kind's sentence
    needs: what a notice names is read from the subject when it is shown. Three queries however many are told.
    """
    session.flush()  # a subject made in this transaction gets its id
    told = set(recipients) - {actor_id}
    if not told:
        return
    pending = {} if kind in EACH_BY_ITSELF else unread_notices(session, told, kind, subject, actor_id)
    by_mail = {member.id: member.mail_notices for member in session.scalars(select(Member).where(Member.id.in_(told)))}
    for member_id, wants_mail in sorted(by_mail.items()):
        notice = pending.get(member_id)
        if notice is not None and kind in ONCE_UNTIL_READ:
            continue
        if notice is None:
            notice = Notice(member_id=member_id, kind=kind, actor_id=actor_id, **subject_key(subject))
            session.add(notice)
        notice.detail, notice.created_at = detail, clock.now()
        plan_letter(session, notice, wants_mail)
    session.flush()


def subject_key(subject: Subject) -> dict[str, Any]:
    """How a notice keeps its subject: a word for what it is, and its id."""
    return {"subject_type": SUBJECT_TYPES[type(subject)], "subject_id": subject.id}


def unread_notices(
    session: Session, member_ids: Collection[int], kind: str, subject: Subject, actor_id: int | None
) -> dict[int, Notice]:
    """The unread notice of the same by member id, where there is one."""
    key = subject_key(subject)
    found = session.scalars(
        select(Notice).where(
            Notice.member_id.in_(member_ids),
            Notice.read_at.is_(None),
            Notice.kind == kind,
            Notice.subject_type == key["subject_type"],
            Notice.subject_id == key["subject_id"],
        )
    )
    return {n.member_id: n for n in found if kind in ONCE_UNTIL_READ or n.actor_id == actor_id}


def plan_letter(session: Session, notice: Notice, wants_mail: bool) -> None:
    """Mail the notice after the commit, unless the member said no or a letter is on its way already."""
    if not wants_mail:
        notice.mail_state = "none"
    elif notice.mail_state != "due":
        notice.mail_state = "due"
        session.add(OutgoingMail(notice=notice))
