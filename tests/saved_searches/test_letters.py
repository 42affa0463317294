"""Letters about saved searches: what may be read when they are sent, in the reader's language, ended one by one."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.mail import SmtpMailer
from app.saved_searches.stopping import stop_token
from knowledge import clock
from knowledge.notes.models import AudienceKind, Note
from knowledge.notes.projection import refresh_readers
from knowledge.notices.models import Notice
from knowledge.peer_groups.models import PeerGroup, Place, PlaceState
from knowledge.people.models import Member
from knowledge.saved_searches.keeping import change_search, delete_search, save_search
from knowledge.saved_searches.looking import MOST_NAMED
from knowledge.saved_searches.models import HowOften, SavedSearch
from tests import factories
from tests.conftest import SignIn
from tests.notices.conftest import HandOver
from tests.notices.postbox import Postbox
from tests.personas import Cast
from tests.saved_searches.conftest import Job, Save, Watch

Change = Callable[[Session, Cast, Note], None]


@pytest.fixture
def group(session: Session, cast: Cast) -> PeerGroup:
    """A group of Dakar's contributor and Lima's editor."""
    made = PeerGroup(name="Depots", purpose="Talk.", language="en", proposed_by_id=cast.contributor.id)
    session.add(made)
    for member in (cast.contributor, cast.lima_editor):
        place = Place(member_id=member.id, team_id=cast.dakar.id, country="SN", organization_id=cast.water_agency.id)
        place.state = PlaceState.MEMBER
        made.places.append(place)
    session.commit()
    return made


@pytest.fixture
def found(session: Session, cast: Cast, group: PeerGroup, work: Job, save: Save) -> Note:
    """A note of the group, found for Lima's editor; the letter about it waits."""
    work()
    save(cast.lima_editor, "pumps")
    note = factories.note(
        session,
        "Pompes à main",
        author=cast.contributor,
        teams=[cast.dakar],
        language="fr",
        audience=AudienceKind.PEER_GROUP,
        group_id=group.id,
        challenge="Pumps stood still.",
    )
    work()
    return note


def text_of(letter: EmailMessage) -> str:
    return str(letter.get_content())


