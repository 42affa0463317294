"""The pages of notices: a list that changes nothing by being looked at, and the link in letters that ends them."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.notices.kinds import KINDS
from app.notices.unsubscribing import unsubscribe_token
from knowledge.notes.models import NoteState
from knowledge.notices.models import Notice
from knowledge.notices.telling import tell
from knowledge.notices.unread import count_unread
from knowledge.peer_groups.proposing import Proposal, propose_group
from knowledge.people.models import Member
from knowledge.remarks.models import Remark, RemarkKind
from knowledge.saved_searches.keeping import save_search
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.rounds.calling import open_one

READERS = {"join_request": "focal_point", "remark_reported": "coordinator"}
READERS |= dict.fromkeys(("round_sign_up_over", "round_solved", "round_confirmed"), "coordinator")


def notice_of(session: Session, member: Member) -> Notice:
    session.rollback()
    return session.scalars(select(Notice).where(Notice.member_id == member.id)).one()


def unread(session: Session, member: Member) -> int:
    session.rollback()
    return count_unread(session, member.id)


@pytest.fixture
def told(session: Session, cast: Cast) -> Notice:
    """The focal point is told that the outsider asks to join Dakar."""
    tell(session, [cast.focal_point.id], "join_request", cast.dakar, cast.outsider.id)
    session.commit()
    return notice_of(session, cast.focal_point)


def test_looking_changes_nothing(session: Session, cast: Cast, told: Notice, browse_as: SignIn) -> None:
    page = browse_as(cast.focal_point).get("/notices").text
    assert "Huda Hourani" in page
    assert "asks to join" in page
    assert "<b><bdi>Agence des points d&#39;eau, Senegal</bdi></b>" in page
    assert unread(session, cast.focal_point) == 1


def test_opening_marks_as_read_and_leads_there(session: Session, cast: Cast, told: Notice, browse_as: SignIn) -> None:
    answer = browse_as(cast.focal_point).post(f"/notices/{told.id}", data={"open": "1"})
    assert (answer.status_code, answer.location) == (303, "/organizations/points-eau/SN/requests")
    assert unread(session, cast.focal_point) == 0


def test_marking_as_read_stays_in_the_list(session: Session, cast: Cast, told: Notice, browse_as: SignIn) -> None:
    answer = browse_as(cast.focal_point).post(f"/notices/{told.id}?page=3")
    assert answer.location == "/notices?page=3"
    assert unread(session, cast.focal_point) == 0
    assert browse_as(cast.focal_point).get(f"/notices/{told.id}").status_code == 405


def test_all_are_marked_at_once_and_only_ones_own(
    session: Session, cast: Cast, told: Notice, browse_as: SignIn
) -> None:
    tell(session, [cast.focal_point.id, cast.editor.id], "role_changed", cast.dakar, cast.administrator.id)
    session.commit()
    browse_as(cast.focal_point).post("/notices/read")
    assert (unread(session, cast.focal_point), unread(session, cast.editor)) == (0, 1)


@pytest.mark.parametrize("persona", ["editor", "lima_editor", "coordinator", "administrator"])
def test_nobody_sees_or_touches_anothers_notice(
    session: Session, cast: Cast, told: Notice, browse_as: SignIn, persona: str
) -> None:
    browser = browse_as(cast.everybody()[persona])
    assert "Huda" not in browser.get("/notices").text
    assert browser.post(f"/notices/{told.id}").status_code == 404
    assert unread(session, cast.focal_point) == 1


def test_strangers_are_asked_to_sign_in(told: Notice, browse_as: SignIn) -> None:
    assert "/people/sign-in" in browse_as(None).get("/notices").location
    assert browse_as(None).post(f"/notices/{told.id}").status_code == 401


def test_what_is_no_longer_for_the_reader_is_neither_named_nor_linked(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    note = factories.note(
        session, "Only for Lima now", author=cast.lima_editor, teams=[cast.lima], state=NoteState.DRAFT
    )
    tell(session, [cast.contributor.id], "note_published", note, cast.editor.id, words="about Lima")
    session.commit()
    browser = browse_as(cast.contributor)
    page = browser.get("/notices").text
    assert "no longer available to you" in page
    assert "Lima" not in page
    assert note.permalink not in page
    answer = browser.post(f"/notices/{notice_of(session, cast.contributor).id}", data={"open": "1"})
    assert answer.location == "/notices"


def test_a_kind_this_version_does_not_know_is_told_in_neutral_words(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    tell(session, [cast.editor.id], "of_a_later_version", cast.dakar, None)
    session.add(Notice(member_id=cast.editor.id, kind="odd", subject_type="of_a_later_version", subject_id=1))
    session.commit()
    page = browse_as(cast.editor).get("/notices").text
    assert "There is news about" in page
    assert "no longer available" in page


def test_titles_keep_their_language_and_are_no_markup(session: Session, cast: Cast, browse_as: SignIn) -> None:
    title = "<script>alert(1)</script> %(actor)s 100% مياه"
    note = factories.note(session, title, author=cast.contributor, teams=[cast.dakar], language="ar")
    tell(session, [cast.contributor.id], "note_published", note, cast.editor.id)
    session.commit()
    page = browse_as(cast.contributor).get("/notices").text
    assert '<b><span lang="ar" dir="rtl">&lt;script&gt;' in page
    assert "100% مياه" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_makes_a_sentence_and_leads_somewhere(
    session: Session, cast: Cast, browse_as: SignIn, kind: str
) -> None:
    group = propose_group(session, cast.actor(cast.editor), Proposal("Water that stays on", "Pumps", "en"))
    note = factories.note(session, "Pumps", author=cast.editor, teams=[cast.dakar])
    note.translation_of = factories.note(session, "Pompes", teams=[cast.dakar], language="fr")
    search = save_search(session, cast.actor(cast.editor), "Pumps", [("q", "pumps")], "daily")
    subjects = {"saved": search, "note": note, "adoption": note, "group": group}
    subjects["topic"] = factories.topic(session, {"en": "Pumps"})
    subjects["round"] = open_one(session, cast)
    remark = Remark(note=note, kind=RemarkKind.QUESTION, author=cast.outsider, text="Who pays?")
    session.add(remark)
    subjects |= dict.fromkeys(("note_thanked", "note_question", "question", "remark"), remark)
    subject = subjects.get(kind) or subjects.get(kind.partition("_")[0], cast.dakar)
    reader = getattr(cast, READERS.get(kind, "editor"))
    session.flush()
    tell(session, [reader.id], kind, cast.editor if kind.startswith("network") else subject, cast.outsider.id)
    session.commit()
    browser = browse_as(reader)
    page = browser.get("/notices").text
    assert "%(" not in page
    assert "no longer available" not in page
    answer = browser.post(f"/notices/{notice_of(session, reader).id}", data={"open": "1"})
    assert browser.get(answer.location, follow_redirects=True).status_code == 200


def test_the_list_is_paged_with_unread_first_and_takes_few_queries(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    group = propose_group(session, cast.actor(cast.editor), Proposal("Water that stays on", "Pumps", "en"))
    things = [group, cast.dakar, cast.outsider, factories.topic(session, {"en": "Pumps"})]
    for n in range(24):
        note = factories.note(session, f"Note {n}", author=cast.editor, teams=[cast.dakar])
        for thing in (note, things[n % 4]):
            tell(session, [cast.editor.id], f"kind_{n}", thing, cast.contributor.id, who=cast.lima_editor.id)
    session.commit()
    browser = browse_as(cast.editor)
    first = session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    browser.post(f"/notices/{first.id if first else 0}")
    with count_queries() as queries:
        page = browser.get("/notices").text
    assert len(queries) <= 12
    assert page.count("Mark as read:") == 20
    last = browser.get("/notices?page=3").text
    assert last.count("Mark as read:") == 7
    assert "Open:" in last


@pytest.fixture
def token(app: Flask, cast: Cast) -> str:
    with app.app_context():
        return unsubscribe_token(cast.contributor)


def wants_letters(session: Session, member: Member) -> bool:
    session.rollback()
    return session.get_one(Member, member.id).mail_notices


def test_the_link_in_a_letter_asks_first_and_ends_letters_on_a_click(
    session: Session, cast: Cast, token: str, browse_as: SignIn
) -> None:
    browser = browse_as(None)
    assert "End these letters" in browser.get(f"/notices/letters/{token}").text
    assert wants_letters(session, cast.contributor)
    assert "no more letters" in browser.post(f"/notices/letters/{token}").text
    assert not wants_letters(session, cast.contributor)
    assert "no more letters" in browser.get(f"/notices/letters/{token}").text


def test_a_mail_program_ends_letters_without_a_session_or_a_csrf_token(
    session: Session, cast: Cast, token: str, home: Path, database_url: str
) -> None:
    """RFC 8058: one POST with `List-Unsubscribe=One-Click`, from a place that never saw the site."""
    environment = {"CAUSEWAY_HOME": str(home), "CAUSEWAY_DATABASE_URL": database_url}
    strict = create_app(read_settings(environment), TESTING=True, RATELIMIT_ENABLED=False)
    answer = strict.test_client().post(f"/notices/letters/{token}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not wants_letters(session, cast.contributor)


@pytest.mark.parametrize("wrong", ["x", "IjEi.x", "a" * 3000, "%00"])
def test_a_made_up_link_ends_nobodys_letters(cast: Cast, browse_as: SignIn, token: str, wrong: str) -> None:
    assert browse_as(None).post(f"/notices/letters/{wrong}").status_code == 404
    assert browse_as(None).post(f"/notices/letters/{token[:-2]}").status_code == 404
