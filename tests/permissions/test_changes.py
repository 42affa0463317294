"""Every change of a note, by every persona, for every audience and state: done, refused, or not even known of."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.search.engine import search_engine
from knowledge.notes.attachments.models import Attachment
from knowledge.notes.models import Draft, Note, NoteState, NoteTeam, Revision
from knowledge.notes.review.models import CoauthorInvitation, ReviewComment, TeamYes
from knowledge.remarks.models import Remark, RemarkKind, RemarkReport
from knowledge.reuse.models import Adoption
from knowledge.topics.models import FeaturedNote
from search_index.following import drain
from tests.conftest import SignIn
from tests.permissions.rules import DAKAR, IN_A_TEAM, PUBLISHERS, WRITERS, knows, reads
from tests.permissions.world import CASES, EVER_PUBLISHED, PERSONAS, Case, World, build_world, write_note

ONE_OF_EACH_KIND = ("stranger", "author", "editor", "colleague", "group_member", "coordinator")
Rule = Callable[[str, Case], bool]


def who_writes(persona: str, case: Case) -> bool:
    return persona in WRITERS[case.audience]


def the_author(persona: str, case: Case) -> bool:
    return persona == "author"


def edits_for_dakar(persona: str, case: Case) -> bool:
    """An editor of the owner who works on the note; an author in the group does not speak for the team."""
    return persona in WRITERS[case.audience] and persona != "author"


def who_publishes(persona: str, case: Case) -> bool:
    return persona in PUBLISHERS[case.audience]


def who_adopts(persona: str, case: Case) -> bool:
    """Whoever is in a team that does not own the note, and may read it."""
    return persona in IN_A_TEAM - DAKAR and reads(persona, case)


def who_speaks(persona: str, case: Case) -> bool:
    """Whoever may read a published note asks and answers under it."""
    return persona != "stranger" and reads(persona, case)


def who_thanks(persona: str, case: Case) -> bool:
    return who_speaks(persona, case) and persona != "author"


def who_asked(persona: str, case: Case) -> bool:
    return persona == "author" and reads(persona, case)


def who_answered(persona: str, case: Case) -> bool:
    return persona == "editor" and reads(persona, case)


def who_answered_ever(persona: str, case: Case) -> bool:
    """One's own words can be taken back under a withdrawn note too."""
    return persona == "editor" and knows(persona, case) and case in EVER_PUBLISHED


def who_reports(persona: str, case: Case) -> bool:
    return persona not in ("stranger", "author") and knows(persona, case) and case in EVER_PUBLISHED


def who_translates(persona: str, case: Case) -> bool:
    """Whoever is in a team and may read it."""
    return persona in IN_A_TEAM and reads(persona, case)


@dataclass(frozen=True)
class Change:
    """What is sent to an address under the note's own, and whom the rule lets."""

    path: str
    allowed: Rule
    form: tuple[tuple[str, str], ...] = ()

    def address(self, session: Session, note: Note) -> str:
        """Under the note's, with the ids of its question and of the first answer to it; 0 where it has none."""
        path = self.path
        for kind in (RemarkKind.QUESTION, RemarkKind.ANSWER):
            found = select(Remark.id).where(Remark.note_id == note.id, Remark.kind == kind).order_by(Remark.id).limit(1)
            path = path.replace(f"({kind})", str(session.scalar(found) or 0))
        return f"/notes/{note.permalink}/{path}"

    def data(self, session: Session, note: Note) -> dict[str, Any]:
        """The form, with the ids of the note's own comment and team where it names them."""
        thread = session.scalar(select(ReviewComment.id).where(ReviewComment.note_id == note.id))
        invitation = session.scalar(select(CoauthorInvitation.id).where(CoauthorInvitation.note_id == note.id))
        known = {"(thread)": str(thread), "(invitation)": str(invitation), "(team)": str(note.owners[0].team_id)}
        filled: dict[str, Any] = {name: known.get(value, value) for name, value in self.form}
        return filled | ({"files": (io.BytesIO(b"a,b\n"), "a.csv")} if "files" in filled else {})


