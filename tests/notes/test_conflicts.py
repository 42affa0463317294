"""Two people write at once: neither loses a word."""

import pytest
from sqlalchemy.orm import Session

from knowledge.notes.conflicts import RevisionConflict, compare, compare_with, settle
from knowledge.notes.content import Block
from knowledge.notes.models import AudienceKind
from knowledge.notes.proposal import proposal_at
from knowledge.notes.writing import begin_note, save_revision
from tests.notes.proposals import snapshot, written
from tests.personas import Cast


def test_what_only_one_side_changed_is_put_together(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    save_revision(session, cast.actor(cast.editor), note, snapshot(cast, lessons="Count per kind."), 1)
    saved = save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="Mine"), 1)
    assert saved.revision.number == 3 and saved.merged == ("lessons",)
    latest = proposal_at(session, note, 3).content
    assert (latest.title, latest.lessons) == ("Mine", "Count per kind.")


def test_what_both_changed_is_refused_with_both_texts(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    theirs = snapshot(cast, title="Theirs", lessons="L")
    save_revision(session, cast.actor(cast.editor), note, theirs, 1)
    with pytest.raises(RevisionConflict) as conflict:
        save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="Mine", advice="A"), 1)
    comparison = conflict.value.comparison
    assert comparison.conflicts == ("title",)
    assert (comparison.theirs["title"], comparison.mine["title"]) == ("Theirs", "Mine")
    assert comparison.from_theirs == ("lessons",)
    assert conflict.value.latest is not None and conflict.value.latest.author_id == cast.editor.id
    assert note.latest_number == 2


def test_the_same_change_on_both_sides_is_no_conflict(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    save_revision(session, cast.actor(cast.editor), note, snapshot(cast, title="Better"), 1)
    saved = save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="Better"), 1)
    assert not saved.is_new and note.latest_number == 2


def test_rows_are_one_field(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    save_revision(session, cast.actor(cast.editor), note, snapshot(cast, what_we_did=(Block("Theirs"),)), 1)
    with pytest.raises(RevisionConflict) as conflict:
        save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, what_we_did=(Block("Mine"),)), 1)
    assert conflict.value.comparison.conflicts == ("what_we_did",)


@pytest.mark.parametrize(
    ("choices", "title", "blocks"),
    [
        ({"title": "theirs", "what_we_did": "theirs"}, "Theirs", ["T"]),
        ({"title": "mine", "what_we_did": "mine"}, "Mine", ["M"]),
        ({"title": "edit", "what_we_did": "both"}, "Put together", ["T", "M"]),
        ({}, "Mine", ["M"]),
        ({"title": "nonsense", "what_we_did": "edit"}, "Mine", ["M"]),
    ],
)
def test_each_field_is_chosen_by_itself(
    session: Session, cast: Cast, choices: dict[str, str], title: str, blocks: list[str]
) -> None:
    note = written(session, cast)
    theirs = snapshot(cast, title="Theirs", what_we_did=(Block("T"),), lessons="L")
    save_revision(session, cast.actor(cast.editor), note, theirs, 1)
    mine = snapshot(cast, title="Mine", what_we_did=(Block("M"),))
    comparison = compare_with(session, note, mine, 1, 2)
    settled = settle(note, comparison, choices, {"title": "Put together"})
    assert (settled.content.title, [b.title for b in settled.content.what_we_did]) == (title, blocks)
    assert settled.content.lessons == "L"
    save_revision(session, cast.actor(cast.contributor), note, settled, 2)
    assert proposal_at(session, note, note.latest_number) == settled


def test_an_audience_and_its_group_are_one_choice(cast: Cast) -> None:
    base = snapshot(cast)
    theirs = snapshot(cast, audience=AudienceKind.PUBLIC)
    mine = snapshot(cast, audience=AudienceKind.PEER_GROUP, peer_group=7)
    comparison = compare(base, theirs, mine)
    assert comparison.conflicts == ("audience",)
    assert compare(base, theirs, base).merged()["audience"] == "public"


def test_two_who_autosaved_the_same_new_note_meet_in_a_conflict(session: Session, cast: Cast) -> None:
    note = begin_note(session, cast.actor(cast.contributor), snapshot(cast))
    session.commit()
    save_revision(session, cast.actor(cast.contributor), note, snapshot(cast), 0)
    with pytest.raises(RevisionConflict):
        save_revision(session, cast.actor(cast.editor), note, snapshot(cast, title="Other"), 0)
