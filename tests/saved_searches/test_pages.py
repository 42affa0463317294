"""The pages of saved searches: saving from the results, the list, what was found, changing, deleting; each for its owner alone."""

import re
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.saved_searches.keeping import MOST_SEARCHES, save_search
from knowledge.saved_searches.models import HowOften, SavedSearch
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.saved_searches.conftest import Job, Save


def searches(session: Session) -> list[SavedSearch]:
    session.rollback()
    return list(session.scalars(select(SavedSearch).order_by(SavedSearch.id)))


def hidden(page: str) -> str:
    found = re.search(r'name="address"[^>]* value="([^"]*)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def name_field(page: str) -> str:
    found = re.search(r'<input[^>]*name="name"[^>]*>', page)
    assert found is not None
    return found[0]


def test_a_search_is_saved_from_its_results(session: Session, cast: Cast, work: Job, browse_as: SignIn) -> None:
    factories.note(session, "Pumps in Peru", teams=[cast.lima], countries=["PE"])
    work()
    browser = browse_as(cast.editor)
    page = browser.get("/search?q=pumps&country=PE&sort=newest").text
    assert 'value="pumps · Country: Peru"' in name_field(page)
    sent = {"name": "Pumps", "how_often": "daily", "address": hidden(page)}
    answer = browser.post("/search/saved", data=sent)
    assert (answer.status_code, answer.location) == (303, "/search/saved")
    [saved] = searches(session)
    assert saved.address == [["q", "pumps"], ["country", "PE"], ["sort", "newest"]]
    answer = browser.post(f"/search/saved/{saved.permalink}/read", data={"run": "1"})
    where, _, asked = answer.location.partition("?")
    assert (where, sorted(parse_qsl(asked))) == ("/search", [("country", "PE"), ("q", "pumps"), ("sort", "newest")])


def test_a_search_that_finds_nothing_can_be_kept(cast: Cast, work: Job, browse_as: SignIn) -> None:
    work()
    assert "Keep this search" in browse_as(cast.editor).get("/search?q=zzgrwx").text
    stranger = browse_as(None).get("/search?q=zzgrwx").text
    assert "Sign in to keep it" in stranger
    assert "/people/sign-in?next=/search?q%3Dzzgrwx" in stranger.replace("%2F", "/").replace("%3F", "?")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": " ", "how_often": "daily"}, "Give the search a name"),
        ({"name": "n" * 300, "how_often": "daily"}, "At most 200 characters"),
        ({"name": "Taken", "how_often": "daily"}, "You have a saved search with this name"),
        ({"name": "Other", "how_often": "sometimes"}, "Choose one of the list"),
        ({}, "Give the search a name"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_words_are_kept(
    session: Session, cast: Cast, work: Job, save: Save, browse_as: SignIn, sent: dict[str, str], words: str
) -> None:
    work()
    save_search(session, cast.actor(cast.editor), "Taken", [("q", "wells")], "daily")
    session.commit()
    answer = browse_as(cast.editor).post("/search/saved", data={**sent, "address": "q=hand+pumps&country=PE"})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{sent.get("name", "").strip()}"' in name_field(answer.text)
    assert "hand pumps" in answer.text
    assert "Peru" in answer.text
    assert len(searches(session)) == 1


@pytest.mark.parametrize(
    "address", ["", "?", "q=" + "x" * 50_000, "&".join(["country=PE"] * 5000), "%00", "q", "page=3"]
)
def test_any_address_that_is_sent_ends_in_a_search(
    session: Session, cast: Cast, work: Job, browse_as: SignIn, address: str
) -> None:
    work()
    answer = browse_as(cast.editor).post(
        "/search/saved", data={"name": "Odd", "how_often": "never", "address": address}
    )
    assert answer.status_code == 303
    [saved] = searches(session)
    assert len(str(saved.address)) < 3_000
    assert browse_as(cast.editor).get("/search/saved").status_code == 200


def test_the_fifty_first_is_refused_with_words(session: Session, cast: Cast, work: Job, browse_as: SignIn) -> None:
    for number in range(MOST_SEARCHES):
        save_search(session, cast.actor(cast.editor), f"Number {number}", [], "never")
    session.commit()
    answer = browse_as(cast.editor).post("/search/saved", data={"name": "More", "how_often": "never", "address": "q=x"})
    assert answer.status_code == 422
    assert "You have 50 saved searches" in answer.text


def test_an_empty_list_says_what_to_do(cast: Cast, browse_as: SignIn) -> None:
    page = browse_as(cast.outsider).get("/search/saved").text
    assert "At the end of the results you can keep the search" in page
    assert "/search/saved" in browse_as(cast.outsider).get("/desk").text


def test_the_list_says_what_each_looks_for_and_what_is_new(
    session: Session, cast: Cast, work: Job, save: Save, browse_as: SignIn
) -> None:
    work()
    pumps = factories.topic(session, {"en": "Hand pumps"})
    save(cast.editor, "valves", "at_once", topic=str(pumps.id))
    factories.note(session, "Valves by mail", teams=[cast.lima], topics=[pumps])
    work()
    browser = browse_as(cast.editor)
    page = browser.get("/search/saved").text
    for words in ("valves", "Topic: Hand pumps", "You are told at once", "1 new note"):
        assert words in page
    [saved] = searches(session)
    assert "Valves by mail" in browser.get(f"/search/saved/{saved.permalink}").text
    assert "1 new note" in browser.get("/search/saved").text, "looking changes nothing"
    browser.post(f"/search/saved/{saved.permalink}/read")
    assert "1 new note" not in browser.get("/search/saved").text
    assert "Valves by mail" in browser.get(f"/search/saved/{saved.permalink}").text


def test_what_was_found_is_no_markup(session: Session, cast: Cast, work: Job, browse_as: SignIn) -> None:
    save_search(
        session, cast.actor(cast.editor), "<script>alert(1)</script>", [("q", "<script>alert(2)</script>")], "daily"
    )
    session.commit()
    [saved] = searches(session)
    browser = browse_as(cast.editor)
    for path in ("", f"/{saved.permalink}", f"/{saved.permalink}/edit", f"/{saved.permalink}/delete"):
        assert "<script>alert" not in browser.get(f"/search/saved{path}").text


def test_a_search_is_renamed_and_told_at_other_times(
    session: Session, cast: Cast, save: Save, browse_as: SignIn
) -> None:
    saved = save(cast.editor, "pumps", "daily")
    browser = browse_as(cast.editor)
    address = f"/search/saved/{saved.permalink}/edit"
    assert '<option selected value="daily">' in browser.get(address).text
    assert browser.post(address, data={"name": "Better", "how_often": "never"}).status_code == 303
    [after] = searches(session)
    assert (after.name, after.how_often, after.due_at) == ("Better", HowOften.NEVER, None)
    assert browser.post(address, data={"name": "", "how_often": "never"}).status_code == 422


def test_deleting_asks_first(session: Session, cast: Cast, save: Save, browse_as: SignIn) -> None:
    saved = save(cast.editor, "pumps")
    browser = browse_as(cast.editor)
    address = f"/search/saved/{saved.permalink}/delete"
    assert "Keep the search" in browser.get(address).text
    assert len(searches(session)) == 1
    assert browser.post(address).status_code == 303
    assert searches(session) == []
    assert browser.get(address).status_code == 404


WAYS = {
    "saved_searches.show": ("GET", ""),
    "saved_searches.read": ("POST", "/read"),
    "saved_searches.edit": ("GET POST", "/edit"),
    "saved_searches.delete": ("GET POST", "/delete"),
}


def test_every_way_to_a_saved_search_stands_in_the_table(app: Flask) -> None:
    rules = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/search/saved/<permalink>")}
    assert rules == set(WAYS)


@pytest.mark.parametrize(
    "persona", ["stranger", "contributor", "focal_point", "lima_editor", "coordinator", "administrator", "outsider"]
)
def test_nobody_learns_of_anothers_saved_search(
    session: Session, cast: Cast, work: Job, save: Save, browse_as: SignIn, persona: str
) -> None:
    work()
    saved = save(cast.editor, "unusual pumps")
    factories.note(session, "Unusual pumps", teams=[cast.dakar])
    work()
    browser = browse_as(cast.everybody()[persona])
    refused = {"GET": 302, "POST": 401} if persona == "stranger" else {"GET": 404, "POST": 404}
    for methods, path in WAYS.values():
        for method in methods.split():
            form = {"name": "Mine", "how_often": "never", "run": "1"}
            answer = browser.open(f"/search/saved/{saved.permalink}{path}", method=method, data=form)
            assert answer.status_code == refused[method], (method, path)
            unknown = browser.open(f"/search/saved/0000000000{path}", method=method, data=form)
            assert unknown.status_code == answer.status_code, "as if it were not there"
    if persona != "stranger":
        assert "unusual" not in browser.get("/search/saved").text
        assert "nusual" not in browser.get("/notices").text
    [after] = searches(session)
    assert (after.name, after.how_often) == (saved.name, HowOften.AT_ONCE)


def test_the_pages_take_few_queries_however_many_searches(
    session: Session, cast: Cast, work: Job, browse_as: SignIn, count_queries: CountQueries
) -> None:
    work()
    topics = [factories.topic(session, {"en": f"Topic {number}"}) for number in range(25)]
    for number, topic in enumerate(topics):
        pairs = [("q", "pumps"), ("topic", str(topic.id)), ("organization", str(cast.water_agency.id))]
        save_search(session, cast.actor(cast.editor), f"Search {number}", pairs, "at_once")
    save_search(session, cast.actor(cast.editor), "All", [("q", "pumps")], "at_once")
    for number in range(15):
        factories.note(session, f"Pumps {number}", teams=[cast.dakar], topics=topics)
    work()
    browser = browse_as(cast.editor)
    every = next(search for search in searches(session) if search.name == "All")
    for address in ("/search/saved", "/search/saved?page=2", f"/search/saved/{every.permalink}", "/notices"):
        with count_queries() as queries:
            assert browser.get(address).status_code == 200
        assert len(queries) <= 12, (address, "\n".join(queries))
