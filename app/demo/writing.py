"""Writes one note and one group of the demo network."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.content import PracticeContent
from knowledge.notes.models import AudienceKind, Note, NoteAuthor, NoteTeam
from knowledge.notes.projection import apply_publication
from knowledge.notes.proposal import Proposal
from knowledge.notes.writing import add_revision
from knowledge.organizations.models import Membership, Team
from knowledge.peer_groups.models import GroupTopic, Message, PeerGroup, Place, PlaceState
from knowledge.peer_groups.places import settle
from knowledge.people.models import Member
from knowledge.topics.models import Topic


def write_note(
    session: Session,
    data: Mapping[str, Any],
    permalink: str,
    people: Mapping[str, Member],
    teams: Mapping[str, Team],
    topics: Mapping[str, Topic],
    groups: Mapping[str, PeerGroup],
    notes: Mapping[str, Note],
) -> Note:
    """A note with one revision, published on its day by its first author."""
    published = datetime.combine(date.fromisoformat(data["published"]), time(12), UTC)
    authors, owners = [people[key] for key in data["authors"]], [teams[key] for key in data["teams"]]
    group = groups[data["peer_group"]] if data["peer_group"] else None
    source = notes[data["translation_of"]].permalink if data["translation_of"] else ""
    adapted_from = notes[data["adapted_from"]].permalink if data.get("adapted_from") else ""
    content = dict(data["content"]) | {"topics": [topics[key].id for key in data["content"]["topics"]]}
    proposal = Proposal(
        content=PracticeContent.from_json(content),
        language=data["language"],
        audience=AudienceKind(data["audience"]),
        peer_group=group.id if group else None,
        teams=tuple(team.id for team in owners),
        authors=tuple(member.id for member in authors),
        translation_of=source,
        adapted_from=adapted_from,
    ).cleaned()
    note = Note(permalink=permalink, language=data["language"], created_by_id=authors[0].id, created_at=published)
    note.owners = [NoteTeam(team_id=team.id, team=team, position=n) for n, team in enumerate(owners)]
    note.authors = [NoteAuthor(member_id=member.id, member=member, position=n) for n, member in enumerate(authors)]
    session.add(note)
    session.flush()
    revision, _ = add_revision(session, note, proposal.to_json(), authors[0].id)
    apply_publication(session, note, revision, published)
    note.changed_at = revision.created_at = published
    return note


def revise_note(session: Session, data: Mapping[str, Any], note: Note, people: Mapping[str, Member]) -> None:
    """The note published anew on a later day, with some fields changed; its translations do not say so yet."""
    day = datetime.combine(date.fromisoformat(data["on"]), time(12), UTC)
    content = note.revisions[-1].content | data["content"]
    revision, _ = add_revision(session, note, content, people[data["by"]].id, data["words"])
    apply_publication(session, note, revision, day)
    note.changed_at = revision.created_at = day


def write_group(
    session: Session,
    data: Mapping[str, Any],
    permalink: str,
    people: Mapping[str, Member],
    topics: Mapping[str, Topic],
) -> PeerGroup:
    """A group with its members and what they said."""
    began = datetime.combine(date.fromisoformat(data["started"]), time(9), UTC)
    low, high = data["size"]
    group = PeerGroup(
        permalink=permalink,
        name=data["name"],
        purpose=data["purpose"],
        language=data["language"],
        min_size=low,
        max_size=high,
        proposed_by_id=people[data["members"][0]].id,
        created_at=began,
        activated_at=began if data["state"] == "active" else None,
        topics=[GroupTopic(topic_id=topics[key].id) for key in data["topics"]],
    )
    session.add(group)
    session.flush()
    for key in data["members"]:
        group.places.append(place_for(session, people[key], began))
    session.flush()
    settle(session, group, None)
    for said in data["messages"]:
        at = datetime.fromisoformat(said["at"].replace("Z", "+00:00"))
        session.add(Message(group_id=group.id, author_id=people[said["author"]].id, text=said["text"], at=at))
    session.flush()
    return group


def place_for(session: Session, member: Member, at: datetime) -> Place:
    own = select(Membership).where(Membership.member_id == member.id).order_by(Membership.team_id).limit(1)
    membership = session.scalar(own)
    if membership is None:
        raise ValueError(f"{member.name} is in no team")
    team = membership.team
    return Place(
        member_id=member.id,
        team_id=team.id,
        country=team.country,
        organization_id=team.organization_id,
        state=PlaceState.MEMBER,
        at=at,
    )
