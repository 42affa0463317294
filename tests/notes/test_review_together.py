"""Each owner's yes: asked for, given, waited for, counted from silence; and who may never give it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.silence import SilenceFollower
from knowledge import clock
from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes.errors import (
    LastOwner,
    NoteAlreadyWithdrawn,
    NothingToReview,
    OwnersStillAsked,
    OwnWork,
    RevisionOvertaken,
)
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import (
    approve_note,
    ask_for_changes,
    publish_note,
    submit_note,
    take_back,
    withdraw_note,
)
from knowledge.notes.readiness import revision_to_publish
from knowledge.notes.review.asking import answers_to
from knowledge.notes.review.owners import leave_ownership
from knowledge.notes.review.silence import notes_in_silence, publish_after_silence
from knowledge.notes.writing import restore_revision, save_revision
from knowledge.notices.models import Notice
from knowledge.organizations.memberships import set_team_role
from knowledge.organizations.models import TeamRole
from knowledge.organizations.publishing_rules import set_publishing_rules
from knowledge.outbox import IndexChange
from knowledge.people.administering import suspend_member
from knowledge.permissions import Action, may
from tests import factories
from tests.notes.proposals import group_note, published, snapshot, written
from tests.notes.together import lima_writer, shared, shared_and_sent
from tests.personas import Cast


def told(session: Session, kind: str) -> set[int]:
    return set(session.scalars(select(Notice.member_id).where(Notice.kind == kind)))


def answers(session: Session, note: Note) -> dict[str, bool]:
    found = answers_to(session, note, revision_to_publish(session, note, None))
    return {answer.team.country: answer.agrees for answer in found}


def test_editors_of_every_owner_are_told_and_nobody_else(session: Session, cast: Cast) -> None:
    shared_and_sent(session, cast)
    assert told(session, "note_submitted") == {cast.editor.id, cast.focal_point.id, cast.lima_editor.id}


def test_a_shared_note_is_published_by_the_last_owners_yes(session: Session, cast: Cast) -> None:
    note = shared_and_sent(session, cast)
    first = approve_note(session, cast.actor(cast.lima_editor), note, note.latest_number)
    assert not first.is_published and note.state == NoteState.SUBMITTED
    assert answers(session, note) == {"SN": False, "PE": True}
    writers = {author.member_id for author in note.authors}
    assert told(session, "note_approved") == writers
    with pytest.raises(OwnersStillAsked):
        publish_note(session, cast.actor(cast.lima_editor), note)
    last = approve_note(session, cast.actor(cast.editor), note, note.latest_number)
    assert last.is_published and note.is_published
    assert told(session, "note_published") == writers
    assert told(session, "note_published_together") == {cast.lima_editor.id}


def test_a_change_asks_every_owner_anew(session: Session, cast: Cast) -> None:
    note = shared_and_sent(session, cast)
    seen = note.latest_number
    approve_note(session, cast.actor(cast.lima_editor), note, seen)
    standing = proposal_at(session, note, seen)
    changed = snapshot(cast, title="Other words", teams=standing.teams, authors=standing.authors)
    save_revision(session, cast.actor(cast.contributor), note, changed, seen)
    assert answers(session, note) == {"SN": False, "PE": False}
    with pytest.raises(RevisionOvertaken):
        approve_note(session, cast.actor(cast.editor), note, seen)
    assert not note.is_published


def test_a_yes_to_a_draft_sends_it_to_the_other_owners(session: Session, cast: Cast) -> None:
    note = shared(session, cast, lima_writer(session, cast))
    approve_note(session, cast.actor(cast.editor), note)
    assert note.state == NoteState.SUBMITTED and cast.lima_editor.id in told(session, "note_submitted")


def test_asking_for_changes_takes_every_yes_away(session: Session, cast: Cast) -> None:
    note = shared_and_sent(session, cast)
    approve_note(session, cast.actor(cast.lima_editor), note)
    ask_for_changes(session, cast.actor(cast.editor), note, "Name the cost.")
    submit_note(session, cast.actor(cast.contributor), note)
    assert answers(session, note) == {"SN": False, "PE": False}


def test_the_author_takes_it_back_and_who_answers_late_is_told(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    author, editor = cast.actor(cast.contributor), cast.actor(cast.editor)
    with pytest.raises(NothingToReview):
        take_back(session, author, note)
    submit_note(session, author, note)
    with pytest.raises(NotAllowed):
        take_back(session, editor, note)
    take_back(session, author, note)
    assert (note.state, note.submitted_at) == (NoteState.DRAFT, None)
    assert told(session, "note_taken_back") == {cast.editor.id, cast.focal_point.id}
    with pytest.raises(NothingToReview):
        approve_note(session, editor, note, 1, as_submitted=True)


def careful(session: Session, cast: Cast) -> None:
    set_publishing_rules(session, cast.actor(cast.focal_point), cast.dakar, True, None)


def test_two_pairs_of_eyes_hold_for_authors_and_for_who_changed_a_word(session: Session, cast: Cast) -> None:
    careful(session, cast)
    editor, focal_point = cast.actor(cast.editor), cast.actor(cast.focal_point)
    note = written(session, cast, authors=(cast.contributor.id, cast.focal_point.id))
    with pytest.raises(OwnWork):
        publish_note(session, focal_point, note)
    standing = proposal_at(session, note, 1)
    save_revision(session, editor, note, snapshot(cast, title="A word better", authors=standing.authors), 1)
    for actor in (editor, focal_point):
        with pytest.raises(OwnWork):
            publish_note(session, actor, note)
    assert not note.is_published
    other = factories.member(session, "Other Eyes", team=cast.dakar, role=TeamRole.EDITOR)
    publish_note(session, cast.actor(other), note)
    assert note.is_published


def test_two_pairs_of_eyes_hold_for_restored_words_and_earlier_revisions(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    careful(session, cast)
    editor = cast.actor(cast.editor)
    save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="Pending"), 1)
    restore_revision(session, editor, note, 1)
    with pytest.raises(OwnWork):
        publish_note(session, editor, note)
    publish_note(session, editor, note, 2)
    assert note.title == "Pending"


def test_two_pairs_of_eyes_hold_inside_a_group_too(session: Session, cast: Cast) -> None:
    note, _group = group_note(session, cast)
    careful(session, cast)
    with pytest.raises(OwnWork):
        publish_note(session, cast.actor(cast.contributor), note)


def test_silence_is_no_second_pair_of_eyes(session: Session, cast: Cast) -> None:
    focal_point = cast.actor(cast.focal_point)
    for eyes, days in ((True, 7), (False, 0), (False, 91), (False, -3)):
        with pytest.raises(Invalid):
            set_publishing_rules(session, focal_point, cast.dakar, eyes, days)
    for member in (cast.contributor, cast.editor, cast.lima_editor, cast.coordinator, cast.outsider):
        with pytest.raises(NotAllowed):
            set_publishing_rules(session, cast.actor(member), cast.dakar, True, None)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> "At":
    return At(monkeypatch)


class At:
    """Moves the clock."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def __call__(self, *day: int) -> None:
        moment = datetime(*day, 12, tzinfo=UTC)
        self.patch.setattr(clock, "now", lambda: moment)


