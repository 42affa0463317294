"""Lists, counts, searches, suggestions, notices and letters show a reader what is for that reader, and count nothing else."""

import re
import tempfile
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db
from app.notices.letters import compose
from app.search.engine import search_engine
from knowledge.notices.models import Notice, OutgoingMail
from knowledge.people.actors import actor_for
from knowledge.people.models import Member
from knowledge.permissions import STRANGER, Actor, audience_terms
from search_index.interface import Audience, IndexDocument, Likeness, NoteText
from tests.permissions.conftest import Browsers, Sessions
from tests.permissions.rules import IN_THE_GROUP, known_words, readable_words, reads, writes
from tests.permissions.seeing import status, words_in, words_on
from tests.permissions.world import CASES, IN_ALL, IN_MOST, PERSONAS, PUBLISHED, Case, World
from tests.search_index.documents import document, find, new_engine

persona = pytest.mark.parametrize("persona", PERSONAS)


@persona
def test_search_hits_counts_and_facets(as_persona: Browsers, world: World, persona: str) -> None:
    page = as_persona[persona].get("/search", query_string={"q": IN_ALL}).text
    expected = readable_words(persona)
    assert words_in(page) == expected
    assert re.search(rf"<h2[^>]*>\s*{len(expected)} notes?\s*</h2>", page), "the total"
    boxes = set(re.findall(r'name="country" value="(\w+)"', page))
    assert boxes == {case.country for case in PUBLISHED if reads(persona, case)}
    subjects = set(re.findall(r'name="topic" value="(\d+)"', page))
    assert subjects == {str(world.topics[case].id) for case in PUBLISHED if reads(persona, case)}
    for name in ("language", "kind"):
        assert counted(page, name) == [len(expected)], name
    assert sum(counted(page, "organization")) == len(expected)


def counted(page: str, facet: str) -> list[int]:
    """The counts beside the boxes of a facet."""
    boxes = re.findall(rf'name="{facet}" value="[^"]*"[^>]*>.*?<span class="n">(\d+)</span>', page, re.DOTALL)
    return [int(count) for count in boxes]


@persona
def test_search_by_a_facet_alone_or_by_the_words_of_a_note(as_persona: Browsers, world: World, persona: str) -> None:
    browser = as_persona[persona]
    for case in CASES:
        for query in ({"topic": world.topics[case].id}, {"country": case.country}, {"q": case.inner}):
            page = browser.get("/search", query_string=query).text
            assert (f"/notes/{world.permalink(case)}" in page) is reads(persona, case), (case, query)


@persona
def test_suggestions_while_typing(as_persona: Browsers, world: World, persona: str) -> None:
    browser = as_persona[persona]
    for case in CASES:
        for typed in (case.word[:-1], f"{IN_ALL} {case.word[:4]}", case.inner):
            words = words_in(browser.get("/search/suggest", query_string={"q": typed}).text)
            assert words <= readable_words(persona), typed
        offered = words_in(browser.get("/search/suggest", query_string={"q": case.word}).text)
        assert (case.word in offered) is reads(persona, case), case


@persona
def test_all_choices_of_a_facet_and_wider_searches(as_persona: Browsers, world: World, persona: str) -> None:
    """Neither the page with all values nor a way out of a search that finds nothing counts what is not the reader's."""
    browser = as_persona[persona]
    page = browser.get("/search/choices/country", query_string={"q": IN_ALL}).text
    assert set(re.findall(r'name="country" value="(\w+)"', page)) == {c.country for c in PUBLISHED if reads(persona, c)}
    for case in CASES:
        page = browser.get("/search", query_string={"q": f"{case.inner} AND zzgrwx", "country": "FR"}).text
        assert ("1 note" in page) is reads(persona, case), case
        assert (f"/notes/{world.permalink(case)}" in page) is reads(persona, case), case


