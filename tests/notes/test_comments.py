"""The dialogue on a note under review: anchored to a field, answered, settled; heard by those it concerns and nobody else."""

import gzip

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.errors import Invalid, NotAllowed, NotFound
from knowledge.notes.drafts import delete_unpublished
from knowledge.notes.errors import CommentGone, NoteAlreadyWithdrawn
from knowledge.notes.models import Note
from knowledge.notes.publishing import submit_note, withdraw_note
from knowledge.notes.review.comments import MOST_IN_A_COMMENT, MOST_REPLIES, comment_on, reply_to, settle_thread
from knowledge.notes.review.dialogue import dialogue_on
from knowledge.notes.review.models import ReviewComment
from knowledge.notes.writing import save_revision
from knowledge.notices.models import Notice
from knowledge.people.administering import suspend_member
from tests.conftest import SignIn
from tests.notes.proposals import published, snapshot, written
from tests.notes.together import shared_and_sent
from tests.personas import Cast
from tests.queries import CountQueries

MANY = 200


def told(session: Session, kind: str) -> set[int]:
    return set(session.scalars(select(Notice.member_id).where(Notice.kind == kind)))


def sent(session: Session, cast: Cast) -> Note:
    note = written(session, cast)
    submit_note(session, cast.actor(cast.contributor), note)
    session.commit()
    return note


def test_an_editors_word_reaches_the_authors_alone(session: Session, cast: Cast) -> None:
    note = sent(session, cast)
    comment_on(session, cast.actor(cast.editor), note, 1, "challenge", "How many weeks?")
    assert told(session, "note_commented") == {cast.contributor.id}
    assert [notice.detail for notice in session.scalars(select(Notice)) if "comment" in notice.kind] == [{}]


def test_an_authors_word_reaches_the_editors_who_are_asked(session: Session, cast: Cast) -> None:
    note = written(session, cast)
    comment_on(session, cast.actor(cast.contributor), note, 1, "challenge", "To myself.")
    assert told(session, "note_commented") == set()
    submit_note(session, cast.actor(cast.contributor), note)
    comment_on(session, cast.actor(cast.contributor), note, 1, "challenge", "Is this enough?")
    assert told(session, "note_commented") == {cast.editor.id, cast.focal_point.id}


def test_a_reply_reaches_the_authors_and_who_spoke(session: Session, cast: Cast) -> None:
    note = shared_and_sent(session, cast)
    first = comment_on(session, cast.actor(cast.lima_editor), note, 1, "challenge", "How many weeks?")
    reply_to(session, cast.actor(cast.contributor), note, first.id, "Six.")
    others = {author.member_id for author in note.authors} - {cast.contributor.id}
    assert told(session, "note_comment_replied") == {cast.lima_editor.id} | others


def test_a_settled_thread_is_open_again_with_a_reply(session: Session, cast: Cast) -> None:
    note, editor = sent(session, cast), cast.actor(cast.editor)
    first = comment_on(session, editor, note, 1, "", "Well done.")
    settle_thread(session, cast.actor(cast.contributor), note, first.id)
    settle_thread(session, editor, note, first.id)
    assert first.resolved_by_id == cast.contributor.id
    reply_to(session, editor, note, first.id, "One more thing.")
    assert first.resolved_at is None
    settle_thread(session, editor, note, first.id)
    settle_thread(session, editor, note, first.id, settled=False)
    assert first.resolved_at is None


def test_words_that_are_none_or_too_many_are_refused(session: Session, cast: Cast) -> None:
    note, editor = sent(session, cast), cast.actor(cast.editor)
    for text, problem in (("  \n", "missing:words"), ("x" * 50_000, f"too_long:{MOST_IN_A_COMMENT}")):
        with pytest.raises(Invalid) as refused:
            comment_on(session, editor, note, 1, "challenge", text)
        assert refused.value.fields == {"text": problem}
    first = comment_on(session, editor, note, 1, "challenge", "Begin.")
    session.add_all(
        ReviewComment(
            note_id=note.id, number=1, field="challenge", thread_id=first.id, author_id=cast.editor.id, text="x"
        )
        for _ in range(MOST_REPLIES)
    )
    session.flush()
    with pytest.raises(Invalid):
        reply_to(session, editor, note, first.id, "And on.")