def quiet_lima(session: Session, cast: Cast, days: int = 7) -> None:
    cast.lima.silence_days = days
    session.flush()


def test_silence_counts_once_it_has_lasted(session: Session, cast: Cast, at: At) -> None:
    at(2026, 3, 3)
    quiet_lima(session, cast)
    note = shared_and_sent(session, cast)
    approve_note(session, cast.actor(cast.editor), note)
    waiting = answers_to(session, note, revision_to_publish(session, note, None))[1]
    assert waiting.silence_counts_from == datetime(2026, 3, 10, 12, tzinfo=UTC)
    at(2026, 3, 9)
    assert notes_in_silence(session, 0, 10) == [note.id]
    assert not publish_after_silence(session, note.id)
    at(2026, 3, 10)
    before = len(session.scalars(select(IndexChange)).all())
    assert publish_after_silence(session, note.id) and note.is_published
    assert len(session.scalars(select(IndexChange)).all()) == before + 1
    assert told(session, "note_published_by_silence") >= {cast.lima_editor.id, cast.contributor.id, cast.editor.id}
    assert not publish_after_silence(session, note.id)


def test_silence_begins_again_with_every_change(session: Session, cast: Cast, at: At) -> None:
    at(2026, 3, 3)
    quiet_lima(session, cast)
    note = shared_and_sent(session, cast)
    at(2026, 3, 9)
    standing = proposal_at(session, note, note.latest_number)
    changed = snapshot(cast, title="Other words", teams=standing.teams, authors=standing.authors)
    save_revision(session, cast.actor(cast.contributor), note, changed, note.latest_number)
    approve_note(session, cast.actor(cast.editor), note)
    at(2026, 3, 15)
    assert not publish_after_silence(session, note.id)
    at(2026, 3, 16)
    assert publish_after_silence(session, note.id)


