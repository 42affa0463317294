"""Saving, drafts, restoring: what one writer can rely on."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes.content import Block, PracticeContent
from knowledge.notes.drafts import delete_unpublished, discard_draft, draft_of, keep_draft
from knowledge.notes.errors import NoteAlreadyWithdrawn, NoteWasPublished
from knowledge.notes.models import AudienceKind, Draft, Note, NoteState, Revision
from knowledge.notes.proposal import Proposal, proposal_at, read_proposal
from knowledge.notes.publishing import withdraw_note
from knowledge.notes.validation import problems_of, too_large
from knowledge.notes.wording import clean_line, clean_text
from knowledge.notes.writing import begin_note, restore_revision, save_revision, start_note
from tests import factories
from tests.notes.proposals import group_with, published, snapshot, written
from tests.personas import Cast

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>",
    "\"'><b onmouseover='alert(1)'>",
    "{{ 7*7 }} {% raw %} ${7*7}",
)


def revisions(session: Session, note: Note) -> list[Revision]:
    return list(session.scalars(select(Revision).where(Revision.note_id == note.id).order_by(Revision.number)))


def test_a_contributor_starts_a_note_as_a_draft_of_the_team(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    assert (note.state, note.latest_number, note.title) == (NoteState.DRAFT, 1, "Where the spare parts sleep")
    assert [owner.team_id for owner in note.owners] == [cast.dakar.id]
    assert [author.member_id for author in note.authors] == [cast.contributor.id]
    assert note.readers == [] and note.published_at is None


def test_who_is_in_no_team_cannot_start_a_note(session: Session, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        start_note(session, cast.actor(cast.outsider), snapshot(cast, author=cast.outsider))
    with pytest.raises(NotAllowed):
        start_note(session, cast.actor(cast.lima_editor), snapshot(cast, author=cast.lima_editor))


def test_a_note_belongs_to_a_team(session: Session, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        start_note(session, cast.actor(cast.contributor), snapshot(cast, teams=()))
    assert refused.value.fields == {"teams": "no_team"}


def test_every_save_is_a_revision_that_never_changes(session: Session, cast: Cast) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    before = dict(revisions(session, note)[0].content)
    saved = save_revision(session, actor, note, snapshot(cast, title="Another title"), 1, words="  a better\ntitle ")
    assert (saved.revision.number, saved.is_new, saved.merged, saved.revision.words) == (2, True, (), "a better title")
    assert [r.number for r in revisions(session, note)] == [1, 2]
    assert revisions(session, note)[0].content == before
    assert note.title == "Another title"


def test_saying_the_same_again_makes_no_revision(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    saved = save_revision(session, cast.actor(cast.contributor), note, snapshot(cast), 1)
    assert (saved.revision.number, saved.is_new) == (1, False)


def test_a_draft_may_be_empty_or_wrong(session: Session, cast: Cast) -> None:
    wrong = PracticeContent(period_start="last spring", period_end="1999-13", review_date="31.12.2024", scale="moon")
    proposal = Proposal(wrong, language="en", teams=(cast.dakar.id,))
    note = start_note(session, cast.actor(cast.contributor), proposal)
    kept = proposal_at(session, note, 1).content
    assert (kept.period_start, kept.period_end, kept.review_date, kept.scale) == (
        "last spring",
        "1999-13",
        "31.12.2024",
        "moon",
    )
    assert set(problems_of(proposal)) == {"period_start", "period_end", "review_date", "scale"}
    assert note.year is None


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_in_every_field_are_stored_as_written(session: Session, cast: Cast, attack: str) -> None:
    names = [n for n, v in PracticeContent().to_json().items() if isinstance(v, str)]
    content = PracticeContent(**dict.fromkeys(names, attack), what_we_did=(Block(attack, attack),))
    note = start_note(session, cast.actor(cast.contributor), Proposal(content, teams=(cast.dakar.id,)))
    session.commit()
    session.expire_all()
    kept = proposal_at(session, note, 1).content
    assert {getattr(kept, name) for name in names} == {attack}
    assert kept.what_we_did == (Block(attack, attack),)


def test_texts_are_kept_in_one_form_without_controls() -> None:
    assert clean_text("a\r\nb\rc\x00\x07\td\x85\ud800") == "a\nb\nc\td"
    assert clean_text("e\u0301") == "\u00e9"
    assert clean_text(" \n ") == ""
    assert clean_line("  one \n two\t") == "one two"
    assert clean_text("\u202bمضخة\u202c") == "\u202bمضخة\u202c"


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({"title": "x" * 301}, {"title": "too_long:300"}),
        ({"countries": ("ZZ",)}, {"countries": "unknown_country"}),
        ({"countries": ("sn",)}, {"countries": "unknown_country"}),
        ({"language": "tlh-XX"}, {"language": "unknown_language"}),
        ({"period_start": "2024-05", "period_end": "2024-04"}, {"period_end": "ends_before_start"}),
        ({"period_start": "2024-05", "period_end": "2024"}, {}),
        ({"period_start": "2024", "period_end": "2023-12"}, {"period_end": "ends_before_start"}),
        ({"period_start": "0000"}, {"period_start": "not_a_month"}),
        ({"period_start": "2024-13"}, {"period_start": "not_a_month"}),
        ({"period_start": "٢٠٢٤"}, {"period_start": "not_a_month"}),
        ({"valid_until": "2023-02-29"}, {"valid_until": "not_a_date"}),
        ({"valid_until": "2024-02-29"}, {}),
        ({"review_date": "2024"}, {"review_date": "not_a_date"}),
        ({"evidence": "rumour"}, {"evidence": "unknown_choice"}),
    ],
)
def test_what_is_wrong_is_named_at_its_field(cast: Cast, fields: dict[str, str], problems: dict[str, str]) -> None:
    assert problems_of(snapshot(cast, **fields)) == problems


def test_too_much_is_refused_even_for_a_draft(session: Session, cast: Cast) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    long = snapshot(cast, challenge="x" * 200_001)
    for keep in (save_revision, keep_draft):
        with pytest.raises(Invalid) as refused:
            keep(session, actor, note, long, 1)
        assert refused.value.fields == {"challenge": "too_long:200000"}
    names = ("summary", "challenge", "context", "lessons", "advice", "risks")
    assert too_large(snapshot(cast, **dict.fromkeys(names, "x" * 190_000))) == {"title": "note_too_long:1000000"}
    rows = tuple(Block(f"step {n}") for n in range(201))
    assert too_large(snapshot(cast, what_we_did=rows)) == {"what_we_did": "too_many_rows:200"}
    assert too_large(snapshot(cast, challenge="x" * 200_000, what_we_did=rows[:200])) == {}


def test_autosave_keeps_one_draft_a_member_and_no_revision(session: Session, cast: Cast) -> None:
    note, awa, mamadou = written(session, cast), cast.actor(cast.contributor), cast.actor(cast.editor)
    keep_draft(session, awa, note, snapshot(cast, title="A"), 1)
    keep_draft(session, awa, note, snapshot(cast, title="B"), 1)
    keep_draft(session, mamadou, note, snapshot(cast, title="C"), 1)
    assert note.latest_number == 1 and note.title == "Where the spare parts sleep"
    drafts = session.scalars(select(Draft).order_by(Draft.member_id)).all()
    assert [draft.content["title"] for draft in drafts] == ["B", "C"]
    save_revision(session, awa, note, snapshot(cast, title="B"), 1)
    assert draft_of(session, awa, note) is None
    assert draft_of(session, mamadou, note) is not None


def test_discarding_a_draft_leaves_what_was_saved(session: Session, cast: Cast) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    keep_draft(session, actor, note, snapshot(cast, title="A"), 1)
    assert discard_draft(session, actor, note)
    assert draft_of(session, actor, note) is None and note.latest_number == 1


def test_a_note_that_was_never_saved_goes_with_its_draft(session: Session, cast: Cast) -> None:
    actor = cast.actor(cast.contributor)
    note = begin_note(session, actor, snapshot(cast))
    keep_draft(session, actor, note, snapshot(cast), 0)
    session.commit()
    assert not discard_draft(session, actor, note)
    session.commit()
    assert session.scalars(select(Note)).all() == [] and session.scalars(select(Draft)).all() == []


def test_only_what_was_never_published_can_be_deleted(session: Session, cast: Cast) -> None:
    draft, live = written(session, cast), published(session, cast)
    delete_unpublished(session, cast.actor(cast.contributor), draft)
    with pytest.raises(NoteWasPublished):
        delete_unpublished(session, cast.actor(cast.editor), live)
    session.commit()
    assert session.scalars(select(Note)).all() == [live]


def test_restoring_brings_back_the_words_and_leaves_readers_and_owners(session: Session, cast: Cast) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    wider = snapshot(cast, title="Second", audience=AudienceKind.PUBLIC)
    save_revision(session, actor, note, wider, 1)
    saved = restore_revision(session, actor, note, 1)
    restored = proposal_at(session, note, 3)
    assert saved.revision.number == 3 and saved.revision.content["restored_from"] == 1
    assert restored == replace(snapshot(cast), audience=AudienceKind.PUBLIC)
    assert note.title == "Where the spare parts sleep"
    assert not restore_revision(session, actor, note, 3).is_new
    with pytest.raises(NotFound):
        restore_revision(session, actor, note, 9)


def test_only_own_teams_are_added_or_taken_away(session: Session, cast: Cast) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    for teams in ((cast.dakar.id, cast.lima.id), (cast.lima.id,), (cast.dakar.id, 999)):
        with pytest.raises(Invalid) as refused:
            save_revision(session, actor, note, snapshot(cast, teams=teams), 1)
        assert refused.value.fields["teams"] == "not_your_team"
    shared = factories.note(session, "Shared", author=cast.contributor, teams=[cast.dakar, cast.lima])
    session.commit()
    kept = read_proposal(shared, shared.revisions[0].content)
    save_revision(session, actor, shared, replace(kept, content=replace(kept.content, title="Still shared")), 1)
    with pytest.raises(Invalid):
        save_revision(session, actor, shared, replace(kept, teams=(cast.dakar.id,)), 2)


def test_authors_are_people_of_the_owner_teams(session: Session, cast: Cast) -> None:
    note, actor = written(session, cast), cast.actor(cast.contributor)
    with pytest.raises(Invalid) as refused:
        save_revision(session, actor, note, snapshot(cast, authors=(cast.contributor.id, cast.outsider.id)), 1)
    assert refused.value.fields == {"authors": "not_in_the_teams"}
    save_revision(session, actor, note, snapshot(cast, authors=(cast.editor.id, cast.contributor.id)), 1)
    assert [author.member_id for author in note.authors] == [cast.editor.id, cast.contributor.id]


def test_nobody_loses_a_note_by_unticking_himself(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    with pytest.raises(Invalid) as refused:
        save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, authors=(cast.editor.id,)), 1)
    assert refused.value.fields == {"authors": "not_yourself"}
    save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, authors=()), 1)
    assert [author.member_id for author in note.authors] == [cast.contributor.id]


def test_one_writes_only_for_groups_one_is_in(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    group = group_with(session, (cast.lima_editor, cast.lima))
    for_group = snapshot(cast, audience=AudienceKind.PEER_GROUP, peer_group=group.id)
    with pytest.raises(Invalid) as refused:
        save_revision(session, cast.actor(cast.contributor), note, for_group, 1)
    assert refused.value.fields == {"audience": "not_your_group"}


def test_a_withdrawn_note_is_not_written_on(session: Session, cast: Cast) -> None:
    note = published(session, cast)
    withdraw_note(session, cast.actor(cast.editor), note, "Superseded.")
    with pytest.raises(NoteAlreadyWithdrawn):
        save_revision(session, cast.actor(cast.contributor), note, snapshot(cast, title="More"), 1)
    with pytest.raises(NoteAlreadyWithdrawn):
        restore_revision(session, cast.actor(cast.contributor), note, 1)
