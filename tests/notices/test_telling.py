"""A notice is a row of the change's own transaction, and its letter a row beside it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge import clock
from knowledge.notices.mail import queue_mail
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.notices.telling import tell
from tests.personas import Cast


def notices_of(session: Session, member_id: int) -> list[Notice]:
    return list(session.scalars(select(Notice).where(Notice.member_id == member_id).order_by(Notice.id)))


def letters(session: Session) -> list[OutgoingMail]:
    return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_everybody_named_is_told_but_the_actor(session: Session, cast: Cast) -> None:
    tell(session, [cast.editor.id, cast.contributor.id], "join_request", cast.dakar, cast.contributor.id)
    assert [n.kind for n in notices_of(session, cast.editor.id)] == ["join_request"]
    assert notices_of(session, cast.contributor.id) == []


def test_a_notice_is_due_by_mail_unless_the_member_said_no(session: Session, cast: Cast) -> None:
    cast.lima_editor.mail_notices = False
    tell(session, [cast.editor.id, cast.lima_editor.id], "join_request", cast.dakar, cast.outsider.id)
    assert [n.mail_state for n in notices_of(session, cast.editor.id)] == ["due"]
    assert [n.mail_state for n in notices_of(session, cast.lima_editor.id)] == ["none"]
    assert [letter.notice.member_id for letter in letters(session) if letter.notice] == [cast.editor.id]


def test_the_same_twice_before_it_is_sent_is_one_notice_and_one_letter(session: Session, cast: Cast) -> None:
    for words in ("first", "second"):
        tell(session, [cast.editor.id], "join_request", cast.dakar, cast.outsider.id, words=words)
    assert [n.detail for n in notices_of(session, cast.editor.id)] == [{"words": "second"}]
    assert len(letters(session)) == 1


def test_two_people_asking_are_two_notices(session: Session, cast: Cast) -> None:
    tell(session, [cast.editor.id], "join_request", cast.dakar, cast.outsider.id)
    tell(session, [cast.editor.id], "join_request", cast.dakar, cast.lima_editor.id)
    assert len(notices_of(session, cast.editor.id)) == 2


def test_what_happens_again_after_the_letter_went_out_is_mailed_again(session: Session, cast: Cast) -> None:
    tell(session, [cast.editor.id], "join_request", cast.dakar, cast.outsider.id)
    [notice] = notices_of(session, cast.editor.id)
    notice.mail_state = "sent"
    tell(session, [cast.editor.id], "join_request", cast.dakar, cast.outsider.id)
    assert [n.mail_state for n in notices_of(session, cast.editor.id)] == ["due"]


def test_a_conversation_is_one_notice_until_it_is_read(session: Session, cast: Cast) -> None:
    for actor in (cast.outsider, cast.contributor):
        tell(session, [cast.editor.id], "group_message", cast.dakar, actor.id)
    [notice] = notices_of(session, cast.editor.id)
    notice.read_at = clock.now()
    tell(session, [cast.editor.id], "group_message", cast.dakar, cast.outsider.id)
    assert len(notices_of(session, cast.editor.id)) == 2


def test_nothing_is_left_of_a_notice_when_the_change_fails(session: Session, cast: Cast) -> None:
    tell(session, [cast.editor.id], "join_request", cast.dakar, cast.outsider.id)
    session.rollback()
    assert notices_of(session, cast.editor.id) == []
    assert letters(session) == []


def test_a_line_break_cannot_smuggle_a_header_into_mail(session: Session) -> None:
    queue_mail(session, "a@example.org", "Hello\r\nBcc: b@example.org", "text", {"X-A": "1\nX-B: 2"})
    [letter] = letters(session)
    assert letter.subject == "Hello Bcc: b@example.org"
    assert letter.headers == {"X-A": "1 X-B: 2"}
