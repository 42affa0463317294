"""Nobody learns of a note outside its audience, by whatever way: every page, count, file, suggestion and letter."""

import re

import pytest
from flask import Flask, url_for
from sqlalchemy import select

from knowledge.remarks.models import Remark, RemarkKind
from tests.permissions.conftest import Browsers, Sessions
from tests.permissions.rules import DAKAR, knows, readable_words, reads, writes
from tests.permissions.seeing import words_in
from tests.permissions.world import (
    CASES,
    EVER_PUBLISHED,
    FILES,
    IN_ALL,
    IN_MOST,
    PERSONAS,
    PUBLISHED,
    Case,
    World,
    file_key,
)

persona = pytest.mark.parametrize("persona", PERSONAS)
# Every route that takes a note's permalink, and where it is held to the rule. A new one must be added, with its test.
WAYS = {
    "notes.show": "test_note_page_and_tombstone",
    "notes.cite": "test_citation_files",
    "notes.attachment": "test_files",
    "notes.markdown": "test_markdown_files",
    "notes.similar": "test_lists_of_similar_notes",
    "notes.history": "test_history",
    "notes.revision": "test_revisions",
    "notes.changes": "test_changes",
    "notes.edit": "test_pages_of_writing",
    "notes.review": "test_pages_of_writing",
    "notes.review_field": "test_comments_are_for_who_works_on_the_note",
    "notes.authors": "test_pages_of_writing",
    "notes.ask_leave": "test_page_of_leaving",
    "notes.ask_discard": "test_pages_of_writing",
    "notes.conflict": "test_pages_of_writing",
    "notes.ask_withdraw": "test_page_of_withdrawing",
    "notes.ask_translate": "test_page_of_translating",
    "notes.source": "test_what_changed_in_the_source",
    "reuse.adopt": "test_page_of_adopting",
    "reuse.adoptions": "test_pages_of_reuse",
    "reuse.adoption": "test_pages_of_reuse",
    "reuse.lineage": "test_pages_of_reuse",
    "remarks.thanks": "test_what_readers_say",
    "remarks.questions": "test_what_readers_say",
    "remarks.question": "test_what_readers_say",
    "remarks.lead_to": "test_what_readers_say",
    "remarks.ask_change": "test_pages_about_ones_own_words",
    "remarks.ask_take_back": "test_pages_about_ones_own_words",
    "remarks.ask_report": "test_pages_about_ones_own_words",
}


def test_every_way_to_a_note_stands_in_the_table(matrix_app: Flask) -> None:
    rules = [rule for rule in matrix_app.url_map.iter_rules() if rule.rule.startswith("/notes/<permalink>")]
    assert {rule.endpoint for rule in rules if "GET" in (rule.methods or ())} == set(WAYS)
    assert set(WAYS.values()) <= set(globals())


@persona
def test_note_page_and_tombstone(as_persona: Browsers, world: World, persona: str) -> None:
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}")
        withdrawn = str(case.state) == "withdrawn"
        assert answer.status_code == ((410 if withdrawn else 200) if knows(persona, case) else 404), case
        shows_text = reads(persona, case) or (writes(persona, case) and not withdrawn)
        assert (case.inner in answer.text) is shows_text, case
        assert (case.word in answer.text) is knows(persona, case), case
        later_shown = writes(persona, case) and str(case.state) in ("draft", "submitted")
        assert (f"{case.word}ovim" in answer.text) is later_shown, case


@persona
def test_markdown_files(as_persona: Browsers, world: World, persona: str) -> None:
    """What the note's page shows, and no more; there is none of a withdrawn note."""
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}.md")
        shown = reads(persona, case) or (writes(persona, case) and not is_withdrawn(case))
        gone = is_withdrawn(case) and knows(persona, case)
        assert answer.status_code == (200 if shown else 410 if gone else 404), case
        assert (case.inner in answer.text) is shown, case
        later = shown and str(case.state) in ("draft", "submitted")
        assert (f"{case.word}ovim" in answer.text) is later, case
        assert (f"{case.word}-two.txt" in answer.text) is later, case


@persona
@pytest.mark.parametrize("name", FILES)
def test_files(as_persona: Browsers, world: World, persona: str, name: str) -> None:
    """Readers have the files of what was published for them, writers all; a withdrawn note's are told to be gone."""
    for case in CASES:
        address = f"/notes/{world.permalink(case)}/files/{file_key(case, name)}"
        answer = as_persona[persona].get(address)
        allowed = writes(persona, case) or (name == "one" and reads(persona, case))
        gone = is_withdrawn(case) and knows(persona, case) and not allowed
        assert answer.status_code == (200 if allowed else 410 if gone else 404), case
        assert (case.held(name) in answer.text) is allowed, case
        assert allowed or knows(persona, case) or case.word not in answer.text, case


