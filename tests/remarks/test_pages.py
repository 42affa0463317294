"""Pages of remarks as a browser without scripts sees them."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from knowledge import clock
from knowledge.notes.models import Note, NoteState
from knowledge.remarks.models import Remark, RemarkReport
from knowledge.remarks.reporting import hide_remark, report_remark
from knowledge.remarks.speaking import answer_question, ask_about_note, change_words, take_back, thank_authors
from tests import factories
from tests.conftest import SignIn
from tests.notes.test_rendering import Judge
from tests.personas import Cast
from tests.queries import CountQueries
from tests.remarks.steps import narrow


def test_thanks_stand_on_the_note_with_name_team_and_country(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    at = f"/notes/{note.permalink}"
    lima = browse_as(cast.lima_editor)
    assert "Thank the authors" in lima.get(at).text
    answer = lima.post(f"{at}/thanks", data={"text": "It saved us a **year**."})
    assert answer.status_code == 303
    page = browse_as(None).get(at).text
    for words in ("<strong>year</strong>", "Lucía Paredes", "Dirección del Lago", "Peru"):
        assert words in page
    assert "You said thank you" in lima.get(at).text
    assert "Thank the authors" not in lima.get(at).text
    assert "Thank the authors" not in browse_as(cast.contributor).get(at).text, "an author"


def test_a_question_is_answered_and_the_answer_of_an_author_is_marked(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    asked = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/questions", data={"text": "Who decides?"})
    at = asked.headers["Location"]
    assert browse_as(cast.outsider).post(at, data={"text": "A woman."}).status_code == 303
    assert browse_as(cast.contributor).post(at, data={"text": "The committee."}).status_code == 303
    page = browse_as(None).get(at).text
    assert page.count(">Author<") == 1
    assert page.index("A woman.") < page.index("The committee.")
    number = session.scalar(select(Remark.id).where(Remark.text == "The committee."))
    session.rollback()
    helped = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/answers/{number}/helpful")
    assert helped.status_code == 303
    page = browse_as(None).get(at).text
    assert page.index("The committee.") < page.index("A woman.")
    assert "Helpful" in page
    shown = browse_as(None).get(f"/notes/{note.permalink}").text
    assert "The committee." in shown
    assert "All 2 answers" in shown


def test_strangers_are_led_to_the_sign_in(browse_as: SignIn, note: Note, question: Remark) -> None:
    stranger = browse_as(None)
    for page in ("", "/thanks", "/questions", f"/questions/{question.id}"):
        text = stranger.get(f"/notes/{note.permalink}{page}").text
        assert "Sign in to thank, ask or answer" in text
        assert "<textarea" not in text
        assert "/report" not in text


@pytest.mark.parametrize(
    ("page", "field"), [("thanks", "text"), ("questions", "text"), ("(question)", "text"), ("(change)", "text")]
)
@pytest.mark.parametrize(("text", "says"), [(" ", "a few words"), ("long words " * 1000, "too long")])
def test_words_that_are_refused_come_back(
    cast: Cast, browse_as: SignIn, note: Note, question: Remark, page: str, field: str, text: str, says: str
) -> None:
    path = page.replace("(question)", f"questions/{question.id}").replace("(change)", f"remarks/{question.id}/change")
    answer = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/{path}", data={field: text})
    assert answer.status_code == 422
    assert says in answer.text
    assert text.strip() in answer.text


def test_who_answers_a_question_that_was_just_taken_back_keeps_the_words(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark
) -> None:
    take_back(session, cast.actor(cast.lima_editor), question)
    session.commit()
    answer = browse_as(cast.outsider).post(
        f"/notes/{note.permalink}/questions/{question.id}", data={"text": "A woman fills a can."}
    )
    assert answer.status_code == 409
    assert "taken back while you wrote" in answer.text
    assert "A woman fills a can." in answer.text


def test_what_is_typed_while_the_note_is_withdrawn_is_given_back(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    note.state, note.withdrawn_at = NoteState.WITHDRAWN, clock.now()
    session.commit()
    words = "Did you try it in the dry season as well?"
    answer = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/questions", data={"text": words})
    assert answer.status_code == 410
    assert words in answer.text


def test_under_a_withdrawn_note_what_was_said_stays_readable(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark, answer: Remark
) -> None:
    note.state, note.withdrawn_at = NoteState.WITHDRAWN, clock.now()
    session.commit()
    lima = browse_as(cast.lima_editor)
    assert f"/notes/{note.permalink}/questions" in lima.get(f"/notes/{note.permalink}").text
    page = lima.get(f"/notes/{note.permalink}/questions/{question.id}")
    assert page.status_code == 200
    assert "A woman fills a can." in page.text
    assert "nothing can be added" in page.text
    assert "<textarea" not in page.text
    assert "/change" not in page.text


def test_a_question_taken_back_leaves_its_place_to_its_answers(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark, answer: Remark
) -> None:
    at = f"/notes/{note.permalink}/remarks/{question.id}/take-back"
    lima = browse_as(cast.lima_editor)
    assert "Take back what you wrote?" in lima.get(at).text
    assert lima.post(at).status_code == 303
    page = browse_as(None).get(f"/notes/{note.permalink}/questions/{question.id}").text
    assert "took this question back" in page
    assert "A woman fills a can." in page
    assert "Who decides" not in page
    assert "Lucía Paredes" not in page.split("took this question back")[0].split("<main")[1]


def test_reporting_hiding_and_showing_again(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark
) -> None:
    outsider, coordinator = browse_as(cast.outsider), browse_as(cast.coordinator)
    at = f"/notes/{note.permalink}/remarks/{question.id}/report"
    assert "also if the note itself is not for them" in outsider.get(at).text
    assert outsider.post(at, data={"reason": ""}).status_code == 422
    assert outsider.post(at, data={"reason": "An advertisement."}).status_code == 303
    again = outsider.post(at, data={"reason": "An advertisement, I say."})
    assert (again.status_code, "An advertisement, I say." in again.text) == (409, True)
    assert "1 reported remark waits" in coordinator.get("/desk").text
    desk = coordinator.get("/desk/reports").text
    for words in ("An advertisement.", "Huda Hourani", "Lucía Paredes", "Pumps that work"):
        assert words in desk
    decide = f"/desk/reports/{question.id}"
    refused = coordinator.post(decide, data={"act": "hide", "reason": " "})
    assert refused.status_code == 422
    assert coordinator.post(decide, data={"act": "hide", "reason": "No advertisements."}).status_code == 303
    assert "Who decides" not in browse_as(cast.contributor).get(f"/notes/{note.permalink}").text
    own = browse_as(cast.lima_editor).get(f"/notes/{note.permalink}/questions/{question.id}").text
    assert "No advertisements." in own
    assert "Huda" not in own
    assert "Huda" not in browse_as(cast.lima_editor).get("/notices").text
    late = coordinator.post(decide, data={"act": "dismiss"}, follow_redirects=True)
    assert "a moment faster" in late.text
    assert "Show again" in late.text
    assert coordinator.post(decide, data={"act": "show"}).status_code == 303
    assert "Who decides" in browse_as(None).get(f"/notes/{note.permalink}").text


@pytest.mark.parametrize("act", ["", "burn"])
def test_a_decision_that_is_none_is_refused(
    session: Session, cast: Cast, browse_as: SignIn, question: Remark, act: str
) -> None:
    report_remark(session, cast.actor(cast.outsider), question, "Rude.")
    session.commit()
    answer = browse_as(cast.coordinator).post(f"/desk/reports/{question.id}", data={"act": act})
    session.rollback()
    assert answer.status_code == 422
    assert session.scalar(select(func.count(RemarkReport.decided_at))) == 0


def test_hidden_words_are_in_no_count(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark
) -> None:
    for n in range(4):
        person = factories.member(session, f"Person {n}")
        thanks = thank_authors(session, cast.actor(person), note, f"Thanks {n}")
    session.commit()
    assert "All 4 thanks" in browse_as(None).get(f"/notes/{note.permalink}").text
    report_remark(session, cast.actor(cast.outsider), thanks, "Rude.")
    hide_remark(session, cast.actor(cast.coordinator), thanks, "Be kind.")
    session.commit()
    page = browse_as(cast.outsider).get(f"/notes/{note.permalink}").text
    assert "All 4 thanks" not in page
    assert "Thanks 3" not in page


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script> why?", "[x](javascript:alert(1)) why?", "\u202eyhw\u2066 why?"]
)
def test_hostile_words_are_only_words(session: Session, cast: Cast, browse_as: SignIn, note: Note, text: str) -> None:
    at = browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/questions", data={"text": text}).headers["Location"]
    for page in (at, f"/notes/{note.permalink}", f"/notes/{note.permalink}/questions"):
        shown = browse_as(cast.contributor).get(page).text
        assert "why?" in shown
        for found in re.findall(r'<div class="prose" dir="auto">(.*?)</div>', shown, re.DOTALL):
            assert Judge(found).wrong == []
        assert not re.search("[\u202e\u2066]", shown)


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "-1", "x"])
def test_an_address_of_no_remark_is_not_found(cast: Cast, browse_as: SignIn, note: Note, number: str) -> None:
    browser = browse_as(cast.coordinator)
    for page in (f"questions/{number}", f"remarks/{number}/change", f"remarks/{number}/report"):
        assert browser.get(f"/notes/{note.permalink}/{page}").status_code == 404
    assert browser.post(f"/desk/reports/{number}", data={"act": "dismiss"}).status_code == 404


def test_a_remark_stands_under_its_own_note_alone(
    session: Session, cast: Cast, browse_as: SignIn, question: Remark
) -> None:
    other = factories.note(session, "Another", author=cast.contributor, teams=[cast.dakar])
    session.commit()
    assert browse_as(None).get(f"/notes/{other.permalink}/questions/{question.id}").status_code == 404


def test_every_page_has_a_bounded_number_of_queries(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark, count_queries: CountQueries
) -> None:
    for n in range(12):
        person = factories.member(session, f"Person {n}", team=cast.lima)
        actor = cast.actor(person)
        thank_authors(session, actor, note, f"Thanks {n}")
        asked = ask_about_note(session, actor, note, f"Question {n}")
        said = answer_question(session, actor, question, f"Answer {n}")
        answer_question(session, cast.actor(cast.outsider), asked, f"Another {n}")
        report_remark(session, cast.actor(cast.outsider), said, "Rude.")
        report_remark(session, cast.actor(cast.editor), asked, "Rude.")
    session.commit()
    at = f"/notes/{note.permalink}"
    pages = [at, f"{at}/thanks", f"{at}/questions", f"{at}/questions/{question.id}", f"{at}/thanks?page=2"]
    for member, addresses in ((cast.lima_editor, pages), (cast.coordinator, [*pages, "/desk/reports"])):
        browser = browse_as(member)
        for address in addresses:
            with count_queries() as queries:
                assert browser.get(address).status_code == 200
            assert len(queries) <= 12, (address, len(queries), "\n".join(queries))


def test_a_flood_is_held_back_and_keeps_the_words(
    home: object, database_url: str, session: Session, cast: Cast
) -> None:
    note = factories.note(session, "Pumps", author=cast.contributor, teams=[cast.dakar])
    session.commit()
    settings = {
        "CAUSEWAY_HOME": str(home),
        "CAUSEWAY_BASE_URL": "http://localhost",
        "CAUSEWAY_DATABASE_URL": database_url,
    }
    app = create_app(read_settings(settings), TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=True)
    browser = app.test_client()
    browser.post("/people/sign-in", data={"email": cast.lima_editor.email, "password": factories.PASSWORD})
    words = "A question that is long enough to be kept"
    posts = (browser.post(f"/notes/{note.permalink}/questions", data={"text": words}) for _ in range(101))
    held_back = next(answer for answer in posts if answer.status_code != 303)
    assert held_back.status_code == 429
    assert words in held_back.text


def test_ones_own_thanks_are_known_among_many_later_ones(
    session: Session, cast: Cast, browse_as: SignIn, note: Note
) -> None:
    thank_authors(session, cast.actor(cast.lima_editor), note, "The first.")
    for number in range(4):
        other = factories.member(session, f"Reader {number}", team=cast.lima)
        thank_authors(session, cast.actor(other), note, f"Later {number}.")
    session.commit()
    page = browse_as(cast.lima_editor).get(f"/notes/{note.permalink}").text
    assert "The first." not in page
    assert "You said thank you" in page


def test_an_answer_leads_to_the_page_of_the_list_that_has_it(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark
) -> None:
    for number in range(12):
        answer_question(session, cast.actor(cast.outsider), question, f"Answer number {number}.")
    session.commit()
    browser = browse_as(cast.contributor)
    posted = browser.post(
        f"/notes/{note.permalink}/questions/{question.id}", data={"text": "The thirteenth."}, follow_redirects=True
    )
    assert "The thirteenth." in posted.text
    session.rollback()
    number = session.scalar(select(Remark.id).where(Remark.text == "The thirteenth."))
    assert browser.get(f"/notes/{note.permalink}/remarks/{number}").location.endswith(f"page=2#remark-{number}")
    browse_as(cast.lima_editor).post(f"/notes/{note.permalink}/answers/{number}/helpful")
    assert browser.get(f"/notes/{note.permalink}/remarks/{number}").location.endswith(f"{question.id}#remark-{number}")


@pytest.mark.parametrize("words", ["Why?", "Because pumps."])
def test_words_however_short_are_given_back_when_there_is_no_place_for_them_any_more(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark, words: str
) -> None:
    question.hidden_at = clock.now()
    session.commit()
    at = f"/notes/{note.permalink}/questions/{question.id}"
    answer = browse_as(cast.outsider).post(at, data={"text": words})
    assert answer.status_code == 404
    assert words in answer.text


def test_reported_words_are_not_buried_by_changing_them(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark
) -> None:
    writer = cast.actor(cast.lima_editor)
    change_words(session, writer, question, "An insult.")
    report_remark(session, cast.actor(cast.outsider), question, "It insults.")
    change_words(session, writer, question, "A mild word.")
    report_remark(session, cast.actor(cast.editor), question, "Not nice.")
    session.commit()
    page = browse_as(cast.coordinator).get("/desk/reports").text
    assert "An insult." in page and "A mild word." in page


def test_of_a_note_that_is_closed_a_coordinator_reads_the_reported_words_and_none_written_later(
    session: Session, cast: Cast, browse_as: SignIn, note: Note, question: Remark
) -> None:
    narrow(session, note)
    insider = factories.member(session, "Modou Fall", team=cast.dakar)
    said = ask_about_note(session, cast.actor(insider), note, "Reported words.")
    report_remark(session, cast.actor(cast.editor), said, "It is wrong.")
    change_words(session, cast.actor(insider), said, "Written later.")
    session.commit()
    page = browse_as(cast.coordinator).get("/desk/reports").text
    assert "Reported words." in page
    assert "Written later." not in page
