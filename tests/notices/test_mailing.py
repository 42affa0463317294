"""Letters: sent after the commit, in the reader's language, after asking for permission once more; none lost, none twice."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.mail import FolderMailer, MailDown, SmtpMailer
from app.notices import delivery
from knowledge import clock
from knowledge.notes.models import AudienceKind, Note, NoteState
from knowledge.notices.mail import queue_mail
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.notices.telling import tell
from knowledge.organizations.models import Membership, TeamRole
from tests import factories
from tests.notices.conftest import HandOver
from tests.notices.postbox import Postbox, free_port
from tests.personas import Cast

Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let time pass."""
    start = clock.now()
    passed = [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: start + passed[0])

    def pass_by(time: timedelta) -> None:
        passed[0] += time

    return pass_by


@pytest.fixture
def note(session: Session, cast: Cast) -> Note:
    """A note for the network by Dakar, of which the contributor is told that it was published."""
    note = factories.note(
        session,
        "Pompes à main",
        author=cast.contributor,
        teams=[cast.dakar],
        language="fr",
        audience=AudienceKind.NETWORK,
    )
    tell(session, [cast.contributor.id], "note_published", note, cast.editor.id)
    session.commit()
    return note


def waiting(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(OutgoingMail)) or 0


def state_of_notice(session: Session) -> str:
    session.rollback()
    return session.scalars(select(Notice.mail_state)).one()


def text_of(letter: EmailMessage) -> str:
    return str(letter.get_content())


