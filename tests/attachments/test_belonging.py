"""Files belong to what is written: a draft, a revision, what is published. Nothing that was published loses its file."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ORMExecuteState, Session

from knowledge import clock
from knowledge.errors import Gone, Invalid, NotAllowed, NotFound
from knowledge.notes.attachments.attaching import MOST_FILES, MOST_KEPT, attach_file, find_file
from knowledge.notes.attachments.leftovers import forget_unsaved, sweep
from knowledge.notes.attachments.models import Attachment, DraftAttachment
from knowledge.notes.attachments.store import FileStore
from knowledge.notes.content import Attached
from knowledge.notes.drafts import delete_unpublished, discard_draft, draft_of, keep_draft
from knowledge.notes.history import find_revision
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.publishing import hindrances, publish_note, submit_note, withdraw_note
from knowledge.notes.writing import restore_revision, save_revision
from tests.attachments.conftest import Attach, SaveFiles
from tests.attachments.samples import HONEST, received
from tests.notes.proposals import published, written
from tests.personas import Cast

NEXT_DAY = timedelta(days=1, minutes=1)


def a_day_later(monkeypatch: pytest.MonkeyPatch) -> None:
    then = clock.now() + NEXT_DAY
    monkeypatch.setattr(clock, "now", lambda: then)


def clear_up(session: Session, store: FileStore) -> None:
    forget_unsaved(session)
    session.commit()
    sweep(session, store)


def test_a_file_in_a_draft_of_a_published_note_is_not_for_readers_until_it_is_published(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = published(session, cast, audience=AudienceKind.PUBLIC)
    row, stranger = attach(note), cast.actor(None)
    for step in (lambda: None, lambda: save_files(note, row)):
        step()
        assert find_file(session, cast.actor(cast.editor), note, row.file).name == "map.png"
        with pytest.raises(NotFound):
            find_file(session, stranger, note, row.file)
    publish_note(session, cast.actor(cast.editor), note)
    assert find_file(session, stranger, note, row.file).name == "map.png"


def test_a_file_that_was_taken_off_stays_until_that_is_published_and_then_with_the_older_revision(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast, audience=AudienceKind.PUBLIC)
    row = attach(note)
    save_files(note, row)
    publish_note(session, cast.actor(cast.editor), note)
    save_files(note)
    assert note.published_revision is not None and len(note.published_revision.practice().attachments) == 1
    publish_note(session, cast.actor(cast.editor), note)
    assert note.published_revision.practice().attachments == ()
    older = find_revision(session, cast.actor(None), note, 2)
    assert find_file(session, cast.actor(None), note, older.practice().attachments[0].file).name == "map.png"


def test_what_was_published_for_fewer_stays_with_them(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast, audience=AudienceKind.ORGANIZATION)
    row = attach(note)
    save_files(note, row)
    publish_note(session, cast.actor(cast.editor), note)
    standing = proposal_at(session, note, note.latest_number)
    opened = replace(standing, audience=AudienceKind.PUBLIC, content=replace(standing.content, attachments=()))
    save_revision(session, cast.actor(cast.contributor), note, opened, note.latest_number)
    publish_note(session, cast.actor(cast.editor), note)
    with pytest.raises(NotFound):
        find_file(session, cast.actor(cast.lima_editor), note, row.file)


def test_a_restored_revision_finds_its_files(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast)
    row = attach(note)
    with_file = save_files(note, row).revision
    save_files(note)
    restored = restore_revision(session, cast.actor(cast.contributor), note, with_file.number).revision
    assert restored.practice().attachments == with_file.practice().attachments == (row,)


def test_only_who_may_write_the_note_attaches(session: Session, cast: Cast, store: FileStore) -> None:
    note = published(session, cast, audience=AudienceKind.PUBLIC)
    for member in (cast.lima_editor, cast.outsider, cast.administrator, None):
        with pytest.raises(NotAllowed):
            attach_file(session, cast.actor(member), note, store, received(store, HONEST["map.png"], "map.png"))


def test_a_file_of_another_note_cannot_be_claimed(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    secret = written(session, cast)
    row = attach(secret)
    save_files(secret, row)
    other = written(session, cast, title="Another")
    for key in (row.file, "0" * 26):
        with pytest.raises(Invalid) as refused:
            save_files(other, replace(row, file=key))
        assert refused.value.fields == {"attachments-0-words": "file_gone"}
        with pytest.raises(Invalid):
            standing = proposal_at(session, other, 1)
            claiming = replace(standing, content=replace(standing.content, attachments=(replace(row, file=key),)))
            keep_draft(session, cast.actor(cast.contributor), other, claiming, 1)
    with pytest.raises(NotFound):
        find_file(session, cast.actor(cast.contributor), other, row.file)


def test_what_is_sent_about_a_file_counts_for_nothing_but_its_words(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast)
    row = attach(note)
    told = replace(row, name="../evil.html", size="1", width="", height="99", words="A map")
    saved = save_files(note, told, row).revision.practice().attachments
    assert saved == (replace(row, words="What map.png shows"),), "each file once"


def test_a_note_has_at_most_so_many_files(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles, store: FileStore
) -> None:
    note = written(session, cast)
    rows = [Attached(file=f"{n:026}", name="a.pdf") for n in range(MOST_FILES + 1)]
    with pytest.raises(Invalid) as refused:
        save_files(note, *rows)
    assert refused.value.fields == {"attachments": f"too_many_files:{MOST_FILES}"}
    session.add_all([Attachment(note_id=note.id, key=f"{n:026}", name="a.pdf", size=1) for n in range(MOST_KEPT)])
    session.commit()
    with pytest.raises(Invalid) as refused:
        attach(note)
    assert refused.value.fields == {"files": f"too_many_files:{MOST_KEPT}"}


def test_a_picture_needs_words_or_to_be_marked_as_decorating_before_others_see_it(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    picture, table = replace(attach(note), words=""), replace(attach(note, "pumps.csv"), words="")
    save_files(note, table, picture)
    proposal = proposal_at(session, note, note.latest_number)
    assert hindrances(session, actor, note, proposal) == {"attachments-1-words": "no_alternative"}
    with pytest.raises(Invalid):
        submit_note(session, actor, note)
    for told in (replace(picture, words="A map of wells"), replace(picture, decorative="yes")):
        save_files(note, table, told)
        submit_note(session, actor, note)


def test_withdrawn_with_its_note(session: Session, cast: Cast, attach: Attach, save_files: SaveFiles) -> None:
    """Its writers alone still see it, as they see the texts in the history."""
    note = written(session, cast, audience=AudienceKind.PUBLIC)
    row = attach(note)
    save_files(note, row)
    publish_note(session, cast.actor(cast.editor), note)
    withdraw_note(session, cast.actor(cast.editor), note, "It was wrong.")
    for member in (None, cast.lima_editor):
        with pytest.raises(Gone):
            find_file(session, cast.actor(member), note, row.file)
    assert find_file(session, cast.actor(cast.contributor), note, row.file)


def test_an_upload_that_was_never_saved_goes_after_a_day(
    session: Session, cast: Cast, attach: Attach, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = written(session, cast)
    row = attach(note)
    session.commit()
    clear_up(session, store)
    assert store.has(row.file), "within the day it may still be saved"
    a_day_later(monkeypatch)
    clear_up(session, store)
    assert not store.has(row.file)
    assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_draft_keeps_its_files_until_it_is_discarded(
    session: Session, cast: Cast, attach: Attach, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    kept, dropped = attach(note), attach(note, "pumps.csv")
    standing = proposal_at(session, note, 1)
    for rows in ((kept, dropped), (kept,)):
        keep_draft(session, actor, note, replace(standing, content=replace(standing.content, attachments=rows)), 1)
    session.commit()
    a_day_later(monkeypatch)
    clear_up(session, store)
    assert store.has(kept.file) and not store.has(dropped.file)
    discard_draft(session, actor, note)
    session.commit()
    clear_up(session, store)
    assert not store.has(kept.file)


def test_two_saves_of_one_draft_at_once_keep_the_files_of_the_later(
    session: Session, cast: Cast, attach: Attach
) -> None:
    """The later one had read the draft before the earlier one put a file into it."""
    note, actor = written(session, cast), cast.actor(cast.contributor)
    first, second = attach(note), attach(note, "pumps.csv")
    standing = proposal_at(session, note, 1)
    proposals = [
        replace(standing, content=replace(standing.content, attachments=rows))
        for rows in ((), (first,), (first, second))
    ]
    keep_draft(session, actor, note, proposals[0], 1)
    session.commit()
    with Session(session.get_bind(), expire_on_commit=False) as later:
        seen = later.get_one(Note, note.id)
        assert draft_of(later, actor, seen) is not None
        later.commit()
        keep_draft(session, actor, note, proposals[1], 1)
        session.commit()
        keep_draft(later, actor, seen, proposals[2], 1)
        later.commit()
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(DraftAttachment)) == 2


def test_a_file_that_is_saved_while_leftovers_are_looked_for_stays(
    session: Session, cast: Cast, attach: Attach, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job saw it unsaved and waited for who held it, who saved it."""
    note, actor = written(session, cast), cast.actor(cast.contributor)
    row, lost = attach(note), attach(note, "pumps.csv")
    standing = proposal_at(session, note, 1)
    session.commit()
    a_day_later(monkeypatch)

    @event.listens_for(session, "do_orm_execute")
    def save_first(asked: ORMExecuteState) -> None:
        if asked.is_delete and "attachment" in str(asked.statement) and not session.info.get("saved"):
            session.info["saved"] = True
            keep_draft(
                session, actor, note, replace(standing, content=replace(standing.content, attachments=(row,))), 1
            )

    clear_up(session, store)
    assert store.has(row.file) and not store.has(lost.file)
    assert [file.key for file in session.scalars(select(Attachment))] == [row.file]


