"""The pages on which notes are written, as a browser without scripts sees them."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db
from knowledge.models import metadata
from knowledge.notes.content import Block
from knowledge.notes.models import AudienceKind, Draft, Note, NoteState, Revision
from knowledge.notes.proposal import proposal_at
from knowledge.notes.writing import save_revision
from tests import factories
from tests.conftest import SignIn
from tests.notes.proposals import as_sent, full, group_with, published, snapshot, written
from tests.personas import Cast

LABELS = (
    "Title",
    "Summary",
    "Language of the note",
    "Who may read it",
    "Owners",
    "Authors",
    "Countries",
    "Topics",
    "Translation of",
    "The challenge",
    "What we did",
    "What did not work",
    "Context",
    "Sector",
    "Type of institution",
    "Income level of the country",
    "What it was like there",
    "Capacity at hand",
    "Legal basis",
    "Objectives",
    "Resources",
    "Cost",
    "Time it took",
    "Results",
    "Results in words",
    "How the results are known",
    "What helped",
    "What stood in the way",
    "Conditions",
    "Beneficiaries and stakeholders",
    "What the community needed",
    "Gender and human rights",
    "What keeps it going",
    "Risks",
    "Lessons learned",
    "Advice to those who adopt it",
    "Place",
    "Scale",
    "From",
    "To",
    "How it stands",
    "Based on",
    "References",
    "Contact",
    "We are open to calls from other teams",
    "Licence",
    "Reviewed by",
    "Date of review",
    "Valid until",
)


def only_note(session: Session) -> Note:
    session.rollback()  # ends the test's own view of the database, which is from before the request
    return session.scalars(select(Note)).one()


def test_the_form_has_every_field(cast: Cast, browse_as: SignIn) -> None:
    page = browse_as(cast.contributor).get("/notes/new").get_data(as_text=True)
    for label in LABELS:
        assert re.search(rf">\s*{re.escape(label)}\s*<", page), label


def test_a_note_is_started_saved_and_shown_again(session: Session, cast: Cast, browse_as: SignIn) -> None:
    browser = browse_as(cast.contributor)
    proposal = full(cast, lessons="Count per kind.", place="Linguère", open_to_calls=False)
    session.commit()
    answer = browser.post("/notes/new", data=as_sent(proposal))
    note = only_note(session)
    assert answer.status_code == 303 and answer.location == f"/notes/{note.permalink}/edit"
    assert proposal_at(session, note, 1) == proposal
    page = browser.get(answer.location).get_data(as_text=True)
    assert "Saved as revision 1." in page and "Ready as a full note" in page
    assert 'value="Where the spare parts sleep"' in page and "Count per kind." in page and 'name="revision"' in page


def test_an_empty_draft_is_saved_and_says_what_is_missing(session: Session, cast: Cast, browse_as: SignIn) -> None:
    browser = browse_as(cast.contributor)
    answer = browser.post("/notes/new", data={"save": "draft"})
    page = browser.get(answer.location).get_data(as_text=True)
    assert only_note(session).latest_number == 1
    assert '<a href="#title">Title</a>' in page and '<a href="#what_did_not_work-0-what">What did not work</a>' in page


def test_a_wrong_date_is_kept_as_typed_with_a_message(cast: Cast, browse_as: SignIn) -> None:
    browser = browse_as(cast.contributor)
    answer = browser.post("/notes/new", data=as_sent(snapshot(cast, period_start="last spring")))
    page = browser.get(answer.location).get_data(as_text=True)
    assert 'value="last spring"' in page and "Please write a year or a year and month, like 2024 or 2024-05." in page


def test_publishing_something_incomplete_says_so_at_the_field(session: Session, cast: Cast, browse_as: SignIn) -> None:
    browser = browse_as(cast.editor)
    lacking = snapshot(cast, author=cast.editor, what_did_not_work=(), title="Kept as typed")
    answer = browser.post("/notes/new", data=as_sent(lacking, then="publish"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "If everything worked, say what you feared would not." in page
    assert "Kept as typed" in page
    session.rollback()
    assert session.scalars(select(Note)).all() == []


def test_who_is_in_no_team_is_told_what_to_do(cast: Cast, browse_as: SignIn) -> None:
    page = browse_as(cast.outsider).get("/notes/new")
    assert page.status_code == 200 and "Find my organization" in page.get_data(as_text=True)
    assert browse_as(cast.outsider).post("/notes/new", data={"title": "My words"}).status_code == 422


def test_a_contributor_sends_for_review_and_an_editor_publishes(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    awa, mamadou = browse_as(cast.contributor), browse_as(cast.editor)
    page = awa.get("/notes/new").get_data(as_text=True)
    assert "Send for review" in page and ">Publish<" not in page
    awa.post("/notes/new", data=as_sent(snapshot(cast), then="publish"))
    note = only_note(session)
    assert note.state == NoteState.SUBMITTED
    review = mamadou.get(f"/notes/{note.permalink}/review").get_data(as_text=True)
    assert "Approve and publish revision 1" in review and "Ask for changes" in review
    answer = mamadou.post(f"/notes/{note.permalink}/publish", data={"number": "1"})
    assert (answer.status_code, answer.location) == (303, f"/notes/{note.permalink}")
    assert only_note(session).is_published


def test_an_editor_publishes_from_the_form(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = written(session, cast)
    sent = as_sent(snapshot(cast, title="Better"), 1, then="publish")
    answer = browse_as(cast.editor).post(f"/notes/{note.permalink}/edit", data=sent)
    assert answer.location == f"/notes/{note.permalink}"
    assert (only_note(session).title, only_note(session).is_published) == ("Better", True)


def test_changes_to_a_published_note_wait(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, browser = published(session, cast), browse_as(cast.editor)
    browser.post(f"/notes/{note.permalink}/edit", data=as_sent(snapshot(cast, title="Pending"), 1))
    assert only_note(session).title == "Where the spare parts sleep"
    page = browser.get(f"/notes/{note.permalink}/edit").get_data(as_text=True)
    assert "Publish the changes" in page and "Readers still see the published text." in page and "Withdraw" in page
    browser.post(f"/notes/{note.permalink}/edit", data=as_sent(snapshot(cast, title="Pending"), 2, then="publish"))
    assert only_note(session).title == "Pending"


def test_asking_for_changes_shows_the_words_above_the_form(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, awa, mamadou = written(session, cast), browse_as(cast.contributor), browse_as(cast.editor)
    awa.post(f"/notes/{note.permalink}/submit")
    empty = mamadou.post(f"/notes/{note.permalink}/ask-changes", data={"words": ""})
    assert empty.status_code == 422 and "Please write at least one sentence" in empty.get_data(as_text=True)
    mamadou.post(f"/notes/{note.permalink}/ask-changes", data={"words": "<b>More</b> on cost"})
    page = awa.get(f"/notes/{note.permalink}/edit").get_data(as_text=True)
    assert "Mamadou Faye asks for changes" in page and "&lt;b&gt;More&lt;/b&gt; on cost" in page


def test_the_second_of_two_writers_sees_both_texts_and_loses_nothing(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    note, awa, mamadou = written(session, cast), browse_as(cast.contributor), browse_as(cast.editor)
    edit, conflict = f"/notes/{note.permalink}/edit", f"/notes/{note.permalink}/conflict"
    mamadou.post(edit, data=as_sent(snapshot(cast, title="His title", lessons="His lesson"), 1))
    answer = awa.post(edit, data=as_sent(snapshot(cast, title="Her title", advice="Her advice"), 1))
    assert (answer.status_code, answer.location) == (303, conflict)
    page = awa.get(conflict)
    text = page.get_data(as_text=True)
    assert page.status_code == 409 and "His title" in text and "Her title" in text and "Mamadou Faye" in text
    assert "Lessons learned" in text
    answer = awa.post(conflict, data={"revision": "2", "choice-title": "edit", "text-title": "Our title"})
    assert (answer.status_code, answer.location) == (303, edit)
    latest = proposal_at(session, only_note(session), 3).content
    assert (latest.title, latest.lessons, latest.advice) == ("Our title", "His lesson", "Her advice")
    assert session.scalars(select(Draft)).all() == []
    assert awa.get(conflict).status_code == 302


def test_overtaken_while_choosing_the_choice_is_kept(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, awa, mamadou = written(session, cast), browse_as(cast.contributor), browse_as(cast.editor)
    edit, conflict = f"/notes/{note.permalink}/edit", f"/notes/{note.permalink}/conflict"
    mamadou.post(edit, data=as_sent(snapshot(cast, title="His title"), 1))
    awa.post(edit, data=as_sent(snapshot(cast, title="Her title"), 1))
    mamadou.post(edit, data=as_sent(snapshot(cast, title="His later title"), 2))
    answer = awa.post(conflict, data={"revision": "2", "choice-title": "edit", "text-title": "Our title"})
    assert answer.location == conflict
    page = awa.get(conflict).get_data(as_text=True)
    assert "His later title" in page and "Our title" in page
    awa.post(conflict, data={"revision": "3", "choice-title": "mine"})
    assert proposal_at(session, only_note(session), 4).content.title == "Our title"


def test_what_merges_by_itself_is_told_and_not_published_unseen(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    note, awa, mamadou = written(session, cast), browse_as(cast.contributor), browse_as(cast.editor)
    edit = f"/notes/{note.permalink}/edit"
    awa.post(edit, data=as_sent(snapshot(cast, lessons="Her lesson"), 1))
    answer = mamadou.post(edit, data=as_sent(snapshot(cast, title="His title"), 1, then="publish"))
    page = mamadou.get(answer.location).get_data(as_text=True)
    assert "Meanwhile someone else changed another field" in page and "Her lesson" in page and "His title" in page
    assert only_note(session).state == NoteState.DRAFT


def test_autosave_of_something_new_makes_the_note(session: Session, cast: Cast, browse_as: SignIn) -> None:
    browser, as_json = browse_as(cast.contributor), {"Accept": "application/json"}
    answer = browser.post("/notes/new/draft", data=as_sent(snapshot(cast, title="Typing")), headers=as_json)
    note = only_note(session)
    assert answer.json["edit_url"] == f"/notes/{note.permalink}/edit" and answer.json["revision"] == "0"
    assert (note.latest_number, note.state) == (0, NoteState.DRAFT)
    again = browser.post(answer.json["autosave_url"], data=as_sent(snapshot(cast, title="Typing on")), headers=as_json)
    assert again.status_code == 200 and "Draft kept: " in again.json["saved_at"]
    assert "Typing on" in browser.get(answer.json["edit_url"]).get_data(as_text=True)
    browser.post(answer.json["edit_url"], data=as_sent(snapshot(cast, title="Done")))
    assert only_note(session).latest_number == 1 and session.scalars(select(Draft)).all() == []


def test_autosave_tells_that_somebody_saved_meanwhile(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = written(session, cast)
    save_revision(session, cast.actor(cast.editor), note, snapshot(cast, title="His"), 1)
    session.commit()
    browser = browse_as(cast.contributor)
    answer = browser.post(f"/notes/{note.permalink}/draft", data=as_sent(snapshot(cast, title="Hers"), 1))
    assert answer.status_code == 200 and "Mamadou Faye saved this note meanwhile" in answer.json["saved_at"]
    page = browser.get(f"/notes/{note.permalink}/edit").get_data(as_text=True)
    assert 'value="Hers"' in page and "Mamadou Faye saved this note after you began." in page


def test_too_long_a_field_comes_back_whole_with_a_message(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, words = written(session, cast), "long " * 40_001
    answer = browse_as(cast.contributor).post(
        f"/notes/{note.permalink}/edit", data=as_sent(snapshot(cast, challenge=words), 1)
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "at most 200,000 characters are kept" in page and words in page


def test_too_many_rows_come_back_whole(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, rows = written(session, cast), tuple(Block(f"step {n}") for n in range(201))
    sent = as_sent(snapshot(cast, what_we_did=rows), 1)
    answer = browse_as(cast.contributor).post(f"/notes/{note.permalink}/edit", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "At most 200 of these are kept." in page and "step 200" in page


def test_rows_are_added_and_removed_without_the_script(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    edit = f"/notes/{note.permalink}/edit"
    sent = as_sent(snapshot(cast, what_we_did=(Block("one"), Block("two"))), 1)
    page = browser.post(edit, data=sent | {"add": "results"}).get_data(as_text=True)
    assert 'name="results-0-indicator"' in page and "one" in page
    session.rollback()
    assert session.scalars(select(Draft)).one().content["what_we_did"][1]["title"] == "two"
    page = browser.post(edit, data=sent | {"remove": "what_we_did-0"}).get_data(as_text=True)
    assert 'value="two"' in page and 'value="one"' not in page
    assert only_note(session).latest_number == 1


def test_topics_and_countries_are_found_without_the_script(session: Session, cast: Cast, browse_as: SignIn) -> None:
    wells = factories.topic(session, {"en": "Wells", "fr": "Puits"})
    session.commit()
    browser = browse_as(cast.contributor)
    sent = as_sent(snapshot(cast), find="topics") | {"topics-query": "puits", "countries-query": "Côte d"}
    page = browser.post("/notes/new", data=sent).get_data(as_text=True)
    assert re.search(rf'name="topics" value="{wells.id}"> <span>Wells', page)
    assert 'name="countries" value="CI"> <span>Côte d’Ivoire' in page
    assert 'name="countries" value="SN" checked' in page
    assert [c["id"] for c in browser.get("/notes/countries?q=senegal").json] == ["SN"]
    assert browser.get("/notes/countries?q=السنغال").json[0] == {"id": "SN", "label": "Senegal", "path": "السنغال"}


def test_a_preview_is_made_for_the_script_and_without_it(cast: Cast, browse_as: SignIn) -> None:
    browser, attack = browse_as(cast.contributor), "**bold** <script>alert(1)</script> [x](javascript:alert(1))"
    answer = browser.post("/notes/preview", data={"text": attack}, headers={"Accept": "application/json"})
    assert "<strong>bold</strong>" in answer.json["html"] and "<script" not in answer.json["html"]
    assert "javascript:" not in answer.json["html"]
    page = browser.post("/notes/preview", data={"preview": "what_we_did-0-text", "what_we_did-0-text": attack})
    assert "<strong>bold</strong>" in page.get_data(as_text=True) and "alert(1)</script>" not in page.get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    "path", ["/notes/new", "/notes/{}/edit", "/notes/{}/review", "/notes/{}/withdraw", "/notes/{}/discard"]
)
def test_pages_of_writing_need_a_sign_in(session: Session, cast: Cast, browse_as: SignIn, path: str) -> None:
    note = published(session, cast)
    answer = browse_as(None).get(path.format(note.permalink))
    assert answer.status_code == 302 and urlsplit(answer.location).path == "/people/sign-in"


@pytest.mark.parametrize("path", ["/notes/new", "/notes/{}/edit"])
def test_words_sent_after_the_session_ended_are_kept(
    session: Session, cast: Cast, browse_as: SignIn, path: str
) -> None:
    note, address = written(session, cast), ""
    address = path.format(note.permalink)
    answer = browse_as(None).post(address, data=as_sent(snapshot(cast, title="Short", lessons='"quoted" <b>'), 1))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401 and f'action="{address}"' in page
    assert 'name="title" value="Short"' in page and 'name="lessons" value="&#34;quoted&#34; &lt;b&gt;"' in page
    assert "Nothing was lost." in page and "Save again" in page


def test_words_sent_by_someone_who_may_not_are_kept(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note = published(session, cast)
    answer = browse_as(cast.outsider).post(f"/notes/{note.permalink}/edit", data={"title": "My own words"})
    assert answer.status_code == 403 and "My own words" in answer.get_data(as_text=True)
    hidden = written(session, cast)
    assert browse_as(cast.outsider).post(f"/notes/{hidden.permalink}/edit", data={"title": "x"}).status_code == 404


def test_words_are_kept_while_the_database_is_locked(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)

    def locked(*_args: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    event.listen(Revision, "before_insert", locked)
    try:
        sent = as_sent(snapshot(cast, title="Mine", lessons="While it was locked"), 1)
        answer = browser.post(f"/notes/{note.permalink}/edit", data=sent)
    finally:
        event.remove(Revision, "before_insert", locked)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "30"
    assert 'name="title" value="Mine"' in page and "While it was locked" in page and "Save again" in page


def test_words_on_a_page_from_before_signing_in_again_are_kept(home: object) -> None:
    settings = read_settings({"CAUSEWAY_HOME": str(home), "CAUSEWAY_BASE_URL": "http://localhost"})
    app = create_app(settings, TESTING=True, RATELIMIT_ENABLED=False)
    with app.app_context():
        metadata.create_all(db.engine)
    answer = app.test_client().post("/notes/new", data={"title": "Old page", "csrf_token": "stale"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400 and 'name="title" value="Old page"' in page and "stale" not in page
    with app.app_context():
        db.engine.dispose()


def test_withdrawing_has_a_page_of_its_own(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, browser = published(session, cast), browse_as(cast.editor)
    address = f"/notes/{note.permalink}/withdraw"
    assert "Withdraw this note?" in browser.get(address).get_data(as_text=True)
    refused = browser.post(address, data={"reason": "", "successor": "nothing"})
    assert refused.status_code == 422 and 'value="nothing"' in refused.get_data(as_text=True)
    answer = browser.post(address, data={"reason": "Superseded."})
    assert answer.location == f"/notes/{note.permalink}" and only_note(session).state == NoteState.WITHDRAWN
    kept = browser.post(f"/notes/{note.permalink}/edit", data={"title": "Too late"})
    assert kept.status_code == 409 and "Too late" in kept.get_data(as_text=True)


def test_discarding_has_a_page_of_its_own(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    address = f"/notes/{note.permalink}/discard"
    browser.post(f"/notes/{note.permalink}/draft", data=as_sent(snapshot(cast, title="Unsaved"), 1))
    page = browser.get(address).get_data(as_text=True)
    assert "Only what you have not saved" in page and "The whole draft note" in page
    browser.post(address)
    assert only_note(session).latest_number == 1 and session.scalars(select(Draft)).all() == []
    browser.post(address, data={"what": "note"})
    session.rollback()
    assert session.scalars(select(Note)).all() == []


def test_restoring_posts_the_number(session: Session, cast: Cast, browse_as: SignIn) -> None:
    note, browser = written(session, cast), browse_as(cast.contributor)
    browser.post(f"/notes/{note.permalink}/edit", data=as_sent(snapshot(cast, title="Second"), 1))
    browser.post(f"/notes/{note.permalink}/restore", data={"number": "1"})
    assert proposal_at(session, only_note(session), 3).content.title == "Where the spare parts sleep"
    assert browser.post(f"/notes/{note.permalink}/restore", data={"number": "x"}).status_code == 404


def test_groups_are_offered_to_their_members_alone(session: Session, cast: Cast, browse_as: SignIn) -> None:
    group = group_with(session, (cast.contributor, cast.dakar))
    page = browse_as(cast.contributor).get(f"/notes/new?group={group.permalink}").get_data(as_text=True)
    assert f'<option selected value="peer_group:{group.id}">Only the group Pumps in dry years' in page
    assert "Pumps in dry years" not in browse_as(cast.editor).get(f"/notes/new?group={group.permalink}").get_data(
        as_text=True
    )
    forged = as_sent(snapshot(cast, author=cast.editor, audience=AudienceKind.PEER_GROUP, peer_group=group.id))
    assert browse_as(cast.editor).post("/notes/new", data=forged).status_code == 422


def test_the_editor_asks_the_database_a_few_times_however_much_there_is(
    session: Session, cast: Cast, browse_as: SignIn
) -> None:
    topics = tuple(factories.topic(session, {"en": f"Topic {n}"}).id for n in range(9))
    note = written(session, cast, topics=topics, countries=("SN", "ML", "PE"))
    for number in range(9):
        factories.member(session, f"Colleague {number}", team=cast.dakar)
    group_with(session, (cast.contributor, cast.dakar))
    browser, counted, address = browse_as(cast.contributor), [], f"/notes/{note.permalink}/edit"
    with browser.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    assert browser.get(address).status_code == 200
    queries = [statement for statement in counted if statement.startswith(("SELECT", "WITH"))]
    assert len(queries) <= 12, "\n".join(queries)