def test_what_changed_since_is_asked_again_when_the_deadline_comes(session: Session, cast: Cast, at: At) -> None:
    at(2026, 3, 3)
    quiet_lima(session, cast)
    taken_back, waits, changed = (shared_and_sent(session, cast, title=str(n)) for n in range(3))
    for note in (taken_back, changed):
        approve_note(session, cast.actor(cast.editor), note)
    take_back(session, cast.actor(cast.contributor), taken_back)
    standing = proposal_at(session, changed, changed.latest_number)
    hollow = snapshot(cast, challenge="", teams=standing.teams, authors=standing.authors)
    save_revision(session, cast.actor(cast.contributor), changed, hollow, changed.latest_number)
    at(2026, 6, 1)
    for note in (taken_back, waits, changed):
        assert not publish_after_silence(session, note.id)
    cast.lima.silence_days = None
    approve_on = shared_and_sent(session, cast)
    approve_note(session, cast.actor(cast.editor), approve_on)
    at(2026, 9, 1)
    assert notes_in_silence(session, 0, 10) == [] and not publish_after_silence(session, approve_on.id)


def test_the_silence_of_a_single_owner_publishes_nothing(session: Session, cast: Cast, at: At) -> None:
    at(2026, 3, 3)
    cast.dakar.silence_days = 1
    note = written(session, cast)
    submit_note(session, cast.actor(cast.contributor), note)
    at(2026, 6, 1)
    assert not publish_after_silence(session, note.id)


def test_the_worker_publishes_after_the_last_deadline(app: object, session: Session, cast: Cast, at: At) -> None:
    at(2026, 3, 3)
    quiet_lima(session, cast)
    notes = [shared_and_sent(session, cast, title=str(n)) for n in range(3)]
    for note in notes[:2]:
        approve_note(session, cast.actor(cast.editor), note)
    session.commit()
    at(2026, 3, 12)
    with app.app_context():  # type: ignore[attr-defined]
        assert SilenceFollower().turn() == 2
        assert SilenceFollower().turn() == 0
    session.expire_all()
    assert [note.is_published for note in notes] == [True, True, False]


def test_a_shut_out_editors_yes_does_not_count(session: Session, cast: Cast) -> None:
    note = shared_and_sent(session, cast)
    approve_note(session, cast.actor(cast.lima_editor), note)
    suspend_member(session, cast.actor(cast.administrator), cast.lima_editor)
    assert not approve_note(session, cast.actor(cast.editor), note).is_published
    lima = answers_to(session, note, revision_to_publish(session, note, None))[1]
    assert (lima.agrees, lima.has_editors) == (False, False)
    helper = next(author.member for author in note.authors if author.member.name == "Edwin Quispe")
    set_team_role(session, cast.actor(cast.administrator), cast.lima, helper, TeamRole.EDITOR)
    assert approve_note(session, cast.actor(helper), note).is_published