def test_a_deleted_note_leaves_no_file_behind(
    session: Session,
    cast: Cast,
    attach: Attach,
    save_files: SaveFiles,
    store: FileStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note = written(session, cast)
    row = attach(note)
    save_files(note, row)
    delete_unpublished(session, cast.actor(cast.contributor), note)
    session.commit()
    a_day_later(monkeypatch)
    clear_up(session, store)
    assert not store.has(row.file)


def test_what_was_left_on_its_way_goes_after_a_day(
    session: Session, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that was killed while a file came in, and one that was killed before it said so to the database."""
    store.incoming.mkdir(parents=True)
    (store.incoming / "half").write_bytes(b"half")
    (store.incoming / "unknown").write_bytes(b"whole")
    key = store.keep(store.incoming / "unknown")
    clear_up(session, store)
    assert (store.incoming / "half").exists() and store.has(key)
    a_day_later(monkeypatch)
    clear_up(session, store)
    assert not (store.incoming / "half").exists() and not store.has(key)


def test_the_database_itself_keeps_what_a_revision_has(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles
) -> None:
    note = written(session, cast)
    save_files(note, attach(note))
    with pytest.raises(IntegrityError):
        session.execute(delete(Attachment))
    session.rollback()


STEPS = st.lists(st.sampled_from(["attach", "drop", "save", "draft", "publish", "restore", "sweep"]), max_size=14)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_that_was_published_loses_its_file(
    session: Session, cast: Cast, attach: Attach, save_files: SaveFiles, store: FileStore, steps: list[str]
) -> None:
    """Whatever is attached, taken off, restored and swept a day later."""
    note, rows, seen = written(session, cast, audience=AudienceKind.PUBLIC), [], set()
    actor = cast.actor(cast.contributor)
    with pytest.MonkeyPatch.context() as patch:
        for step in steps:
            match step:
                case "attach":
                    rows.append(attach(note, "pumps.csv"))
                case "drop" if rows:
                    rows.pop(0)
                case "save":
                    save_files(note, *rows)
                case "draft":
                    standing = proposal_at(session, note, note.latest_number)
                    kept = replace(standing, content=replace(standing.content, attachments=tuple(rows)))
                    keep_draft(session, actor, note, kept, note.latest_number)
                case "publish":
                    revision = publish_note(session, cast.actor(cast.editor), note)
                    seen |= {(revision.number, row.file) for row in revision.practice().attachments}
                case "restore":
                    restore_revision(session, actor, note, 1 + note.latest_number // 2)
                case "sweep":
                    save_files(note, *rows)  # what the writer still has in hand is saved before a day is over
                    a_day_later(patch)
                    clear_up(session, store)
            session.commit()
        check_seen(session, cast, note, store, seen)


def check_seen(session: Session, cast: Cast, note: Note, store: FileStore, seen: set[tuple[int, str]]) -> None:
    stranger = cast.actor(None)
    for number, key in seen:
        revision = find_revision(session, stranger, note, number)
        assert key in {row.file for row in revision.practice().attachments}
        assert store.has(find_file(session, stranger, note, key).key)