CHANGES = {
    "notes.save": Change("edit", who_writes, (("title", "New words"), ("revision", "2"), ("language", "en"))),
    "notes.autosave": Change("draft", who_writes, (("title", "New words"), ("revision", "2"))),
    "notes.attach": Change("files", who_writes, (("files", "(file)"), ("row", "0"))),
    "notes.submit": Change("submit", who_writes),
    "notes.restore": Change("restore", who_writes, (("number", "1"),)),
    "notes.discard": Change("discard", who_writes, (("what", "note"),)),
    "notes.settle_conflict": Change("conflict", who_writes, (("revision", "2"),)),
    "notes.publish": Change("publish", who_publishes, (("number", "2"),)),
    "notes.ask_changes": Change("ask-changes", who_publishes, (("words", "More, please."),)),
    "reuse.record": Change("adopt", who_adopts, (("stage", "adopted"), ("outcome", "better"), ("started", "2024"))),
    "notes.translate": Change("translate", who_translates, (("language", "sw"),)),
    "notes.withdraw": Change("withdraw", who_publishes, (("reason", "Wrong."),)),
    "notes.still_valid": Change("still-valid", who_publishes),
    "notes.take_submission_back": Change("take-back", the_author),
    "notes.comment": Change("comments", who_writes, (("field", "challenge"), ("number", "1"), ("text", "Why?"))),
    "notes.settle_comment": Change("comments/state", who_writes, (("thread", "(thread)"),)),
    "notes.invite_author": Change("invite", who_writes, (("email", "somebody@example.org"),)),
    "notes.uninvite_author": Change("uninvite", who_writes, (("invitation", "(invitation)"),)),
    "remarks.thank": Change("thanks", who_thanks, (("text", "Thank you."),)),
    "remarks.ask": Change("questions", who_speaks, (("text", "Why?"),)),
    "remarks.answer": Change("questions/(question)", who_speaks, (("text", "So."),)),
    "remarks.helpful": Change("answers/(answer)/helpful", who_asked),
    "remarks.change": Change("remarks/(answer)/change", who_answered, (("text", "Other words."),)),
    "remarks.take_remark_back": Change("remarks/(answer)/take-back", who_answered_ever),
    "remarks.report": Change("remarks/(question)/report", who_reports, (("reason", "Rude."),)),
    "notes.leave": Change("leave", edits_for_dakar, (("team", "(team)"),)),
}


OF_TRANSLATIONS = {"notes.follow_source"}  # none of these notes is one: tests/permissions/test_sources.py


