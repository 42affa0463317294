"""Writes the demo network's one note that waits for an owner: two teams wrote it, one agrees, the talk goes on."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from knowledge.notes.content import PracticeContent
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import Proposal
from knowledge.notes.publishing import approve_note, submit_note
from knowledge.notes.review.coauthors import accept, invite_member
from knowledge.notes.review.comments import comment_on, reply_to, settle_thread
from knowledge.notes.writing import start_note
from knowledge.organizations.models import Team
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.topics.models import Topic

FILE = Path(__file__).parent / "shared_draft.json"


def read_shared_draft() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def write_shared_draft(
    session: Session,
    permalink: str,
    people: Mapping[str, Member],
    teams: Mapping[str, Team],
    topics: Mapping[str, Topic],
) -> Note:
    """Through the services, as its people would: written, joined, sent, talked about, and agreed to by one owner."""
    data = read_shared_draft()
    (first, second), (own, joining) = ((people[key] for key in data["writers"]), (teams[key] for key in data["teams"]))
    content = data["content"] | {"topics": [topics[key].id for key in data["topics"]]}
    proposal = Proposal(
        content=PracticeContent.from_json(content),
        language="en",
        audience=AudienceKind.PUBLIC,
        teams=(own.id,),
        authors=(first.id,),
    ).cleaned()
    note = start_note(session, actor_for(session, first), proposal)
    note.permalink = permalink
    invitation = invite_member(session, actor_for(session, first), note, second.id)
    accept(session, actor_for(session, second), second, invitation, joining)
    teams[data["silence"]["team"]].silence_days = data["silence"]["days"]
    submit_note(session, actor_for(session, first), note)
    for said in data["dialogue"]:
        talk(session, note, said, people)
    approve_note(session, actor_for(session, people[data["agrees"]]), note)
    return note


def talk(session: Session, note: Note, said: Mapping[str, Any], people: Mapping[str, Member]) -> None:
    speaker = actor_for(session, people[said["by"]])
    thread = comment_on(session, speaker, note, note.latest_number, said["field"], said["text"])
    for reply in said.get("replies", ()):
        reply_to(session, actor_for(session, people[reply["by"]]), note, thread.id, reply["text"])
    if "settled_by" in said:
        settle_thread(session, actor_for(session, people[said["settled_by"]]), note, thread.id)