@persona
def test_no_file_is_reached_by_way_of_another_note(as_persona: Browsers, world: World, persona: str) -> None:
    for readable in (case for case in CASES if reads(persona, case)):
        for case in CASES:
            if case != readable:
                address = f"/notes/{world.permalink(readable)}/files/{file_key(case, 'one')}"
                assert as_persona[persona].get(address).status_code == 404, (readable, case)


@persona
def test_pages_name_no_file_that_is_not_for_the_reader(as_persona: Browsers, world: World, persona: str) -> None:
    pages = ("", "/history", "/history/1", "/history/2", "/changes?from=1&to=2", "/review", "/edit", "/similar")
    for case in CASES:
        for page in pages:
            text = as_persona[persona].get(f"/notes/{world.permalink(case)}{page}").text
            assert writes(persona, case) or f"{case.word}-two.txt" not in text, (case, page)
            assert writes(persona, case) or reads(persona, case) or f"{case.word}-one.txt" not in text, (case, page)


@persona
@pytest.mark.parametrize("kind", ["bib", "ris"])
def test_citation_files(as_persona: Browsers, world: World, persona: str, kind: str) -> None:
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/cite.{kind}")
        assert answer.status_code == (200 if reads(persona, case) else 404), case
        assert (case.word in answer.text) is reads(persona, case), case


@persona
def test_lists_of_similar_notes(as_persona: Browsers, world: World, persona: str) -> None:
    """There for who reads the published note, and naming nothing that is not for the reader."""
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/similar")
        assert answer.status_code == (200 if reads(persona, case) else 404), case
        assert words_in(answer.text) <= readable_words(persona), case


@persona
def test_precedents(as_persona: Browsers, world: World, persona: str) -> None:
    """What is typed with the very words of all notes brings up those that are for the writer alone."""
    words = " ".join([*IN_MOST, *(case.word for case in CASES), *(case.inner for case in CASES)])
    form = {"title": words, "challenge": words, "language": "en"}
    for about in ({}, *({"note": world.permalink(case)} for case in CASES)):
        answer = as_persona[persona].post("/notes/precedents", data=form, query_string=about)
        assert answer.status_code in (200, 401, 403, 404, 409)
        if answer.status_code == 200:  # a refusal gives back what was typed
            assert words_in(answer.text) <= readable_words(persona), about
            assert words_in(answer.text), "something is found at all"


@persona
def test_history(as_persona: Browsers, world: World, persona: str) -> None:
    """Readers see what was published for them, writers every revision."""
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/history")
        assert answer.status_code == status_of_the_past(persona, case), case
        assert (case.word in answer.text) is (answer.status_code == 200), case
        assert ("/history/2" in answer.text) is writes(persona, case), case


@persona
@pytest.mark.parametrize("number", [1, 2])
def test_revisions(as_persona: Browsers, world: World, persona: str, number: int) -> None:
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/history/{number}")
        allowed = writes(persona, case) or (number == 1 and reads(persona, case))
        assert (answer.status_code == 200) is allowed, case
        assert (case.inner in answer.text) is allowed, case


@persona
def test_changes(as_persona: Browsers, world: World, persona: str) -> None:
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/changes?from=1&to=2")
        assert (answer.status_code == 200) is writes(persona, case), case
        assert (f"{case.word}ovim" in answer.text) is writes(persona, case), case


def status_of_the_past(persona: str, case: Case) -> int:
    if reads(persona, case) or writes(persona, case):
        return 200
    return 410 if knows(persona, case) else 404


@persona
def test_pages_of_writing(as_persona: Browsers, world: World, persona: str) -> None:
    """Strangers are led to the sign-in, whether or not there is a note; who may read but not write is refused."""
    for case in CASES:
        for page in ("edit", "review", "authors", "discard", "conflict"):
            answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/{page}")
            assert answer.status_code in expected_of_writing(persona, case), (case, page)
            assert writes(persona, case) or case.word not in answer.text


def expected_of_writing(persona: str, case: Case) -> set[int]:
    if persona == "stranger":
        return {302}
    if writes(persona, case):  # a withdrawn note is no longer written; there is no conflict to settle
        return {410, 409} if str(case.state) == "withdrawn" else {200, 302}
    return {403} if knows(persona, case) else {404}