def test_a_letter_names_what_was_found_and_leads_there(
    session: Session, cast: Cast, found: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    search = session.scalars(select(SavedSearch)).one()
    assert hand_over(mailer) == 1
    assert hand_over(mailer) == 0
    [letter] = postbox.letters
    assert letter["To"] == cast.lima_editor.email
    assert letter["Subject"] == f"Causeway: There is something new in your saved search “{search.name}”"
    lines = text_of(letter).splitlines()
    assert lines[lines.index("Pompes à main") + 1] == f"http://localhost/notes/{found.permalink}"
    assert f"http://localhost/search/saved/{search.permalink}" in lines
    assert any("told at once" in line for line in lines)


def make_private(session: Session, cast: Cast, note: Note) -> None:
    note.audience = AudienceKind.ORGANIZATION
    refresh_readers(session, note)


def leave_the_group(session: Session, cast: Cast, note: Note) -> None:
    place = session.scalars(select(Place).where(Place.member_id == cast.lima_editor.id)).one()
    place.state = PlaceState.LEFT


def suspend(session: Session, cast: Cast, note: Note) -> None:
    cast.lima_editor.suspended_at = clock.now()


def end_all_letters(session: Session, cast: Cast, note: Note) -> None:
    cast.lima_editor.mail_notices = False


def switch_this_alert_off(session: Session, cast: Cast, note: Note) -> None:
    search = session.scalars(select(SavedSearch)).one()
    change_search(session, cast.actor(cast.lima_editor), search, search.name, "never")


def delete_the_search(session: Session, cast: Cast, note: Note) -> None:
    delete_search(session, cast.actor(cast.lima_editor), session.scalars(select(SavedSearch)).one())


CHANGES = [make_private, leave_the_group, suspend, end_all_letters, switch_this_alert_off, delete_the_search]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_between_finding_and_sending_counts(
    change: Change, session: Session, cast: Cast, found: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    change(session, cast, found)
    session.commit()
    hand_over(mailer)
    assert postbox.letters == []


@pytest.mark.parametrize("change", [make_private, leave_the_group])
def test_neither_the_notice_nor_the_page_names_what_may_no_longer_be_read(
    change: Change, session: Session, cast: Cast, found: Note, browse_as: SignIn
) -> None:
    search = session.scalars(select(SavedSearch)).one()
    browser = browse_as(cast.lima_editor)
    for address in ("/notices", f"/search/saved/{search.permalink}"):
        assert "Pompes" in browser.get(address).text
    assert "1 new note" in browser.get("/search/saved").text
    change(session, cast, found)
    session.commit()
    for address in ("/notices", f"/search/saved/{search.permalink}", "/search/saved"):
        page = browser.get(address).text
        assert "Pompes" not in page
        assert found.permalink not in page
        assert "1 new note" not in page
    assert "no longer available to you" in browser.get("/notices").text


def test_of_several_notes_a_letter_names_those_that_are_left(
    session: Session, cast: Cast, work: Job, save: Save, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    work()
    save(cast.lima_editor, "pumps")
    kept, lost = (factories.note(session, f"Pumps {n}", teams=[cast.dakar]) for n in ("kept", "lost"))
    work()
    make_private(session, cast, lost)
    session.commit()
    hand_over(mailer)
    assert "Pumps kept" in text_of(postbox.letters[0])
    assert "Pumps lost" not in text_of(postbox.letters[0])
    assert kept.permalink in text_of(postbox.letters[0])


def test_a_letter_names_twenty_and_leads_to_the_rest(
    session: Session, cast: Cast, work: Job, save: Save, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    work()
    save(cast.lima_editor, "pumps")
    for number in range(MOST_NAMED + 3):
        factories.note(session, f"Pumps {number}", teams=[cast.dakar])
    work()
    hand_over(mailer)
    [letter] = postbox.letters
    assert text_of(letter).count("/notes/") == MOST_NAMED
    assert "There are more" in text_of(letter)


def test_letters_are_in_the_readers_language_and_titles_in_their_own(
    session: Session,
    cast: Cast,
    work: Job,
    save: Save,
    watch: Watch,
    postbox: Postbox,
    mailer: SmtpMailer,
    hand_over: HandOver,
) -> None:
    watch.set(datetime(2026, 3, 2, 15, tzinfo=UTC))
    cast.lima_editor.interface_language = "es"
    work()
    save(cast.lima_editor, "مضخات", "at_once")
    factories.note(session, "مضخات تعمل", teams=[cast.dakar], language="ar")
    work()
    hand_over(mailer)
    assert "مضخات تعمل" in text_of(postbox.letters[0])
    assert "2 de marzo de 2026" in text_of(postbox.letters[0])


def test_mail_programs_find_the_link_that_ends_this_alert_alone(
    session: Session, cast: Cast, found: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    """RFC 8058: both headers, and the address whole and plain."""
    hand_over(mailer)
    lines = postbox.as_sent[0].split(b"\r\n")
    assert any(line.startswith(b"List-Unsubscribe: <http://localhost/search/saved/letters/") for line in lines)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines


def test_one_click_ends_this_alert_and_nothing_else(
    app: Flask, session: Session, cast: Cast, work: Job, save: Save, home: object, database_url: str
) -> None:
    ended, other = save(cast.lima_editor, "pumps"), save(cast.lima_editor, "wells")
    with app.app_context():
        token = stop_token(ended)
    environment = {"CAUSEWAY_HOME": str(home), "CAUSEWAY_DATABASE_URL": database_url}
    strict = create_app(read_settings(environment), TESTING=True, RATELIMIT_ENABLED=False)
    address = f"/search/saved/letters/{token}"
    assert "End letters about this search" in strict.test_client().get(address).text
    answer = strict.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    session.rollback()
    assert (ended.how_often, other.how_often) == (HowOften.NEVER, HowOften.AT_ONCE)
    assert session.get_one(Member, cast.lima_editor.id).mail_notices
    factories.note(session, "Pumps and wells", teams=[cast.dakar])
    work()
    assert session.scalars(select(Notice.subject_id)).all() == [other.id]


@pytest.mark.parametrize("wrong", ["x", "IjEi.x", "a" * 3000, "%00", "edit"])
def test_a_made_up_link_ends_nothing(cast: Cast, browse_as: SignIn, save: Save, wrong: str) -> None:
    saved = save(cast.lima_editor, "pumps")
    assert browse_as(None).post(f"/search/saved/letters/{wrong}").status_code == 404
    assert saved.how_often == HowOften.AT_ONCE


def test_the_link_of_a_deleted_search_ends_no_other(
    app: Flask, session: Session, cast: Cast, browse_as: SignIn, save: Save
) -> None:
    gone = save(cast.lima_editor, "pumps")
    with app.app_context():
        token = stop_token(gone)
    delete_search(session, cast.actor(cast.lima_editor), gone)
    session.commit()
    later = save_search(session, cast.actor(cast.outsider), "Mine", [("q", "wells")], "daily")
    session.commit()
    assert browse_as(None).post(f"/search/saved/letters/{token}").status_code == 404
    session.rollback()
    assert later.how_often == HowOften.DAILY


def test_a_day_is_gathered_into_one_letter_in_the_readers_morning(
    session: Session,
    cast: Cast,
    work: Job,
    save: Save,
    watch: Watch,
    postbox: Postbox,
    mailer: SmtpMailer,
    hand_over: HandOver,
) -> None:
    """Lima's morning at seven is noon in UTC."""
    watch.set(datetime(2026, 3, 2, 15, tzinfo=UTC))
    work()
    save(cast.lima_editor, "pumps", "daily")
    for hour, title in ((16, "Pumps in the morning"), (23, "Pumps in the evening")):
        watch.set(datetime(2026, 3, 2, hour, tzinfo=UTC))
        factories.note(session, title, teams=[cast.dakar])
        work()
    watch.set(datetime(2026, 3, 3, 11, 59, tzinfo=UTC))
    work()
    hand_over(mailer)
    assert postbox.letters == []
    watch.set(datetime(2026, 3, 3, 12, tzinfo=UTC))
    work()
    hand_over(mailer)
    [letter] = postbox.letters
    assert "Pumps in the morning" in text_of(letter)
    assert "Pumps in the evening" in text_of(letter)
    watch.forward(days=1)
    work()
    assert hand_over(mailer) == 0


def test_no_note_is_in_two_letters_though_the_notices_are_not_read(
    session: Session, cast: Cast, work: Job, save: Save, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    work()
    save(cast.lima_editor, "pumps")
    for number in range(3):
        factories.note(session, f"Pumps number{number}", teams=[cast.dakar])
        work()
        if number != 1:
            hand_over(mailer)
    texts = [text_of(letter) for letter in postbox.letters]
    assert len(texts) == 3
    assert [sum(f"number{number}" in text for text in texts) for number in range(3)] == [1, 1, 1]


def test_read_on_the_site_is_not_mailed(
    session: Session,
    cast: Cast,
    found: Note,
    browse_as: SignIn,
    postbox: Postbox,
    mailer: SmtpMailer,
    hand_over: HandOver,
) -> None:
    search = session.scalars(select(SavedSearch)).one()
    browse_as(cast.lima_editor).post(f"/search/saved/{search.permalink}/read")
    hand_over(mailer)
    assert postbox.letters == []
