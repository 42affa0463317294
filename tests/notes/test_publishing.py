"""Sending for review, publishing, withdrawing; and that no published text is ever lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes.completeness import missing_for, tier_of
from knowledge.notes.errors import NoteAlreadyWithdrawn, NoteNotPublished, NothingToReview
from knowledge.notes.models import AudienceKind, Kind, Note, NoteState, Revision, Tier
from knowledge.notes.publishing import apply_publication, ask_for_changes, publish_note, submit_note, withdraw_note
from knowledge.notes.writing import add_revision, restore_revision, save_revision, start_note
from knowledge.notices.models import Notice
from knowledge.outbox import IndexChange
from tests import factories
from tests.notes.proposals import full, group_note, published, snapshot, written
from tests.personas import Cast


def told(session: Session, kind: str) -> set[int]:
    return set(session.scalars(select(Notice.member_id).where(Notice.kind == kind)))


def changes(session: Session, note: Note) -> int:
    return len(session.scalars(select(IndexChange).where(IndexChange.note_id == note.id)).all())


def test_a_snapshot_needs_its_fields_and_a_full_note_more(cast: Cast) -> None:
    assert missing_for(Tier.SNAPSHOT, snapshot(cast)) == []
    assert missing_for(Tier.FULL, snapshot(cast)) == [
        ("summary", "sentences"),
        ("topics", "choice"),
        ("context", "sentences"),
        ("results", "row"),
        ("evidence", "choice"),
        ("conditions", "row"),
    ]
    assert (tier_of(snapshot(cast)), tier_of(full(cast))) == (Tier.SNAPSHOT, Tier.FULL)
    bare = snapshot(cast, title=" ", countries=(), challenge="", what_we_did=(), what_did_not_work=(), authors=())
    assert [name for name, _wanted in missing_for(Tier.SNAPSHOT, bare)] == [
        "title",
        "countries",
        "authors",
        "challenge",
        "what_we_did",
        "what_did_not_work",
    ]
    assert missing_for(Tier.FULL, snapshot(cast, body="Text"), Kind.REFERENCE) == []


def test_a_contributor_submits_and_the_editors_are_told(session: Session, cast: Cast) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    submit_note(session, actor, note)
    assert note.state == NoteState.SUBMITTED and note.submitted_at is not None
    assert told(session, "note_submitted") == {cast.editor.id, cast.focal_point.id}
    submit_note(session, actor, note)
    assert len(session.scalars(select(Notice)).all()) == 2


def test_what_is_not_ready_is_not_submitted(session: Session, cast: Cast) -> None:
    note = written(session, cast, challenge="", period_start="soon")
    with pytest.raises(Invalid) as refused:
        submit_note(session, cast.actor(cast.contributor), note)
    assert refused.value.fields == {"challenge": "missing:sentence", "period_start": "not_a_month"}
    assert note.state == NoteState.DRAFT


def test_an_editor_asks_for_changes_in_words(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    with pytest.raises(NothingToReview):
        ask_for_changes(session, cast.actor(cast.editor), note, "More on cost")
    submit_note(session, cast.actor(cast.contributor), note)
    with pytest.raises(Invalid):
        ask_for_changes(session, cast.actor(cast.editor), note, "  ")
    ask_for_changes(session, cast.actor(cast.editor), note, "More on cost, please.")
    assert (note.state, note.submitted_at) == (NoteState.DRAFT, None)
    assert (note.changes_asked, note.changes_asked_by_id) == ("More on cost, please.", cast.editor.id)
    assert told(session, "note_changes_asked") == {cast.contributor.id}
    submit_note(session, cast.actor(cast.contributor), note)
    assert note.changes_asked == ""


def test_publishing_repeats_the_revision_on_the_note(session: Session, cast: Cast) -> None:
    proposal = full(cast, period_start="2023-08", period_end="2024-01", valid_until="2027-05-31", status="ended")
    note = start_note(session, cast.actor(cast.contributor), proposal)
    before = changes(session, note)
    publish_note(session, cast.actor(cast.editor), note)
    assert (note.state, note.tier, note.title) == (NoteState.PUBLISHED, Tier.FULL, proposal.content.title)
    assert (note.evidence, note.status, note.year, str(note.valid_until)) == (
        "before_after",
        "ended",
        2024,
        "2027-05-31",
    )
    assert [row.country for row in note.countries] == ["SN"]
    assert [row.topic_id for row in note.topics] == list(proposal.content.topics)
    assert {row.term for row in note.readers} == {"network", f"member:{cast.contributor.id}"}
    assert note.published_at == note.republished_at == note.published_revision.published_at
    assert changes(session, note) == before + 1
    assert told(session, "note_published") == {cast.contributor.id}


def test_a_snapshot_that_lacks_something_is_not_published(session: Session, cast: Cast) -> None:
    note = written(session, cast, what_did_not_work=())
    with pytest.raises(Invalid) as refused:
        publish_note(session, cast.actor(cast.editor), note)
    assert refused.value.fields == {"what_did_not_work": "missing:sentence"}
    assert note.published_revision is None


def test_edits_to_a_live_note_wait_until_they_are_published(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    wider = snapshot(cast, title="Pending", countries=("SN", "ML"), audience=AudienceKind.PUBLIC)
    save_revision(session, cast.actor(cast.contributor), note, wider, 1)
    assert (note.title, note.audience) == ("Where the spare parts sleep", AudienceKind.NETWORK)
    assert [row.country for row in note.countries] == ["SN"]
    assert "public" not in {row.term for row in note.readers}
    first = note.published_at
    publish_note(session, cast.actor(cast.editor), note)
    assert (note.title, [row.country for row in note.countries]) == ("Pending", ["SN", "ML"])
    assert "public" in {row.term for row in note.readers}
    assert note.published_at == first and note.republished_at > first


def test_pending_edits_are_submitted_while_the_note_stays_live(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    submit_note(session, cast.actor(cast.contributor), note)
    assert note.submitted_at is None
    save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="Pending"), 1)
    submit_note(session, cast.actor(cast.contributor), note)
    assert note.state == NoteState.PUBLISHED and note.submitted_at is not None
    ask_for_changes(session, cast.actor(cast.editor), note, "Shorter, please.")
    assert note.state == NoteState.PUBLISHED


def test_the_revision_that_was_looked_at_is_published(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="Slipped in"), 1)
    publish_note(session, cast.actor(cast.editor), note, number=1)
    assert note.title == "Where the spare parts sleep" and note.latest_number == 2
    with pytest.raises(NotFound):
        publish_note(session, cast.actor(cast.editor), note, number=7)


def test_publishing_twice_changes_nothing(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    before, moment = changes(session, note), note.republished_at
    publish_note(session, cast.actor(cast.editor), note)
    assert changes(session, note) == before and note.republished_at == moment


def test_topics_that_were_merged_or_are_gone_are_followed(session: Session, cast: Cast) -> None:
    old, new = factories.topic(session, {"en": "Wells"}), factories.topic(session, {"en": "Boreholes"})
    old.merged_into_id = new.id
    session.flush()
    note = published(session, cast, topics=(old.id, 4711, new.id))
    assert [row.topic_id for row in note.topics] == [new.id]


def test_a_translation_names_a_note_that_its_writer_can_read(session: Session, cast: Cast) -> None:
    source = published(session, cast)
    hidden = factories.note(session, "Hidden", teams=[cast.lima], audience=AudienceKind.ORGANIZATION)
    session.commit()
    for address in ("nothing", hidden.permalink):
        note = written(session, cast, language="fr", translation_of=address)
        with pytest.raises(Invalid) as refused:
            publish_note(session, cast.actor(cast.editor), note)
        assert refused.value.fields == {"translation_of": "unknown_note"}
    address = f"https://example.org/notes/{source.permalink}/?x=1#top"
    note = published(session, cast, language="fr", translation_of=address)
    assert note.translation_of is source
    assert note.translation_group == source.translation_group == source.permalink


def test_withdrawing_needs_a_reason_and_leaves_a_tombstone(session: Session, cast: Cast) -> None:
    note, next_note, editor = published(session, cast), published(session, cast), cast.actor(cast.editor)
    with pytest.raises(Invalid) as refused:
        withdraw_note(session, editor, note, " ")
    assert refused.value.fields == {"reason": "missing:sentence"}
    for address in (note.permalink, "nothing"):
        with pytest.raises(Invalid) as refused:
            withdraw_note(session, editor, note, "Superseded.", address)
        assert refused.value.fields == {"successor": "unknown_note"}
    before = changes(session, note)
    withdraw_note(session, editor, note, "Superseded.", f"/notes/{next_note.permalink}")
    assert (note.state, note.withdrawn_reason, note.successor) == (NoteState.WITHDRAWN, "Superseded.", next_note)
    assert changes(session, note) == before + 1 and note.published_revision is not None
    assert told(session, "note_withdrawn") == {cast.contributor.id, cast.focal_point.id}
    with pytest.raises(NoteAlreadyWithdrawn):
        withdraw_note(session, editor, note, "Again.")
    with pytest.raises(NoteAlreadyWithdrawn):
        publish_note(session, editor, note)


def test_only_what_was_published_is_withdrawn(session: Session, cast: Cast) -> None:
    with pytest.raises(NoteNotPublished):
        withdraw_note(session, cast.actor(cast.editor), written(session, cast), "No.")


def test_a_group_author_publishes_inside_the_group_alone(session: Session, cast: Cast) -> None:
    note, group = group_note(session, cast)
    author = cast.actor(cast.contributor)
    publish_note(session, author, note)
    assert {row.term for row in note.readers} == {f"group:{group.id}", f"member:{cast.contributor.id}"}
    save_revision(session, author, note, snapshot(cast, audience=AudienceKind.PUBLIC), 1)
    with pytest.raises(NotAllowed):
        publish_note(session, author, note)
    assert note.audience == AudienceKind.PEER_GROUP


def test_an_import_publishes_without_an_actor(session: Session, cast: Cast) -> None:
    note = Note(kind=Kind.REFERENCE, language="es", audience=AudienceKind.PUBLIC)
    session.add(note)
    session.flush()
    content = {"title": "Una guía", "body": "Texto", "countries": ["PE"], "licence": "CC0-1.0"}
    revision, is_new = add_revision(session, note, content, None)
    apply_publication(session, note, revision)
    assert is_new and {row.term for row in note.readers} == {"public"}
    assert add_revision(session, note, content, None) == (revision, False)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.sampled_from(["Wells", "Pumps", "Roads", "Clinics"])),
        st.tuples(st.just("publish"), st.integers(0, 6)),
        st.tuples(st.just("restore"), st.integers(1, 6)),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_every_text_that_was_ever_published_can_be_read_again(
    session: Session, cast: Cast, steps: list[tuple[str, str | int]]
) -> None:
    note = written(session, cast)
    writer, editor = cast.actor(cast.contributor), cast.actor(cast.editor)
    seen: dict[int, dict[str, object]] = {}
    for step, value in steps:
        if step == "save":
            save_revision(session, writer, note, snapshot(cast, title=str(value)), note.latest_number)
        elif step == "publish":
            number = min(int(value), note.latest_number) or None
            revision = publish_note(session, editor, note, number)
            seen[revision.number] = dict(revision.content)
            assert note.title == revision.content["title"]
        else:
            restore_revision(session, writer, note, min(int(value), note.latest_number))
    session.commit()
    session.expire_all()
    kept = session.scalars(select(Revision).where(Revision.note_id == note.id).order_by(Revision.number)).all()
    assert [revision.number for revision in kept] == list(range(1, note.latest_number + 1))
    by_number = {revision.number: revision for revision in kept}
    assert all(by_number[number].content == content for number, content in seen.items())
    assert all(by_number[number].published_at is not None for number in seen)