@persona
def test_comments_are_for_who_works_on_the_note(as_persona: Browsers, world: World, persona: str) -> None:
    """Neither the pages of the review nor any page for readers tells others what was said."""
    pages = ("review", "review/challenge", "review/whole", "", "/history", "/history/1", "/changes?from=1&to=2")
    for case in CASES:
        for page in pages:
            answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/{page}".replace("//", "/"))
            shown = case.said in answer.text
            expected = page in ("review", "review/challenge") and writes(persona, case) and not is_withdrawn(case)
            assert shown is expected, (case, page)
            if page.startswith("review"):
                assert answer.status_code in expected_of_writing(persona, case), (case, page)


def is_withdrawn(case: Case) -> bool:
    return str(case.state) == "withdrawn"


@persona
def test_page_of_leaving(as_persona: Browsers, world: World, persona: str) -> None:
    """A note with one owner cannot be left, and that is told to nobody who does not work on it."""
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/leave")
        allowed = {404} if writes(persona, case) and not is_withdrawn(case) else expected_of_writing(persona, case)
        assert answer.status_code in allowed, case
        assert writes(persona, case) or case.word not in answer.text


@persona
def test_page_of_withdrawing(as_persona: Browsers, world: World, persona: str) -> None:
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/withdraw")
        if persona == "stranger":
            assert answer.status_code == 302, case
        elif not knows(persona, case):
            assert answer.status_code == 404, case
        assert knows(persona, case) or case.word not in answer.text


@persona
def test_pages_of_reuse(as_persona: Browsers, world: World, persona: str) -> None:
    """Who may read the note reads what others made of it: Lima took up every published note."""
    for case in CASES:
        for page in ("adoptions", "adoptions/direccion-lago/PE", "lineage"):
            answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/{page}")
            expected = 200 if reads(persona, case) else 410 if is_tombstone(persona, case) else 404
            assert answer.status_code == expected, (case, page)
            assert (case.word in answer.text) is reads(persona, case), (case, page)


def is_tombstone(persona: str, case: Case) -> bool:
    return str(case.state) == "withdrawn" and knows(persona, case)


@persona
def test_page_of_adopting(as_persona: Browsers, world: World, persona: str) -> None:
    """For one's own team, which is not an owner. Who is in no team is told where to find one."""
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/adopt")
        if persona == "stranger":
            expected = 302
        elif reads(persona, case):
            expected = 403 if persona in DAKAR else 200
        else:
            expected = 410 if is_tombstone(persona, case) else 404
        assert answer.status_code == expected, case
        assert reads(persona, case) or case.word not in answer.text


def remark_id(sessions: Sessions, world: World, case: Case, kind: RemarkKind) -> int:
    """The first of its kind under the note; 0 where there is none."""
    note = world.notes[case]
    with sessions() as session:
        found = select(Remark.id).where(Remark.note_id == note.id, Remark.kind == kind)
        return session.scalar(found.order_by(Remark.id).limit(1)) or 0


@persona
def test_what_readers_say(as_persona: Browsers, sessions: Sessions, world: World, persona: str) -> None:
    """Thanks, questions and answers follow their note; what is hidden its writer alone sees, in no page and no count."""
    for case in CASES:
        note, number = world.permalink(case), remark_id(sessions, world, case, RemarkKind.QUESTION)
        heard = knows(persona, case) and case in EVER_PUBLISHED
        pages = {"thanks": ("thanks",), "questions": ("question", "answer")}
        pages |= {f"questions/{number}": ("question", "answer")}
        if case in PUBLISHED:
            pages[""] = ("thanks", "question", "answer")
        for page, said in pages.items():
            answer = as_persona[persona].get(f"/notes/{note}/{page}".rstrip("/"))
            assert answer.status_code == (200 if heard else 404), (case, page)
            for what in said:
                assert (case.remark(what) in answer.text) is heard, (case, page, what)
            assert (case.remark("hidden") in answer.text) <= (persona == "author"), (case, page)
        leading = as_persona[persona].get(
            f"/notes/{note}/remarks/{remark_id(sessions, world, case, RemarkKind.ANSWER)}"
        )
        assert leading.status_code == (302 if heard else 404), case
        if heard:
            assert (case.remark("hidden") in as_persona[persona].get(f"/notes/{note}/questions/{number}").text) is (
                persona == "author"
            )
            assert "All 2 answers" in as_persona[persona].get(f"/notes/{note}/questions").text or persona != "author"
            assert (
                "All 2 answers" not in as_persona[persona].get(f"/notes/{note}/questions").text or persona == "author"
            )


