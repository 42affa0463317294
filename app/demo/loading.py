"""Writes the demo network into an empty installation, the same each time: addresses follow from the keys in the files."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from app.demo.files import attach_demo_files
from app.demo.remarks import write_remarks
from app.demo.reuse import write_adoption
from app.demo.rounds import write_round
from app.demo.shared_draft import read_shared_draft, write_shared_draft
from app.demo.writing import revise_note, write_group, write_note
from knowledge.base import ALPHABET
from knowledge.notes.attachments.store import FileStore
from knowledge.notes.models import NoteAudience
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.notices.telling import tell
from knowledge.organizations.models import Membership, Organization, OrganizationKind, Team, TeamContext, TeamRole
from knowledge.outbox import ReachChange
from knowledge.people.actors import actor_for
from knowledge.people.models import Interest, Member, MemberTopic
from knowledge.people.passwords import hash_password
from knowledge.saved_searches.keeping import save_search
from knowledge.saved_searches.looking import FOUND
from knowledge.saved_searches.models import FoundNote, NoteReach
from knowledge.topics.history import Change
from knowledge.topics.labels import lookup_key
from knowledge.topics.models import LabelKind, Topic, TopicBroader, TopicChange, TopicLabel, TopicRelated

FOLDER = Path(__file__).parent
PASSWORD = "a bridge of stones"
BEGAN = datetime(2021, 9, 1, 8, tzinfo=UTC)


class NotEmpty(Exception):
    """The installation has members of its own; the demo network would be mixed up with real work."""


def permalink_of(key: str) -> str:
    """The address a key always gets, so that links to the demo network stay good when it is loaded anew."""
    number = int.from_bytes(hashlib.sha256(f"demo {key}".encode()).digest())
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(10))


def read(name: str) -> list[dict[str, Any]]:
    return list(json.loads((FOLDER / name).read_text(encoding="utf-8")))


def read_notes() -> list[dict[str, Any]]:
    """All notes, originals before their translations, the oldest first."""
    notes = [note for path in sorted((FOLDER / "notes").glob("*.json")) for note in json.loads(path.read_text("utf-8"))]
    return sorted(notes, key=lambda note: (note["translation_of"] is not None, note["published"], note["key"]))


def is_loaded(session: Session) -> bool:
    return (
        session.scalar(select(Organization.id).where(Organization.slug == read("organizations.json")[0]["key"]))
        is not None
    )


def load_demo(session: Session, store: FileStore) -> bool:
    """Write the demo network. Returns whether anything was written; raises NotEmpty when there are members of another."""
    if is_loaded(session):
        return False
    if session.scalar(select(func.count()).select_from(Member)):
        raise NotEmpty
    topics = load_topics(session)
    teams = load_teams(session)
    people = load_people(session, teams, topics)
    groups = {
        data["key"]: write_group(session, data, permalink_of(data["key"]), people, topics)
        for data in read("groups.json")
    }
    notes: dict[str, Any] = {}
    for data in read_notes():
        notes[data["key"]] = write_note(session, data, permalink_of(data["key"]), people, teams, topics, groups, notes)
    for data in read("later.json"):
        revise_note(session, data, notes[data["note"]], people)
    for data in read("adoptions.json"):
        write_adoption(session, data, notes[data["note"]], teams[data["team"]], people)
    write_remarks(session, notes, people)
    attach_demo_files(session, store, notes["fridge-log"])
    load_searches(session, people, notes)
    for data in read("rounds.json"):
        write_round(session, data, permalink_of(data["key"]), people, topics)
    write_shared_draft(session, permalink_of(read_shared_draft()["key"]), people, teams, topics)
    keep_letters_back(session)
    return True


def load_searches(session: Session, people: dict[str, Member], notes: dict[str, Any]) -> None:
    """What some of them keep, and what it has found. All notes count as known, so that the worker tells of none again."""
    terms = select(NoteAudience.note_id, NoteAudience.term, literal(0))
    session.execute(insert(NoteReach).from_select(["note_id", "term", "opened"], terms))
    session.execute(delete(ReachChange))
    for data in read("searches.json"):
        owner = people[data["owner"]]
        address = [(name, value) for name, value in data["address"]]
        search = save_search(session, actor_for(session, owner), data["name"], address, data["how_often"])
        search.permalink, search.created_at = permalink_of(f"search {data['key']}"), BEGAN
        for note in (notes[key] for key in data["found"]):
            session.add(FoundNote(search_id=search.id, note_id=note.id, found_at=note.published_at))
            tell(session, [owner.id], FOUND, search, None, notes=[note.id], more=False)


def keep_letters_back(session: Session) -> None:
    """Nobody of the demo network has a mailbox: its people find their notices on the site."""
    session.execute(delete(OutgoingMail))
    session.execute(update(Notice).values(mail_state="none"))


def load_topics(session: Session) -> dict[str, Topic]:
    topics: dict[str, Topic] = {}
    for data in read("topics.json"):
        topic = Topic(permalink=permalink_of(f"topic {data['key']}"), notes_by_language=data["note"], created_at=BEGAN)
        named = [(LabelKind.PREFERRED, language, text) for language, text in data["labels"].items()]
        also = data["alternative_labels"].items()
        named += [(LabelKind.ALTERNATIVE, language, text) for language, texts in also for text in texts]
        topic.labels = [
            TopicLabel(kind=kind, language=language, text=text, folded=lookup_key(text))
            for kind, language, text in named
        ]
        topics[data["key"]] = topic
    session.add_all(topics.values())
    session.flush()
    session.add_all([TopicChange(topic_id=one.id, what=Change.CREATED, at=BEGAN) for one in topics.values()])
    related = set()
    for data in read("topics.json"):
        own = topics[data["key"]].id
        session.add_all([TopicBroader(topic_id=own, broader_id=topics[key].id) for key in data["broader"]])
        related |= {tuple(sorted((own, topics[key].id))) for key in data["related"]}
    session.add_all([TopicRelated(topic_id=one, related_id=other) for one, other in sorted(related)])
    session.flush()
    return topics


def load_teams(session: Session) -> dict[str, Team]:
    organizations = {
        data["key"]: Organization(
            slug=data["key"],
            name=data["name"],
            acronym=data["acronym"] or "",
            kind=OrganizationKind(data["kind"]),
            language=data["language"],
            website=data["website"] or "",
            summary=data["summary"],
            created_at=BEGAN,
        )
        for data in read("organizations.json")
    }
    session.add_all(organizations.values())
    teams = {
        data["key"]: Team(
            organization=organizations[data["organization"]],
            country=data["country"],
            summary=data["summary"],
            created_at=BEGAN,
        )
        for data in read("teams.json")
    }
    session.add_all(teams.values())
    session.flush()
    described = [data for data in read("teams.json") if "context" in data]
    session.add_all(
        TeamContext(team_id=teams[data["key"]].id, changed_at=BEGAN, **data["context"]) for data in described
    )
    session.flush()
    return teams


def load_people(session: Session, teams: dict[str, Team], topics: dict[str, Topic]) -> dict[str, Member]:
    kept = hash_password(PASSWORD)
    people: dict[str, Member] = {}
    for number, data in enumerate(read("people.json")):
        member = Member(
            permalink=permalink_of(f"person {data['key']}"),
            name=data["name"],
            email=data["email"],
            email_confirmed_at=BEGAN,
            password_hash=kept,
            about=data["about"],
            languages=data["languages"],
            interface_language=data["interface_language"],
            timezone=data["timezone"],
            roles=data["network_roles"],
            created_at=BEGAN + timedelta(hours=number),
        )
        wanted = {(topics[key].id, Interest.OFFER) for key in data["offers"]}
        wanted |= {(topics[key].id, Interest.NEED) for key in data["needs"]}
        member.interests = [MemberTopic(topic_id=topic_id, interest=interest) for topic_id, interest in sorted(wanted)]
        session.add(member)
        session.flush()
        for place in data["memberships"]:
            team_id = teams[place["team"]].id
            session.add(Membership(member_id=member.id, team_id=team_id, role=TeamRole(place["role"]), since=BEGAN))
        people[data["key"]] = member
    session.flush()
    return people