def test_a_comment_stands_at_a_field_and_a_revision_that_are_there(session: Session, cast: Cast) -> None:
    note, other, editor = sent(session, cast), sent(session, cast), cast.actor(cast.editor)
    for number, field in ((2, "challenge"), (0, "challenge"), (1, "no_such_field")):
        with pytest.raises(CommentGone):
            comment_on(session, editor, note, number, field, "Where?")
    elsewhere = comment_on(session, editor, other, 1, "challenge", "Here.")
    reply = reply_to(session, editor, other, elsewhere.id, "And here.")
    for thread in (elsewhere.id, reply.id, 4711):
        with pytest.raises(CommentGone):
            reply_to(session, editor, note, thread, "Lost?")
    with pytest.raises(CommentGone):
        settle_thread(session, editor, note, elsewhere.id)


def test_a_withdrawn_note_is_talked_about_no_more(session: Session, cast: Cast) -> None:
    note, editor = published(session, cast), cast.actor(cast.editor)
    first = comment_on(session, editor, note, 1, "", "Old.")
    withdraw_note(session, editor, note, "Wrong.")
    with pytest.raises(NoteAlreadyWithdrawn):
        comment_on(session, editor, note, 1, "", "New.")
    with pytest.raises(NoteAlreadyWithdrawn):
        reply_to(session, editor, note, first.id, "New.")


def test_who_is_shut_out_says_no_more_and_their_words_stay(session: Session, cast: Cast) -> None:
    note = sent(session, cast)
    comment_on(session, cast.actor(cast.editor), note, 1, "challenge", "Kept words.")
    suspend_member(session, cast.actor(cast.administrator), cast.editor)
    with pytest.raises(NotFound):
        comment_on(session, cast.actor(cast.editor), note, 1, "challenge", "More.")
    threads = dialogue_on(session, cast.actor(cast.contributor), note)["challenge"].threads
    assert [thread.first.text for thread in threads] == ["Kept words."]


def test_deleting_a_draft_takes_its_talk_along(session: Session, cast: Cast) -> None:
    note = sent(session, cast)
    comment_on(session, cast.actor(cast.editor), note, 1, "challenge", "Gone soon.")
    delete_unpublished(session, cast.actor(cast.contributor), note)
    session.commit()
    assert session.scalar(select(func.count()).select_from(ReviewComment)) == 0


@pytest.mark.parametrize("persona", ["stranger", "lima_editor", "coordinator", "administrator", "outsider"])
def test_who_does_not_work_on_the_note_neither_reads_nor_says_anything(
    session: Session, cast: Cast, persona: str
) -> None:
    for note in (sent(session, cast), published(session, cast)):
        comment_on(session, cast.actor(cast.editor), note, 1, "challenge", "Among us.")
        actor = cast.actor(cast.everybody()[persona])
        for act in (
            lambda: comment_on(session, actor, note, 1, "challenge", "Me too."),  # noqa: B023
            lambda: dialogue_on(session, actor, note),  # noqa: B023
        ):
            with pytest.raises((NotAllowed, NotFound)):
                act()


