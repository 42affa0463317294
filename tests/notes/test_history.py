"""A note's past: its revisions, what changed between two, and who may look."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notes.differences import MOST_UNITS, Kind, compare_units
from knowledge.notes.models import AudienceKind, Note, Revision
from tests import factories
from tests.conftest import SignIn
from tests.notes.proposals import group_with
from tests.personas import Cast
from tests.queries import CountQueries, count_queries

__all__ = ["count_queries"]
OF_DAKAR = {"contributor", "editor", "focal_point"}


def revise(session: Session, note: Note, *, published: bool = True, **fields: Any) -> Revision:
    """One more revision with these fields changed, published unless said otherwise."""
    latest = session.query(Revision).filter_by(note_id=note.id, number=note.latest_number).one()
    note.latest_number += 1
    revision = Revision(note=note, number=note.latest_number, content=latest.content | fields)
    session.add(revision)
    session.flush()
    if published:
        revision.published_at = clock.now()
        note.published_revision = revision
    session.commit()
    return revision


@pytest.fixture
def note(session: Session, cast: Cast) -> Note:
    note = factories.note(session, "Pumps", author=cast.contributor, teams=[cast.dakar], challenge="Nobody came.")
    session.commit()
    return note


def test_readers_see_published_revisions_and_writers_see_all(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    revise(session, note, published=False, challenge="A secret try.")
    revise(session, note, challenge="They came late.")
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        listed = browser.get(f"/notes/{note.permalink}/history").text
        assert f"/notes/{note.permalink}/history/1" in listed
        assert (f"/notes/{note.permalink}/history/2" in listed) == (name in OF_DAKAR), name
        expected = 200 if name in OF_DAKAR else 404
        assert browser.get(f"/notes/{note.permalink}/history/2").status_code == expected
        assert browser.get(f"/notes/{note.permalink}/changes?from=1&to=2").status_code == expected
        assert browser.get(f"/notes/{note.permalink}/changes?from=1&to=3").status_code == 200
        assert ("Bring this text back" in listed) == (name in OF_DAKAR)


@pytest.mark.parametrize(
    ("before", "readers"),
    [
        (AudienceKind.NETWORK, {"lima_editor", "coordinator", "administrator", "outsider"}),
        (AudienceKind.ORGANIZATION, set()),
        (AudienceKind.PEER_GROUP, {"lima_editor"}),
    ],
)
def test_what_was_published_for_fewer_stays_with_them_when_the_note_is_opened_to_all(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, before: AudienceKind, readers: set[str]
) -> None:
    group = group_with(session, (cast.contributor, cast.dakar), (cast.lima_editor, cast.lima))
    scope = {"audience": before, "teams": [cast.dakar.id], "peer_group": group.id}
    first = note.published_revision
    first.content = first.content | {"challenge": "The mayor took the money.", **scope}
    session.commit()
    revise(session, note, challenge="The money was gone.", audience="public", peer_group=None)
    for name, member in cast.everybody().items():
        browser = browse_as(member)
        may = name in readers | OF_DAKAR
        assert browser.get(f"/notes/{note.permalink}/history/2").status_code == 200
        for path in ("/history/1", "/changes?from=1&to=2"):
            answer = browser.get(f"/notes/{note.permalink}{path}")
            assert answer.status_code == (200 if may else 404), (name, path)
            assert ("mayor" in answer.text) == may
        assert (f"{note.permalink}/history/1" in browser.get(f"/notes/{note.permalink}/history").text) == may


def test_the_history_is_paged(session: Session, cast: Cast, browse_as: SignIn, note: Note) -> None:
    for number in range(24):
        revise(session, note, challenge=f"Try {number}.")
    first = browse_as(None).get(f"/notes/{note.permalink}/history").text
    second = browse_as(None).get(f"/notes/{note.permalink}/history?page=2").text
    assert first.count('name="from"') == 20
    assert second.count('name="from"') == 5


def test_the_history_takes_few_queries_and_opens_no_text(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, count_queries: CountQueries
) -> None:
    for number in range(12):
        revise(session, note, challenge=f"Try {number}.")
    browser, address = browse_as(cast.editor), f"/notes/{note.permalink}/history"
    with count_queries() as queries:
        assert browser.get(address).status_code == 200
    assert len(queries) <= 12
    browser, address = browse_as(cast.editor), f"/notes/{note.permalink}/changes?from=1&to=9"
    with count_queries() as queries:
        assert browser.get(address).status_code == 200
    assert len(queries) <= 18, "\n".join(queries)


def test_changes_are_told_field_by_field_and_word_by_word(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    revise(
        session,
        note,
        challenge="Nobody came in time.",
        conditions=[{"condition": "A shop", "kind": "needed", "if_absent": "A box"}],
        countries=["SN"],
        evidence="monitored",
    )
    page = browse_as(None).get(f"/notes/{note.permalink}/changes?from=2&to=1").text
    assert "Nobody <del>came.</del>" in page or "Nobody <del>came</del>" in page or "Nobody came" in page
    assert "<ins>" in page
    for words in ("The challenge", "A shop\nNeeded\nA box", "Senegal", "Monitored"):
        assert words in page, words
    assert "What we did" not in page


def test_an_older_revision_says_so_and_leads_to_todays_note(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    revise(session, note, challenge="They came late.")
    page = browse_as(None).get(f"/notes/{note.permalink}/history/1").text
    assert "Revision 1, an earlier one." in page
    assert "Nobody came." in page
    assert "They came late." not in page


def test_hostile_words_in_a_change_stay_words(session: Session, cast: Cast, browse_as: SignIn, note: Note) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    changed = revise(session, note, challenge=attack, place=attack, tags=[attack], results=[{"indicator": attack}])
    changed.words = attack
    session.commit()
    for path in ("/changes?from=1&to=2", "/history"):
        page = browse_as(None).get(f"/notes/{note.permalink}{path}").text
        main = page[page.index("<main") : page.index("</main>")]
        assert "<script" not in main
        assert "<img" not in main


@pytest.mark.parametrize("asked", ["", "?from=1", "?from=x&to=1", "?from=1&to=99", "?from=-1&to=1", "?from=1&to=1e9"])
def test_comparing_what_is_not_there_is_not_found(browse_as: SignIn, note: Note, asked: str) -> None:
    assert browse_as(None).get(f"/notes/{note.permalink}/changes{asked}").status_code == 404


def rebuilt(lines: list[Any], kinds: set[Kind]) -> list[str]:
    return ["".join(words for kind, words in line.pieces if kind in kinds) for line in lines if line.kind in kinds]


def test_both_texts_can_be_read_back_from_the_lines() -> None:
    before = ["One two three four.", "Second.", "Gone for good."]
    after = ["One two 3 four.", "Second.", "Something entirely different stands here now.", "And more."]
    lines = compare_units(before, after)
    assert rebuilt(lines, {Kind.WAS, Kind.SAME}) == before
    assert rebuilt(lines, {Kind.NOW, Kind.SAME}) == after


def test_only_the_changed_words_are_marked() -> None:
    was, now = compare_units(["The pump works on Sundays."], ["The pump rests on Sundays."])
    assert [words for kind, words in was.pieces if kind == Kind.WAS] == ["works "]
    assert [words for kind, words in now.pieces if kind == Kind.NOW] == ["rests "]


def test_a_word_at_the_end_is_the_same_word() -> None:
    _was, now = compare_units(["All of these villages"], ["All of these villages (new)"])
    assert [words for kind, words in now.pieces if kind == Kind.NOW] == ["(new)"]


def test_scripts_without_spaces_are_compared_sign_by_sign() -> None:
    was, _now = compare_units(["水泵每周日都在工作"], ["水泵每周六都在工作"])
    assert [words for kind, words in was.pieces if kind == Kind.WAS] == ["日"]


def test_unchanged_paragraphs_far_from_a_change_are_counted_not_shown() -> None:
    texts = [f"Paragraph {n}." for n in range(20)]
    lines = compare_units(texts, [*texts[:10], "New.", *texts[10:]])
    assert [(line.kind, line.count) for line in lines if line.kind == Kind.GAP] == [(Kind.GAP, 9), (Kind.GAP, 9)]
    assert compare_units(texts, texts) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a " * 200_000], ["b " * 200_000]),
        (["a b " * 390], ["b a " * 390]),
        ([str(n % 7) for n in range(50_000)], [str(n % 5) for n in range(50_000)]),
        (["x"] * MOST_UNITS, ["x", "y"] * (MOST_UNITS // 2)),
    ],
)
def test_comparing_large_texts_is_bounded_in_time(before: list[str], after: list[str]) -> None:
    began = clock.now()
    compare_units(before, after)
    assert (clock.now() - began).total_seconds() < 10