@persona
def test_translations_listed_once(
    as_persona: Browsers, matrix_app: Flask, world: World, sessions: Sessions, persona: str
) -> None:
    """All notes as translations of one another, so that the readable ones share one hit: nothing of the others shows."""
    with matrix_app.app_context(), sessions() as session:
        audience = Audience(audience_terms(actor_of(world, session, persona)))
    languages = dict(zip((world.notes[case].id for case in PUBLISHED), ("en", "fr", "es", "pt"), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        engine = new_engine(Path(folder), *(in_one_set(world, case, languages) for case in PUBLISHED))
        readable = {languages[world.notes[case].id] for case in PUBLISHED if reads(persona, case)}
        for language in languages.values():
            found = find(engine, "", audience, languages=(language,), facets=("language",), collapse=True)
            assert found.total == 1
            assert {value for value, _count in found.facets["language"]} == readable
            shown = languages[found.hits[0].note_id]
            assert shown == language if language in readable else shown in readable
        for case in PUBLISHED:
            for language in languages.values():
                found = find(engine, case.word, audience, languages=(language,), collapse=True)
                assert found.total == reads(persona, case)
                assert {hit.matched for hit in found.hits} <= {None, world.notes[case].id}


def in_one_set(world: World, case: Case, languages: dict[int, str]) -> IndexDocument:
    note = world.notes[case]
    terms = [reader.term for reader in note.readers]
    return document(note.id, case.word, language=languages[note.id], audience=terms, translation_set="one")


@persona
def test_search_by_the_name_of_a_topic_in_a_language_that_no_note_is_in(
    as_persona: Browsers, world: World, persona: str
) -> None:
    for number, case in enumerate(CASES):
        page = as_persona[persona].get("/search", query_string={"q": f"matières {number}"}).text
        assert words_in(page) == ({case.word} if reads(persona, case) else set()), case
        total = re.search(r"<h2[^>]*>\s*(\d+) notes?\s*</h2>", page)
        assert int(total.group(1) if total else 0) == (1 if reads(persona, case) else 0), case


@persona
def test_did_you_mean(as_persona: Browsers, matrix_app: Flask, world: World, sessions: Sessions, persona: str) -> None:
    for case in CASES:
        misspelt = f"{case.word[:-1]}"
        page = as_persona[persona].get("/search", query_string={"q": misspelt}).text
        assert (case.word in page) is reads(persona, case), case
        with matrix_app.app_context(), sessions() as session:
            terms = audience_terms(actor_of(world, session, persona))
            assert (search_engine().suggest(misspelt, Audience(terms)) == case.word) is reads(persona, case), case


@persona
def test_similar_notes(matrix_app: Flask, world: World, sessions: Sessions, persona: str) -> None:
    """Asked with the very words of all notes, the engine names those that are for the reader alone."""
    words = " ".join([*IN_MOST, *(case.word for case in CASES), *(case.inner for case in CASES)])
    with matrix_app.app_context(), sessions() as session:
        audience = Audience(audience_terms(actor_of(world, session, persona)))
        like_a_draft = NoteText("en", {"title": words, "challenge": words})
        hits = search_engine().similar(Likeness(like_a_draft), audience, limit=50)
        assert {hit.note_id for hit in hits} == {world.notes[case].id for case in PUBLISHED if reads(persona, case)}


def actor_of(world: World, session: object, persona: str) -> Actor:
    member = world.people[persona]
    return STRANGER if member is None else actor_for(session, session.get_one(Member, member.id))


@persona
def test_topics_and_countries(as_persona: Browsers, world: World, persona: str) -> None:
    browser = as_persona[persona]
    countries = browser.get("/countries").text
    topics = browser.get("/topics").text
    for case in CASES:
        expected = {case.word} if reads(persona, case) else set()
        assert words_on(browser, f"/topics/{world.topics[case].permalink}") == expected, case
        assert words_on(browser, f"/countries/{case.country}") == expected, case
        line = re.search(rf'href="/countries/{case.country}"><span>[^<]*</span> <span class="n">1 note', countries)
        assert (line is not None) is reads(persona, case), case
    assert len(re.findall(r">\s*1 note\b", topics)) in (0, len(readable_words(persona)))
    assert re.search(rf"You can read notes from {len(readable_words(persona))} countr", countries)


@persona
def test_organizations_teams_and_people(as_persona: Browsers, world: World, persona: str) -> None:
    browser = as_persona[persona]
    for path in ("/organizations/points-eau", "/organizations/points-eau/SN"):
        assert words_on(browser, path) == readable_words(persona), path
    author = world.people["author"]
    assert author is not None
    if persona == "stranger":
        assert status(browser, f"/people/{author.permalink}") == 302
    else:
        assert words_on(browser, f"/people/{author.permalink}") == readable_words(persona)
    assert words_on(browser, "/organizations/") == set()


@persona
def test_home_and_desk(as_persona: Browsers, world: World, persona: str) -> None:
    browser = as_persona[persona]
    home = browser.get("/").text
    assert words_in(home) <= readable_words(persona)
    assert re.search(rf"{len(readable_words(persona))} notes?\s+from {len(readable_words(persona))} countr", home)
    named = {case.country for case in CASES if f'href="/countries/{case.country}"' in home}
    assert named == {case.country for case in PUBLISHED if reads(persona, case)}
    if persona != "stranger":
        assert words_on(browser, "/desk") <= {case.word for case in CASES if writes(persona, case)}
        waiting = {case.word for case in CASES if str(case.state) == "submitted" and reviews(persona, case)}
        assert words_on(browser, "/desk/review") == waiting


def reviews(persona: str, case: Case) -> bool:
    return writes(persona, case) and persona != "author"


@persona
def test_notices(as_persona: Browsers, world: World, persona: str) -> None:
    """A notice names a note only while its reader may know of it, whatever was written when it happened."""
    if persona == "stranger":
        assert status(as_persona[persona], "/notices") == 302
    else:
        assert words_on(as_persona[persona], "/notices") == known_words(persona)


@persona
def test_letters(matrix_app: Flask, sessions: Sessions, world: World, persona: str) -> None:
    """The permission is asked again when the letter is sent."""
    member = world.people[persona]
    if member is None:
        return
    with matrix_app.app_context(), sessions() as session:
        mine = OutgoingMail.notice.has(Notice.member_id == member.id)
        letters = [compose(session, letter) for letter in session.query(OutgoingMail).where(mine)]
        db.session.remove()
    assert len(letters) == len(CASES)
    told = [words_in(str(letter["Subject"]) + letter.get_content()) for letter in letters if letter is not None]
    assert set().union(*told) == known_words(persona)
    assert len(told) == len(known_words(persona)), "a letter about nothing"


@persona
def test_pages_of_the_group(as_persona: Browsers, world: World, persona: str) -> None:
    browser, inside = as_persona[persona], persona in IN_THE_GROUP
    for page in ("notes", "discussion"):
        answer = browser.get(f"/peer-groups/{world.group.permalink}/{page}")
        assert answer.status_code == (200 if inside else 302 if persona == "stranger" else 403), page
        expected = readable_words(persona) & {c.word for c in CASES if str(c.audience) == "peer_group"}
        assert words_in(answer.text) == (expected if page == "notes" else set()), page
    shown = browser.get(f"/peer-groups/{world.group.permalink}").text
    assert words_in(shown) == set()


@persona
def test_small_answers_for_scripts(as_persona: Browsers, world: World, persona: str) -> None:
    for path in ("/topics/suggest", "/notes/countries"):
        for case in CASES:
            assert words_in(as_persona[persona].get(path, query_string={"q": case.word}).text) == set()
