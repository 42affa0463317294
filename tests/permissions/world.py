"""One note of every audience in every state, each with words that stand nowhere else, and everybody who might look for them."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.attachments.attaching import as_attached, note_files_of_revision
from knowledge.notes.attachments.models import Attachment
from knowledge.notes.content import Block, Failure, PracticeContent
from knowledge.notes.models import AudienceKind, Note, NoteState, Revision
from knowledge.notes.review.models import CoauthorInvitation, ReviewComment
from knowledge.notices.telling import tell
from knowledge.organizations.models import TeamRole
from knowledge.peer_groups.models import GroupState, PeerGroup, Place, PlaceState
from knowledge.people.models import Member
from knowledge.remarks.models import Remark, RemarkKind, RemarkReport
from knowledge.topics.models import Topic
from tests import factories
from tests.personas import Cast, assemble

# Words of no language, far enough from each other that no misspelling of one comes near another.
OF_AUDIENCE = {
    AudienceKind.PUBLIC: "brizo",
    AudienceKind.NETWORK: "cluth",
    AudienceKind.ORGANIZATION: "dwimor",
    AudienceKind.PEER_GROUP: "flemist",
}
OF_STATE = {
    NoteState.DRAFT: "kantuv",
    NoteState.SUBMITTED: "melgap",
    NoteState.PUBLISHED: "prendox",
    NoteState.WITHDRAWN: "storvig",
}
COUNTRIES = ("AO", "BI", "CL", "DJ", "EC", "FJ", "GA", "HT", "ID", "JO", "KH", "LA", "MG", "NP", "OM", "PH")
# The files of every note, and the revision that has each; 0: none, it was only sent.
FILES = {"one": 1, "two": 2, "sent": 0}
WEEK = timedelta(days=7)
IN_ALL = "matrixword"  # stands in the title of every note
# Each stands in all notes but those of one audience: a word that is everywhere tells the engine nothing of likeness.
IN_MOST = {"leftword": AudienceKind.PEER_GROUP, "rightword": AudienceKind.ORGANIZATION}


@dataclass(frozen=True)
class Case:
    """One note. Its title has `word`; its text has `inner`, which no list and no tombstone shows."""

    audience: AudienceKind
    state: NoteState
    country: str

    @property
    def word(self) -> str:
        return OF_AUDIENCE[self.audience] + OF_STATE[self.state]

    @property
    def said(self) -> str:
        """Stands in a reviewer's comment alone, which only the note's writers may see."""
        return f"{self.word}ulmo"

    def remark(self, what: str) -> str:
        """The words of a remark under the note; they do not hold the note's own word."""
        return f"{self.word[::-1]}{what}"

    @property
    def inner(self) -> str:
        return f"{self.word}eska"

    def held(self, name: str) -> str:
        """What the file of this name holds, which stands nowhere else."""
        return f"{self.word}uvash {name}"

    def __str__(self) -> str:
        return f"{self.audience}-{self.state}"


CASES = tuple(
    Case(audience, state, COUNTRIES[n])
    for n, (audience, state) in enumerate((a, s) for a in OF_AUDIENCE for s in OF_STATE)
)
PUBLISHED = tuple(case for case in CASES if case.state == NoteState.PUBLISHED)
EVER_PUBLISHED = tuple(case for case in CASES if case.state in (NoteState.PUBLISHED, NoteState.WITHDRAWN))

# Who is who: see tests/personas.py, and those that only this table needs.
PERSONAS = (
    "stranger",
    "author",  # writes for Dakar, is in the group
    "contributor",  # of Dakar too, not an author
    "editor",  # of Dakar
    "inside_editor",  # of Dakar, and in the group
    "focal_point",  # of Dakar
    "colleague",  # Dakar's organization, another country
    "lima_editor",  # another organization
    "group_member",  # another organization, in the group
    "former_member",  # was in the group and left
    "coordinator",
    "administrator",
    "outsider",  # an account without a team
)


@dataclass(frozen=True)
class World:
    cast: Cast
    people: Mapping[str, Member | None]
    group: PeerGroup
    notes: Mapping[Case, Note]
    topics: Mapping[Case, Topic]

    def permalink(self, case: Case) -> str:
        return self.notes[case].permalink


def build_world(session: Session) -> World:
    """Write the people and one note for each case."""
    cast = assemble(session)
    people = build_people(session, cast)
    group = build_group(session, cast, people)
    topics = {
        case: factories.topic(session, {"en": f"Subject {number}", "fr": f"Matière {number}"})
        for number, case in enumerate(CASES)
    }
    world = World(cast, people, group, {}, topics)
    notes = {case: write_note(session, world, case) for case in CASES}
    for case, note in notes.items():
        add_files(session, note, case)
    write_reuse(session, cast, notes)
    return World(cast, people, group, notes, topics)


def build_people(session: Session, cast: Cast) -> dict[str, Member | None]:
    bamako = factories.team(session, cast.water_agency, "ML")
    nairobi = factories.team(session, factories.organization(session, "Maji Office"), "KE")
    return cast.everybody() | {
        "author": factories.member(session, "Binta Sarr", cast.dakar),
        "inside_editor": factories.member(session, "Ibou Gaye", cast.dakar, TeamRole.EDITOR),
        "colleague": factories.member(session, "Oumou Keita", bamako, TeamRole.EDITOR),
        "group_member": factories.member(session, "Naomi Wanjiru", nairobi, TeamRole.EDITOR),
        "former_member": factories.member(session, "Peter Otieno", nairobi),
    }


