"""What notices are about, as far as their reader may know of it now. Asked when a list is shown and again when mail is sent."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from knowledge.notes.models import Note
from knowledge.notes.translating.versions import ITS_PEOPLE
from knowledge.notices.models import Notice
from knowledge.notices.telling import Subject
from knowledge.organizations.models import Team
from knowledge.peer_groups.models import PeerGroup
from knowledge.people.models import Member
from knowledge.permissions import Action, Actor, may
from knowledge.remarks.models import Remark
from knowledge.rounds.models import MatchingRound
from knowledge.saved_searches.models import SavedSearch
from knowledge.topics.models import Topic

# What the reader must still be allowed for the notice to concern them: by kind where it asks them to act, else by subject.
NEEDED_FOR_KIND: dict[str, Action] = {
    "note_submitted": Action.PUBLISH_NOTE,
    "note_changes_asked": Action.EDIT_NOTE,
    "note_valid_soon": Action.EDIT_NOTE,
    "note_valid_due": Action.EDIT_NOTE,
    "note_source_changed": Action.FOLLOW_SOURCE,
    "note_taken_back": Action.COMMENT_ON_NOTE,
    "note_approved": Action.COMMENT_ON_NOTE,
    "note_commented": Action.COMMENT_ON_NOTE,
    "note_comment_replied": Action.COMMENT_ON_NOTE,
    "note_coauthor_joined": Action.COMMENT_ON_NOTE,
    "note_coauthor_declined": Action.COMMENT_ON_NOTE,
    "remark_reported": Action.DECIDE_REPORT,
    "join_request": Action.MANAGE_TEAM_PEOPLE,
    "group_asked": Action.ANSWER_GROUP_REQUEST,
    "group_joined": Action.ENTER_GROUP,
    "group_left": Action.ENTER_GROUP,
    "group_activated": Action.ENTER_GROUP,
    "group_message": Action.ENTER_GROUP,
    "round_sign_up_over": Action.RUN_ROUNDS,
    "round_solved": Action.RUN_ROUNDS,
}
NEEDED_FOR_SUBJECT: dict[str, Action | None] = {
    "note": Action.READ_NOTE,
    "group": Action.SEE_GROUP,
    "member": Action.READ_PEOPLE,
    "team": None,  # teams and topics are public
    "topic": None,
    "search": Action.USE_SAVED_SEARCH,
    "remark": Action.READ_REMARK,
    "round": Action.SEE_ROUND,
}
LOADING: dict[str, Select[Any]] = {
    "note": select(Note).options(*ITS_PEOPLE, selectinload(Note.translation_of).options(*ITS_PEOPLE)),
    "group": select(PeerGroup),
    "member": select(Member),
    "team": select(Team),
    "topic": select(Topic).options(joinedload(Topic.labels)),
    "search": select(SavedSearch),
    "remark": select(Remark).options(joinedload(Remark.question), joinedload(Remark.note).options(*ITS_PEOPLE)),
    "round": select(MatchingRound),
}
COLUMNS: dict[str, Any] = {
    "note": Note.id,
    "group": PeerGroup.id,
    "member": Member.id,
    "team": Team.id,
    "topic": Topic.id,
    "search": SavedSearch.id,
    "remark": Remark.id,
    "round": MatchingRound.id,
}


def visible_subjects(session: Session, actor: Actor, notices: Sequence[Notice]) -> dict[int, Subject]:
    """The subject by notice id, for those notices whose subject exists and concerns the actor still. A query per type of subject."""
    found = load_subjects(session, {(n.subject_type, n.subject_id) for n in notices})
    subjects = {n.id: found.get((n.subject_type, n.subject_id)) for n in notices}
    return {n.id: subject for n in notices if (subject := subjects[n.id]) is not None and concerns(actor, n, subject)}


def load_subjects(session: Session, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
    """Things by (type, id). Types this version does not know are left out."""
    by_type: dict[str, set[int]] = {}
    for subject_type, subject_id in keys:
        by_type.setdefault(subject_type, set()).add(subject_id)
    found: dict[tuple[str, int], Subject] = {}
    for subject_type in sorted(by_type.keys() & LOADING.keys()):
        query = LOADING[subject_type].where(COLUMNS[subject_type].in_(by_type[subject_type]))
        found |= {(subject_type, subject.id): subject for subject in session.scalars(query).unique()}
    return found


def concerns(actor: Actor, notice: Notice, subject: Subject) -> bool:
    """Whether the actor may still do or see what the notice is about."""
    needed = NEEDED_FOR_KIND.get(notice.kind, NEEDED_FOR_SUBJECT[notice.subject_type])
    return needed is None or may(actor, needed, subject)