@persona
def test_pages_about_ones_own_words(as_persona: Browsers, sessions: Sessions, world: World, persona: str) -> None:
    """Dakar's editor changes and takes back an answer; everybody else who reads it may report it."""
    for case in CASES:
        note, number = world.permalink(case), remark_id(sessions, world, case, RemarkKind.ANSWER)
        heard, own = knows(persona, case) and case in EVER_PUBLISHED, persona == "editor"
        allowed = {"change": own and case in PUBLISHED, "take-back": own, "report": not own}
        for page, may in allowed.items():
            answer = as_persona[persona].get(f"/notes/{note}/remarks/{number}/{page}")
            expected = 302 if persona == "stranger" else 404 if not heard else 200 if may else 403
            assert answer.status_code == expected, (case, page)
            assert (case.remark("answer") in answer.text) is (expected == 200), (case, page)


@persona
def test_reports_open_the_reported_words_to_coordinators_and_nothing_else(
    as_persona: Browsers, world: World, persona: str
) -> None:
    """The title of the note and the question that was answered stay with those who may read the note."""
    answer = as_persona[persona].get("/desk/reports")
    expected = {"stranger": 302, "coordinator": 200}.get(persona, 403)
    assert answer.status_code == expected
    for case in EVER_PUBLISHED:
        assert (case.remark("answer") in answer.text) is (expected == 200), case
        reaches = expected == 200 and knows(persona, case)
        assert (case.word in answer.text) is reaches, case
        assert (case.remark("question") in answer.text) is reaches, case
        assert (world.permalink(case) in answer.text) is reaches, case


@persona
def test_no_page_counts_or_names_what_came_of_a_note_that_is_not_for_the_reader(
    as_persona: Browsers, world: World, persona: str
) -> None:
    """Nairobi adapted the public note into one for the group: neither the lineage nor the team's page tells others of it."""
    source, adapted = (
        next(c for c in CASES if str(c) == name) for name in ("public-published", "peer_group-published")
    )
    lineage = as_persona[persona].get(f"/notes/{world.permalink(source)}/lineage").text
    assert (adapted.word in lineage) is reads(persona, adapted)
    team = as_persona[persona].get("/organizations/direccion-lago/PE/reuse").text
    withdrawn = {case.word for case in CASES if is_tombstone(persona, case)}
    assert words_in(team) == readable_words(persona) | withdrawn
    given = as_persona[persona].get("/organizations/points-eau/SN/reuse").text
    assert words_in(given) == readable_words(persona)
    cards = as_persona[persona].get("/search", query_string={"q": IN_ALL, "sort": "adoptions"}).text
    assert words_in(cards) == readable_words(persona)
    assert cards.count("taken up in 1 country") == len(readable_words(persona))


@persona
def test_a_note_to_follow_is_not_told(as_persona: Browsers, matrix_app: Flask, world: World, persona: str) -> None:
    """A new note that names another as its source takes over no facts the writer may not read."""
    browser = as_persona[persona]
    with matrix_app.test_request_context():
        address = url_for("notes.new")
    for case in CASES:
        answer = browser.get(address, query_string={"adapted_from": world.permalink(case)})
        subject = re.search(rf'name="topics" value="{world.topics[case].id}"', answer.text)
        assert subject is None or reads(persona, case), case
        assert case.word not in answer.text or reads(persona, case)


@persona
def test_page_of_translating(as_persona: Browsers, world: World, persona: str) -> None:
    """For who reads the published note; who is in no team is told where to find one."""
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/translate")
        if persona == "stranger":
            expected = 302
        elif reads(persona, case):
            expected = 200
        elif is_withdrawn(case) and knows(persona, case):
            expected = 410
        else:
            expected = 409 if writes(persona, case) else 404
        assert answer.status_code == expected, case
        assert reads(persona, case) or case.word not in answer.text


@persona
def test_what_changed_in_the_source(as_persona: Browsers, world: World, persona: str) -> None:
    """None of these is a translation, and of whose note this is asked makes no difference; tests/permissions/test_sources.py
    shows those that are."""
    for case in CASES:
        answer = as_persona[persona].get(f"/notes/{world.permalink(case)}/source")
        assert answer.status_code == 404, case
        assert case.word not in answer.text, case