def test_a_pending_owner_is_asked_and_the_published_text_stays(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    writer = lima_writer(session, cast)
    shared(session, cast, writer, note)
    assert [owner.team.country for owner in note.owners] == ["SN"] and note.is_published
    standing = proposal_at(session, note, note.latest_number)
    pending = snapshot(cast, title="Pending", teams=standing.teams, authors=standing.authors)
    save_revision(session, cast.actor(writer), note, pending, note.latest_number)
    submit_note(session, cast.actor(writer), note)
    assert cast.lima_editor.id in told(session, "note_submitted")
    approve_note(session, cast.actor(cast.editor), note)
    assert note.title != "Pending"
    approve_note(session, cast.actor(cast.lima_editor), note)
    assert note.title == "Pending" and {owner.team.country for owner in note.owners} == {"SN", "PE"}
    assert note.joining == []


def test_who_no_longer_joins_works_on_it_no_more(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    writer = lima_writer(session, cast)
    shared(session, cast, writer, note)
    standing = proposal_at(session, note, note.latest_number)
    alone = snapshot(cast, teams=standing.teams, authors=(cast.contributor.id,))
    save_revision(session, cast.actor(cast.contributor), note, alone, note.latest_number)
    assert not may(cast.actor(writer), Action.EDIT_NOTE, note)
    assert may(cast.actor(cast.lima_editor), Action.EDIT_NOTE, note)


def test_publishing_an_earlier_revision_leaves_those_who_join_at_work(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="Between"), 1)
    writer = lima_writer(session, cast)
    shared(session, cast, writer, note)
    publish_note(session, cast.actor(cast.editor), note, 2)
    assert note.title == "Between" and [owner.team_id for owner in note.owners] == [cast.dakar.id]
    assert may(cast.actor(writer), Action.EDIT_NOTE, note)
    assert may(cast.actor(cast.lima_editor), Action.COMMENT_ON_NOTE, note)


def test_a_team_leaves_and_the_last_one_cannot(session: Session, cast: Cast) -> None:
    note = shared_and_sent(session, cast)
    with pytest.raises(NotAllowed):
        leave_ownership(session, cast.actor(cast.editor), note, cast.lima.id)
    with pytest.raises(NotAllowed):
        leave_ownership(session, cast.actor(cast.contributor), note, cast.dakar.id)
    leave_ownership(session, cast.actor(cast.lima_editor), note, cast.lima.id)
    assert [owner.team_id for owner in note.owners] == [cast.dakar.id]
    with pytest.raises(LastOwner):
        leave_ownership(session, cast.actor(cast.editor), note, cast.dakar.id)
    publish_note(session, cast.actor(cast.editor), note)
    assert [owner.team_id for owner in note.owners] == [cast.dakar.id]


def test_leaving_a_live_note_narrows_its_readers_at_once_and_publishes_nothing_pending(
    session: Session, cast: Cast
) -> None:
    note = shared_and_sent(session, cast, audience=AudienceKind.ORGANIZATION)
    approve_note(session, cast.actor(cast.lima_editor), note)
    publish_note(session, cast.actor(cast.editor), note)
    standing = proposal_at(session, note, note.latest_number)
    more = {"teams": standing.teams, "authors": standing.authors, "audience": AudienceKind.ORGANIZATION}
    pending = snapshot(cast, title="Pending", **more)
    save_revision(session, cast.actor(cast.contributor), note, pending, note.latest_number)
    leave_ownership(session, cast.actor(cast.lima_editor), note, cast.lima.id)
    assert note.title != "Pending" and [owner.team_id for owner in note.owners] == [cast.dakar.id]
    assert f"org:{cast.lake_office.id}" not in {row.term for row in note.readers}
    assert proposal_at(session, note, note.latest_number).teams == (cast.dakar.id,)


def test_a_withdrawn_note_is_answered_no_more(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="Pending"), 1)
    submit_note(session, cast.actor(cast.contributor), note)
    withdraw_note(session, cast.actor(cast.editor), note, "Wrong.")
    with pytest.raises(NoteAlreadyWithdrawn):
        approve_note(session, cast.actor(cast.editor), note)
    assert not publish_after_silence(session, note.id)


@pytest.mark.parametrize("persona", ["stranger", "contributor", "coordinator", "administrator", "outsider"])
def test_who_edits_for_no_owner_says_no_yes(session: Session, cast: Cast, persona: str) -> None:
    note = shared_and_sent(session, cast)
    with pytest.raises((NotAllowed, NotFound)):
        approve_note(session, cast.actor(cast.everybody()[persona]), note)