def test_every_change_of_a_note_stands_in_the_table(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/notes/<permalink>")]
    assert {rule.endpoint for rule in rules if "POST" in (rule.methods or ())} == set(CHANGES) | OF_TRANSLATIONS


@pytest.fixture
def world(session: Session) -> World:
    built = build_world(session)
    session.commit()
    return built


def standing(session: Session, note_id: int) -> tuple[Any, ...]:
    """Everything about a note that a change could touch."""
    facts = select(
        Note.state, Note.latest_number, Note.published_revision_id, Note.audience, Note.changes_asked, Note.submitted_at
    )
    tables = (
        Revision,
        Draft,
        FeaturedNote,
        NoteTeam,
        ReviewComment,
        TeamYes,
        CoauthorInvitation,
        Adoption,
        Remark,
        Attachment,
    )
    counts = [select(func.count()).where(table.note_id == note_id) for table in tables]
    said = select(func.count(Remark.helpful_at), func.count(Remark.changed_at), func.count(Remark.taken_back_at))
    counts += [select(func.count()).join(RemarkReport.remark).where(Remark.note_id == note_id)]
    settled = select(func.count(ReviewComment.resolved_at)).where(ReviewComment.note_id == note_id)
    session.rollback()
    row = session.execute(facts.where(Note.id == note_id)).one_or_none()
    marks = tuple(session.execute(said.where(Remark.note_id == note_id)).one())
    return (tuple(row) if row is not None else None, marks, *(session.scalar(count) for count in (*counts, settled)))


@pytest.mark.parametrize("name", CHANGES)
def test_change(session: Session, world: World, browse_as: SignIn, name: str) -> None:
    change = CHANGES[name]
    for persona in PERSONAS:
        browser = browse_as(world.people[persona])
        for case in CASES:
            may = change.allowed(persona, case)
            note = write_note(session, world, case) if may else world.notes[case]
            session.commit()
            form, before = change.data(session, note), standing(session, note.id)
            address = change.address(session, note)
            session.rollback()
            answer = browser.post(address, data=form)
            session.rollback()  # what was read before the change is stale, and SQLite lets nobody write on top of it
            assert answer.status_code in expected(persona, case, may), (persona, case, answer.status_code)
            if not may:
                assert standing(session, note.id) == before, (persona, case)
                assert knows(persona, case) or case.word not in answer.text


def expected(persona: str, case: Case, may: bool) -> set[int]:
    """A state that does not allow the change is told as a conflict, as something gone, or as what is missing."""
    if persona == "stranger":
        return {401}
    if may:
        return {200, 302, 303, 404, 409, 410, 422} if case.state == NoteState.WITHDRAWN else {200, 302, 303, 409, 422}
    if case.state == NoteState.WITHDRAWN:  # whether one may adopt is not asked of what is gone
        return {403, 410} if knows(persona, case) else {404}
    if case.state in (NoteState.DRAFT, NoteState.SUBMITTED):  # nor of what is not there for others yet
        return {403, 404} if knows(persona, case) else {404}
    return {403} if knows(persona, case) else {404}


@pytest.mark.parametrize("name", sorted(CHANGES.keys() - {"notes.leave"}))
def test_the_change_is_done_where_it_is_allowed(session: Session, world: World, browse_as: SignIn, name: str) -> None:
    """So that the table above refuses for the right reason: in a fitting state somebody gets through.

    A note of one owner is never left; tests/notes/test_review_together.py shows who leaves one of several.
    """
    fitting = {"notes.publish": NoteState.SUBMITTED, "notes.ask_changes": NoteState.SUBMITTED}
    published = ["notes.withdraw", "notes.still_valid", "notes.translate", "reuse.record"]
    published += [each for each in CHANGES if each.startswith("remarks.")]
    fitting |= dict.fromkeys(published, NoteState.PUBLISHED)
    fitting["notes.take_submission_back"] = NoteState.SUBMITTED
    change = CHANGES[name]
    for case in (case for case in CASES if case.state == fitting.get(name, NoteState.DRAFT)):
        for persona in (persona for persona in PERSONAS if change.allowed(persona, case)):
            note = write_note(session, world, case)
            session.commit()
            form, address = change.data(session, note), change.address(session, note)
            session.commit()
            browser = browse_as(world.people[persona])
            answer = browser.post(address, data=form)
            session.rollback()
            assert answer.status_code in (200, 302, 303), (persona, case, answer.status_code)


def test_nobody_features_what_they_may_not_read(session: Session, world: World, browse_as: SignIn) -> None:
    """A coordinator curates every topic, and still learns of no note by trying its address."""
    browser = browse_as(world.people["coordinator"])
    for case in CASES:
        address = f"/topics/{world.topics[case].permalink}/featured"
        form = {"act": f"feature:{world.permalink(case)}", "version": version_on(browser.get(address).text)}
        answer = browser.post(address, data=form, follow_redirects=True)
        session.rollback()
        assert (answer.status_code == 200) is knows("coordinator", case), case
        assert (case.word in answer.text) is reads("coordinator", case), case


def version_on(page: str) -> str:
    """The version of a topic that a form sends back."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def browsers_of_all(world: World, browse_as: SignIn) -> dict[str, FlaskClient]:
    return {persona: browse_as(world.people[persona]) for persona in PERSONAS}


def test_no_withdrawn_note_leads_to_one_that_is_not_for_the_reader(
    session: Session, world: World, browse_as: SignIn
) -> None:
    """The tombstone of a public note names its successor only to those who may read that one."""
    everybody = browsers_of_all(world, browse_as)
    tombstone = next(case for case in CASES if str(case) == "public-withdrawn")
    for successor in (case for case in CASES if case.state == NoteState.PUBLISHED):
        world.notes[tombstone].successor_id = world.notes[successor].id
        session.commit()
        for persona in PERSONAS:
            shown = everybody[persona].get(f"/notes/{world.permalink(tombstone)}").text
            assert (successor.word in shown) is knows(persona, successor), (persona, successor)


def test_no_translation_leads_to_one_that_is_not_for_the_reader(
    app: Flask, session: Session, world: World, browse_as: SignIn
) -> None:
    """Neither the note's page nor a card of it tells that there is one in Swahili."""
    everybody = browsers_of_all(world, browse_as)
    shown = next(case for case in CASES if str(case) == "public-published")
    index(app, session)
    pages = [f"/notes/{world.permalink(shown)}", f"/search?q={shown.word}"]
    pages += [f"/topics/{world.topics[shown].permalink}", f"/countries/{shown.country}"]
    for other in (case for case in CASES if case != shown):
        world.notes[shown].translation_group = world.notes[other].translation_group = "one"
        world.notes[other].language = "sw"
        session.commit()
        for persona in ONE_OF_EACH_KIND:
            readable = reads(persona, other)
            for page in pages:
                text = everybody[persona].get(page).text
                assert (other.word in text) <= readable, (persona, other, page)
                assert ("Swahili" in text or "Kiswahili" in text) is readable, (persona, other, page)
        session.rollback()
        world.notes[other].translation_group = None


def index(app: Flask, session: Session) -> None:
    engine = session.get_bind()
    with app.app_context():
        drain(lambda: Session(engine), search_engine())