def test_the_page_shows_each_word_at_its_field_and_the_text_it_was_about(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    note = sent(session, cast)
    comment_on(session, cast.actor(cast.editor), note, 1, "challenge", "How many <b>weeks</b>?")
    comment_on(session, cast.actor(cast.editor), note, 1, "gender_and_rights", "Say who fetches the water.")
    page = browse_as(cast.contributor).get(f"/notes/{note.permalink}/review").text
    assert "How many &lt;b&gt;weeks&lt;/b&gt;?" in page and "Say who fetches the water." in page
    assert "The text has changed since" not in page
    better = snapshot(cast, challenge="Pumps stood still for six weeks.")
    save_revision(session, cast.actor(cast.contributor), note, better, 1)
    session.commit()
    page = browse_as(cast.editor).get(f"/notes/{note.permalink}/review").text
    assert page.count("The text has changed since") == 1
    assert "Pumps stood still for weeks for want of a seal." in page and "Pumps stood still for six weeks." in page


def test_a_comment_is_written_answered_and_settled_on_the_page(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = sent(session, cast)
    at = f"/notes/{note.permalink}"
    editor, author = browse_as(cast.editor), browse_as(cast.contributor)
    answer = editor.post(f"{at}/comments", data={"field": "challenge", "number": "1", "text": "How many weeks?"})
    session.expire_all()
    first = session.scalars(select(ReviewComment)).one()
    assert answer.location.endswith(f"{at}/review#comment-{first.id}")
    author.post(f"{at}/comments", data={"field": "challenge", "thread": str(first.id), "text": "Six."})
    author.post(f"{at}/comments/state", data={"thread": str(first.id), "back": "field"})
    page = editor.get(f"{at}/review/challenge").text
    assert "How many weeks?" in page and "Six." in page and "Settled" in page
    assert "not settled" not in editor.get(f"{at}/review").text
    author.post(f"{at}/comments/state", data={"thread": str(first.id), "act": "reopen"})
    assert "1 comment is not settled" in editor.get(f"{at}/review").text
    assert editor.get(f"{at}/review/whole").status_code == 200
    assert editor.get(f"{at}/review/no_such_field").status_code == 404


@pytest.mark.parametrize("more", [{}, {"back": "field"}, {"field": "gender_and_rights"}], ids=["all", "field", "empty"])
def test_too_long_a_comment_comes_back_whole(
    session: Session, cast: Cast, browse_as: SignIn, more: dict[str, str]
) -> None:
    note = sent(session, cast)
    words = "word " * 10_000
    data = {"field": "challenge", "number": "1", "text": words} | more
    answer = browse_as(cast.editor).post(f"/notes/{note.permalink}/comments", data=data)
    assert answer.status_code == 422
    assert words in answer.text and "at most 5,000 characters" in answer.text and 'aria-invalid="true"' in answer.text
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(ReviewComment)) == 0


def test_words_for_a_revision_that_is_gone_are_given_back(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = sent(session, cast)
    words = "A long thought about the challenge."
    data = {"field": "challenge", "number": "9", "text": words}
    answer = browse_as(cast.editor).post(f"/notes/{note.permalink}/comments", data=data)
    assert answer.status_code == 409 and words in answer.text


def test_review_page_of_a_note_with_200_comments_at_most_12_queries(
    session: Session, cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    note = shared_and_sent(session, cast)
    cast.dakar.two_pairs_of_eyes = True
    fields = ("title", "challenge", "what_we_did", "what_did_not_work", "countries", "authors", "gender_and_rights", "")
    for n in range(MANY):
        number, field = 1 + n % note.latest_number, fields[n % len(fields)]
        text = f"Comment {n}. " * 8
        session.add(ReviewComment(note_id=note.id, number=number, field=field, author_id=cast.editor.id, text=text))
    session.commit()
    first = session.scalars(select(ReviewComment).where(ReviewComment.field == "challenge")).first()
    for n in range(30):
        session.add(
            ReviewComment(
                note_id=note.id, number=1, field="challenge", thread_id=first.id, author_id=cast.editor.id, text=f"R{n}"
            )
        )
    session.commit()
    for member in (cast.editor, cast.contributor, cast.lima_editor):
        browser = browse_as(member)
        for address in ("review", "review/challenge", "review/challenge?page=2"):
            with count_queries() as queries:
                page = browser.get(f"/notes/{note.permalink}/{address}")
            assert page.status_code == 200
            assert len(queries) <= 12, "\n".join(queries)
        assert len(gzip.compress(page.data)) < 20_000  # the stylesheet and the scripts are the rest of the 60 kB
    assert "All 25 comments on this" in browser.get(f"/notes/{note.permalink}/review").text