def build_group(session: Session, cast: Cast, people: Mapping[str, Member | None]) -> PeerGroup:
    """An active group of three people; one more has left it."""
    author = people["author"]
    assert author is not None
    group = PeerGroup(
        name="The group", purpose="Talk.", language="en", proposed_by_id=author.id, state=GroupState.ACTIVE
    )
    session.add(group)
    session.flush()
    for name in ("author", "inside_editor", "group_member", "former_member"):
        member = people[name]
        assert member is not None
        state = PlaceState.LEFT if name == "former_member" else PlaceState.MEMBER
        place = Place(member_id=member.id, team_id=cast.dakar.id, country="SN", organization_id=cast.water_agency.id)
        place.state = state
        group.places.append(place)
    session.flush()
    return group


def content_of(case: Case, topic: Topic) -> PracticeContent:
    return PracticeContent(
        title=f"{IN_ALL} {case.word}",
        summary=f"About {case.word}.",
        countries=(case.country,),
        topics=(topic.id,),
        challenge=f"It was {case.inner}.",
        what_we_did=(Block("Try", " ".join(word for word, but in IN_MOST.items() if case.audience != but)),),
        what_did_not_work=(Failure("Nothing."),),
    )


def write_note(session: Session, world: World, case: Case) -> Note:
    """The note of a case, with two revisions: the first said the same, but for one word of the title."""
    fields = content_of(case, world.topics[case]).to_json()
    note = factories.note(
        session,
        fields.pop("title"),
        author=world.people["author"],
        teams=[world.cast.dakar],
        audience=case.audience,
        group_id=world.group.id if case.audience == AudienceKind.PEER_GROUP else None,
        state=case.state,
        topics=[world.topics[case]],
        countries=fields.pop("countries"),
        **{name: value for name, value in fields.items() if name != "topics"},
    )
    add_later_words(note)
    session.flush()
    comment = ReviewComment(note_id=note.id, number=1, field="challenge", text=f"Is it {case.said}?")
    comment.author_id = world.cast.editor.id
    invitation = CoauthorInvitation(note_id=note.id, email="invited@example.org", expires_at=clock.now() + WEEK)
    invitation.invited_by_id = comment.author_id
    session.add_all([comment, invitation])
    if case.state == NoteState.SUBMITTED:
        note.submitted_at = clock.now()
    if case in EVER_PUBLISHED:
        write_remarks(session, world, case, note)
    if case.state == NoteState.WITHDRAWN:
        note.withdrawn_at, note.withdrawn_reason = clock.now(), "It was wrong."
    session.flush()
    return note


def write_remarks(session: Session, world: World, case: Case, note: Note) -> None:
    """The author asks, Dakar's editor answers, Lima thanks; a second answer of the author is hidden, the first reported."""
    author = world.people["author"]
    assert author is not None

    def said(kind: RemarkKind, member: Member, what: str, **more: Any) -> Remark:
        made = Remark(note_id=note.id, kind=kind, author_id=member.id, text=case.remark(what), **more)
        session.add(made)
        session.flush()
        return made

    said(RemarkKind.THANKS, world.cast.lima_editor, "thanks")
    question = said(RemarkKind.QUESTION, author, "question")
    answer = said(RemarkKind.ANSWER, world.cast.editor, "answer", question_id=question.id)
    hidden = said(RemarkKind.ANSWER, author, "hidden", question_id=question.id)
    hidden.hidden_at, hidden.hidden_reason = clock.now(), "Rude."
    report = RemarkReport(remark_id=answer.id, reporter_id=world.cast.outsider.id, words=answer.text)
    report.reason = "An advertisement."
    session.add(report)


def add_later_words(note: Note) -> None:
    """A revision after the published one, which only its writers may see."""
    later = dict(note.revisions[0].content) | {"lessons": f"{note.title.split()[1]}ovim"}
    note.revisions.append(Revision(number=2, content=later))
    note.latest_number = 2


def add_files(session: Session, note: Note, case: Case) -> None:
    """A file in the first revision, another in the one after it, and one that nobody has saved yet."""
    for name in FILES:
        key = file_key(case, name)
        row = Attachment(note_id=note.id, key=key, name=f"{case.word}-{name}.txt", size=len(case.held(name)))
        session.add(row)
        session.flush()
        for revision in (one for one in note.revisions if FILES[name] == one.number):
            attached = as_attached(row, words=f"{case.word} {name}")
            revision.content = dict(revision.content) | {"attachments": [asdict(attached)]}
            note_files_of_revision(session, revision, [attached])
    session.flush()


def file_key(case: Case, name: str) -> str:
    """Does not hold the case's word, since a refusal repeats the address it refuses."""
    return hashlib.sha256(f"{case} {name}".encode()).hexdigest()[:26]


def write_reuse(session: Session, cast: Cast, notes: Mapping[Case, Note]) -> None:
    """Lima took up every note that was ever published; the group's note grew out of the public one."""
    for case, note in notes.items():
        if case.state in (NoteState.PUBLISHED, NoteState.WITHDRAWN):
            factories.adoption(session, note, cast.lima)
    public, inside = (
        notes[case] for case in PUBLISHED if case.audience in (AudienceKind.PUBLIC, AudienceKind.PEER_GROUP)
    )
    inside.adapted_from = public
    session.flush()


def tell_everybody(session: Session, world: World) -> None:
    """Everybody gets a notice about every note, whatever they may see of it."""
    ids = [member.id for member in world.people.values() if member is not None]
    for case in CASES:
        tell(session, ids, "note_withdrawn", world.notes[case], None)