def test_a_notice_becomes_one_letter(
    session: Session, cast: Cast, note: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    assert hand_over(mailer) == 1
    assert hand_over(mailer) == 0
    [letter] = postbox.letters
    assert letter["To"] == cast.contributor.email
    assert letter["From"] == "Causeway <causeway@localhost>"
    assert letter["Subject"] == "Causeway: Mamadou Faye published “Pompes à main”, of which you are an author"
    assert f"http://localhost/notes/{note.permalink}" in text_of(letter)
    assert (waiting(session), state_of_notice(session)) == (0, "sent")


def test_it_names_the_time_in_the_readers_zone(
    session: Session, cast: Cast, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    tell(session, [cast.lima_editor.id], "join_accepted", cast.lima, cast.editor.id)
    session.scalars(select(Notice)).one().created_at = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
    session.commit()
    hand_over(mailer)
    assert "February 28, 2026, 9:30\u202fPM (Peru Standard Time)" in text_of(postbox.letters[0])


def test_names_are_in_the_readers_language(
    session: Session, cast: Cast, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    cast.lima_editor.interface_language = "es"
    tell(session, [cast.lima_editor.id], "join_accepted", cast.lima, cast.editor.id)
    session.commit()
    hand_over(mailer)
    assert "Perú" in text_of(postbox.letters[0])


def test_links_start_with_the_configured_address(
    session: Session, note: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    hand_over(mailer)
    addresses = [word for word in text_of(postbox.letters[0]).split() if word.startswith("http")]
    assert len(addresses) == 2
    assert all(address.startswith("http://localhost/") for address in addresses)


def test_mail_programs_find_the_link_that_ends_letters(
    session: Session, note: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    """RFC 8058: both headers, and the address whole and plain, which a folded one would not be."""
    hand_over(mailer)
    lines = postbox.as_sent[0].split(b"\r\n")
    assert any(line.startswith(b"List-Unsubscribe: <http://localhost/notices/letters/") for line in lines)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert max(map(len, lines)) < 998


def suspend(session: Session, cast: Cast, note: Note) -> None:
    cast.contributor.suspended_at = clock.now()


def switch_letters_off(session: Session, cast: Cast, note: Note) -> None:
    cast.contributor.mail_notices = False


def read_on_the_site(session: Session, cast: Cast, note: Note) -> None:
    session.scalars(select(Notice)).one().read_at = clock.now()


def narrow_the_audience(session: Session, cast: Cast, note: Note) -> None:
    """The note now belongs to Lima alone, and its first author is no longer one."""
    note.authors, note.owners, note.readers, note.state = [], [], [], NoteState.DRAFT


@pytest.mark.parametrize("change", [suspend, switch_letters_off, read_on_the_site, narrow_the_audience])
def test_what_changed_meanwhile_counts_when_the_letter_is_sent(
    change: Callable[[Session, Cast, Note], None],
    session: Session,
    cast: Cast,
    note: Note,
    postbox: Postbox,
    mailer: SmtpMailer,
    hand_over: HandOver,
) -> None:
    change(session, cast, note)
    session.commit()
    hand_over(mailer)
    assert postbox.letters == []
    assert (waiting(session), state_of_notice(session)) == (0, "dropped")


def test_who_left_the_team_gets_no_letter_about_its_requests(
    session: Session, cast: Cast, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    tell(session, [cast.focal_point.id], "join_request", cast.dakar, cast.outsider.id)
    session.get_one(Membership, (cast.focal_point.id, cast.dakar.id)).role = TeamRole.CONTRIBUTOR
    session.commit()
    hand_over(mailer)
    assert postbox.letters == []


def test_nothing_is_lost_while_the_server_is_down(
    session: Session, note: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver, later: Later
) -> None:
    nowhere = SmtpMailer(f"smtp://127.0.0.1:{free_port()}")
    for _ in range(8):
        with pytest.raises(MailDown):
            hand_over(nowhere)
    assert hand_over(mailer) == 1
    assert len(postbox.letters) == 1


@pytest.mark.parametrize("answer", ["451 Busy", "550 Not wanted"])
def test_a_refused_letter_is_tried_again_ever_later_and_holds_up_no_other(
    answer: str, session: Session, cast: Cast, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver, later: Later
) -> None:
    queue_mail(session, "bad@example.org", "First", "text")
    queue_mail(session, "good@example.org", "Second", "text")
    session.commit()
    postbox.refused["bad@example.org"] = answer
    assert hand_over(mailer) == 1
    assert [letter["To"] for letter in postbox.letters] == ["good@example.org"]
    assert hand_over(mailer) == 0, "not again at once"
    later(timedelta(minutes=1))
    hand_over(mailer)
    later(timedelta(minutes=1))
    postbox.refused.clear()
    assert hand_over(mailer) == 0, "the second wait is longer"
    later(timedelta(minutes=4))
    assert hand_over(mailer) == 1


def test_a_bad_address_is_given_up_after_five_tries_with_a_line_that_tells_nothing(
    session: Session,
    postbox: Postbox,
    mailer: SmtpMailer,
    hand_over: HandOver,
    later: Later,
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue_mail(session, "bad@example.org", "Private subject", "private words")
    session.commit()
    postbox.refused["bad@example.org"] = "550 bad@example.org: Private subject"
    with caplog.at_level(logging.INFO, logger="causeway"):
        for _ in range(5):
            hand_over(mailer)
            later(timedelta(hours=12))
    assert waiting(session) == 0
    assert "given up" in caplog.messages[-1] or "given up" in caplog.messages[-2]
    assert "rivate" not in caplog.text
    assert "bad@" not in caplog.text


def test_a_notice_given_up_is_mailed_when_it_happens_again(
    session: Session, cast: Cast, note: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver, later: Later
) -> None:
    postbox.refused[cast.contributor.email] = "550 no"
    for _ in range(5):
        hand_over(mailer)
        later(timedelta(hours=12))
    assert (waiting(session), state_of_notice(session)) == (0, "dropped")
    tell(session, [cast.contributor.id], "note_published", note, cast.editor.id)
    session.commit()
    postbox.refused.clear()
    assert hand_over(mailer) == 1


def test_a_crash_after_the_hand_over_repeats_that_one_letter_under_the_same_id(
    session: Session,
    postbox: Postbox,
    mailer: SmtpMailer,
    hand_over: HandOver,
    later: Later,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in (1, 2, 3):
        queue_mail(session, f"{number}@example.org", f"Letter {number}", "text")
    session.commit()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as crashing:
        crashing.setattr(delivery, "finish", crash)
        with pytest.raises(KeyboardInterrupt):
            hand_over(mailer)
    assert hand_over(mailer) == 2, "the others go out at once"
    later(timedelta(minutes=11))
    assert hand_over(mailer) == 1
    assert sorted(letter["Subject"] for letter in postbox.letters) == ["Letter 1", "Letter 1", "Letter 2", "Letter 3"]
    assert len({letter["Message-ID"] for letter in postbox.letters}) == 3


def test_two_workers_send_each_letter_once(
    home: Path, session: Session, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    """The second worker looks at the queue when the first has claimed a letter and not finished it."""
    queue_mail(session, "one@example.org", "Once", "text")
    session.commit()
    taken: list[int] = []

    class Rival(FolderMailer):
        def write(self, message: EmailMessage) -> None:
            taken.append(hand_over(mailer))

    hand_over(Rival(home / "mail"))
    assert taken == [0]
    assert postbox.letters == []


def test_news_that_come_while_a_letter_is_on_its_way_get_a_letter_of_their_own(
    home: Path, session: Session, cast: Cast, note: Note, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    class Slow(FolderMailer):
        def write(self, message: EmailMessage) -> None:
            tell(session, [cast.contributor.id], "note_published", note, cast.editor.id)
            session.commit()

    hand_over(Slow(home / "mail"))
    assert hand_over(mailer) == 1
    assert len(postbox.letters) == 1


def test_without_a_server_letters_are_files(
    home: Path, session: Session, cast: Cast, note: Note, hand_over: HandOver
) -> None:
    folder = home / "mail"
    hand_over(FolderMailer(folder))
    [file] = folder.iterdir()
    assert file.suffix == ".eml"
    assert cast.contributor.email in file.read_text()


def test_it_signs_in_where_the_address_says_so(
    session: Session, smtp_port: int, postbox: Postbox, hand_over: HandOver
) -> None:
    queue_mail(session, "one@example.org", "Hello", "text")
    session.commit()
    hand_over(SmtpMailer(f"smtp://cause%40way:s3cret%2F%40@127.0.0.1:{smtp_port}"))
    assert postbox.signed_in == ["cause@way"]


def test_a_wrong_password_says_so_and_keeps_the_letter(
    session: Session, smtp_port: int, postbox: Postbox, hand_over: HandOver
) -> None:
    queue_mail(session, "one@example.org", "Hello", "text")
    session.commit()
    with pytest.raises(MailDown, match="SMTPAuthenticationError 535"):
        hand_over(SmtpMailer(f"smtp://causeway:wrong@127.0.0.1:{smtp_port}"))
    assert waiting(session) == 1


def test_words_in_any_script_arrive(
    session: Session, postbox: Postbox, mailer: SmtpMailer, hand_over: HandOver
) -> None:
    queue_mail(session, "one@example.org", "مضخات تعمل", "ماء\nПамять\n水\n" + "long " * 400)
    session.commit()
    hand_over(mailer)
    assert postbox.letters[0]["Subject"] == "مضخات تعمل"
    assert text_of(postbox.letters[0]).splitlines()[:3] == ["ماء", "Память", "水"]
