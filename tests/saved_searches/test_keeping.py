"""Keeping searches: within bounds, under names of their own, for their owner alone."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotFound, NotSignedIn
from knowledge.notices.models import Notice
from knowledge.notices.telling import tell
from knowledge.permissions import OPERATOR
from knowledge.saved_searches.keeping import (
    LONGEST_ADDRESS,
    MOST_SEARCHES,
    change_search,
    delete_search,
    find_search,
    list_searches,
    save_search,
)
from knowledge.saved_searches.models import FoundNote, HowOften, SavedSearch
from tests import factories
from tests.personas import Cast

PUMPS = [("q", "pumps"), ("country", "SN"), ("country", "ML")]


def problems(
    session: Session, cast: Cast, name: str = "Pumps", how_often: str = "daily", address: object = PUMPS
) -> object:
    with pytest.raises(Invalid) as refused:
        save_search(session, cast.actor(cast.editor), name, address, how_often)
    return refused.value.fields


def test_the_address_is_kept_pair_by_pair(session: Session, cast: Cast) -> None:
    saved = save_search(session, cast.actor(cast.editor), "  Pumps\n in  Senegal ", PUMPS, "weekly")
    session.commit()
    found = find_search(session, cast.actor(cast.editor), saved.permalink)
    assert (found.name, found.how_often) == ("Pumps in Senegal", HowOften.WEEKLY)
    assert [tuple(pair) for pair in found.address] == PUMPS


@pytest.mark.parametrize(
    ("name", "how_often", "expected"),
    [
        ("", "daily", {"name": "search_name_missing"}),
        (" \x00 ", "daily", {"name": "search_name_missing"}),
        ("x" * 201, "daily", {"name": "search_name_long"}),
        ("Taken", "daily", {"name": "search_name_taken"}),
        (" Taken ", "hourly", {"name": "search_name_taken", "how_often": "how_often_unknown"}),
    ],
)
def test_what_is_refused(session: Session, cast: Cast, name: str, how_often: str, expected: dict[str, str]) -> None:
    save_search(session, cast.actor(cast.editor), "Taken", PUMPS, "daily")
    assert problems(session, cast, name, how_often) == expected


def test_two_members_may_use_the_same_name(session: Session, cast: Cast) -> None:
    for member in (cast.editor, cast.lima_editor):
        save_search(session, cast.actor(member), "Pumps", PUMPS, "daily")


def test_an_endless_address_is_not_kept(session: Session, cast: Cast) -> None:
    assert problems(session, cast, address=[("q", "x" * LONGEST_ADDRESS)]) == {"search": "search_long"}
    assert problems(session, cast, address=[("country", "SN")] * 601) == {"search": "search_long"}


def test_fifty_are_enough(session: Session, cast: Cast) -> None:
    for number in range(MOST_SEARCHES):
        save_search(session, cast.actor(cast.editor), f"Number {number}", PUMPS, "never")
    assert problems(session, cast) == {"most": "searches_many"}
    [*_rest, last] = list_searches(session, cast.actor(cast.editor), 3).items
    delete_search(session, cast.actor(cast.editor), last)
    save_search(session, cast.actor(cast.editor), "One more", PUMPS, "daily")


def test_a_search_keeps_its_own_name_when_it_is_changed(session: Session, cast: Cast) -> None:
    editor = cast.actor(cast.editor)
    one, _other = (save_search(session, editor, name, PUMPS, "daily") for name in ("One", "Other"))
    change_search(session, editor, one, "One", "at_once")
    assert one.how_often == HowOften.AT_ONCE
    with pytest.raises(Invalid):
        change_search(session, editor, one, "Other", "at_once")


def test_nobody_else_may_do_anything_with_it(session: Session, cast: Cast) -> None:
    saved = save_search(session, cast.actor(cast.editor), "Pumps", PUMPS, "daily")
    for persona, member in cast.everybody().items():
        if persona == "editor":
            continue
        actor = cast.actor(member)
        with pytest.raises(NotFound):
            find_search(session, actor, saved.permalink)
        with pytest.raises(NotFound):
            change_search(session, actor, saved, "Mine", "daily")
        with pytest.raises(NotFound):
            delete_search(session, actor, saved)
    with pytest.raises(NotFound):
        find_search(session, OPERATOR, saved.permalink)


def test_who_is_not_signed_in_saves_nothing(session: Session, cast: Cast) -> None:
    with pytest.raises(NotSignedIn):
        save_search(session, cast.actor(None), "Pumps", PUMPS, "daily")


def test_a_deleted_search_takes_along_what_it_found_and_told(session: Session, cast: Cast) -> None:
    editor = cast.actor(cast.editor)
    saved, other = (save_search(session, editor, name, PUMPS, "daily") for name in ("One", "Other"))
    note = factories.note(session, "Pumps", teams=[cast.dakar])
    for search in (saved, other):
        session.add(FoundNote(search_id=search.id, note_id=note.id))
        tell(session, [cast.editor.id], "saved_search_found", search, None, notes=[note.id], more=False)
    delete_search(session, editor, saved)
    session.commit()
    assert session.scalars(select(SavedSearch.name)).all() == ["Other"]
    assert session.scalars(select(FoundNote.search_id)).all() == [other.id]
    assert session.scalars(select(Notice.subject_id)).all() == [other.id]
