"""Narrowing a search: facets with a tree of topics, countries by region, all values within reach, counts that are true."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.topics.models import Topic
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.search.test_search_page import index


@pytest.fixture
def topics(app: Flask, session: Session, cast: Cast) -> dict[str, Topic]:
    """Water over Supply over Pumps, Water over Drainage, and Schools beside; notes under the lowest of each."""
    water = factories.topic(session, {"en": "Water", "fr": "Eau"})
    supply = factories.topic(session, {"en": "Supply"}, water)
    made = {
        "water": water,
        "supply": supply,
        "pumps": factories.topic(session, {"en": "Pumps"}, supply),
        "drainage": factories.topic(session, {"en": "Drainage"}, water),
        "schools": factories.topic(session, {"en": "Schools"}),
    }
    for name, countries in (("pumps", "SN"), ("pumps", "ML"), ("drainage", "PE"), ("schools", "PE")):
        note(session, cast, f"{name} of {countries}", topics=[made[name]], countries=[countries])
    session.commit()
    index(app)
    return made


def note(session: Session, cast: Cast, title: str, **more: object) -> Note:
    return factories.note(session, title, author=cast.contributor, teams=[cast.dakar], **more)


def tree(page: str, facet: str) -> list[tuple[int, str, int]]:
    """(depth, name, count) of the boxes of a facet, in order."""
    found, depth = [], 0
    pattern = rf'<(/?ul)|<label><input type="checkbox" name="{facet}" value="[^"]*"[^>]*> <span>(.*?)</span> <span class="n">(\d+)'
    start = page.index(f'name="{facet}"')
    for mark, label, count in re.findall(pattern, page[page.rindex("<details", 0, start) :]):
        depth += {"ul": 1, "/ul": -1}.get(mark, 0)
        if depth == 0:
            break
        if label:
            found.append((depth, re.sub("<.*?>", "", label), int(count)))
    return found


def test_topics_are_a_tree_whose_counts_include_what_is_below(client: FlaskClient, topics: dict[str, Topic]) -> None:
    assert tree(client.get("/search").text, "topic") == [
        (1, "Water", 3), (2, "Supply", 2), (3, "Pumps", 2), (2, "Drainage", 1), (1, "Schools", 1),
    ]  # fmt: skip


def test_a_chosen_topic_opens_what_is_below_it(
    app: Flask, session: Session, cast: Cast, client: FlaskClient, topics: dict[str, Topic]
) -> None:
    """Beyond the ten most frequent topics, its narrower ones show once it is chosen, counted as if it were not."""
    for number in range(12):
        other = factories.topic(session, {"en": f"Other {number}"})
        note(session, cast, f"First on {number}", topics=[other])
        note(session, cast, f"Second on {number}", topics=[other])
    session.commit()
    index(app)
    assert "Drainage" not in client.get("/search").text
    page = client.get(f"/search?topic={topics['water'].id}").text
    shown = tree(page, "topic")
    assert (2, "Drainage", 1) in shown
    assert (1, "Water", 3) in shown
    assert "3 notes" in page
    assert any(name.startswith("Other") and count == 2 for _, name, count in shown), "others can still be added"


def test_countries_stand_under_their_regions(client: FlaskClient, topics: dict[str, Topic]) -> None:
    page = client.get("/search").text
    africa = page.index('class="facet-heading">Western Africa')
    america = page.index('class="facet-heading">South America')
    assert america < page.index('name="country" value="PE"') < africa < page.index('name="country" value="ML"')
    assert 'name="region" value="011"' in page


def test_years_are_read_in_order_and_codes_by_their_meaning(
    app: Flask, session: Session, cast: Cast, client: FlaskClient
) -> None:
    for year, level in ((2019, "high"), (2023, "low"), (2023, "upper_middle"), (2021, "low")):
        made = note(session, cast, f"Note of {year}", income_level=level)
        made.year, made.income_level = year, level
    session.commit()
    index(app)
    page = client.get("/search").text
    assert [name for _, name, _ in tree(page, "year")] == ["2023", "2021", "2019"]
    assert [name for _, name, _ in tree(page, "income_level")] == ["Low", "Upper middle", "High"]


def test_a_choice_that_leaves_nothing_can_be_seen_and_taken_away(client: FlaskClient, topics: dict[str, Topic]) -> None:
    page = client.get("/search?country=SN&year=1901&q=pumps").text
    assert "Country: Senegal" in page
    assert 'href="/search?q=pumps&amp;country=SN" aria-label="Take away Year: 1901"' in page
    kept = client.get("/search?country=SN&country=FJ").text
    assert 'name="country" value="FJ" checked' in kept


def test_values_beyond_the_shown_ones_are_on_a_page_of_their_own(
    app: Flask, session: Session, cast: Cast, client: FlaskClient
) -> None:
    codes = ["SN", "ML", "PE", "KE", "BO", "TD", "NE", "CM", "GH", "TG", "BJ", "FR", "DE"]
    for code in codes:
        note(session, cast, f"Note on wells of {code}", countries=[code])
    session.commit()
    index(app)
    page = client.get("/search?q=wells&language=en").text
    assert len(tree(page, "country")) == 10
    more = re.search(r'href="([^"]*choices/country[^"]*)"[^>]*>All 13 countries', page)
    assert more is not None
    every = client.get(more[1].replace("&amp;", "&")).text
    assert set(re.findall(r'name="country" value="(\w+)"', every)) == set(codes)
    assert '<input type="hidden" name="q" value="wells">' in every
    assert '<input type="hidden" name="language" value="en">' in every
    found = client.get("/search/choices/country?q=wells&country=FR&find=bol").text
    assert 'type="checkbox" name="country" value="BO"' in found
    assert '<input type="hidden" name="country" value="FR">' in found, "what is chosen stays chosen"
    assert 'value="KE"' not in found


def test_all_topics_are_found_by_name_and_an_unknown_facet_is_no_page(
    client: FlaskClient, topics: dict[str, Topic]
) -> None:
    assert "Drainage" in client.get("/search/choices/topic?find=drain").text
    assert "No choice has this name" in client.get("/search/choices/topic?find=zz").text
    assert client.get("/search/choices/topic?topic=99999999999&topic=x&page=9").status_code == 200
    assert client.get("/search/choices/audience").status_code == 404


def test_narrowing_asks_a_bounded_number_of_queries(
    browse_as: SignIn, cast: Cast, topics: dict[str, Topic], count_queries: CountQueries
) -> None:
    browser = browse_as(cast.editor)
    for address in (f"/search?topic={topics['water'].id}&organization=1", "/search/choices/topic"):
        with count_queries() as queries:
            assert browser.get(address).status_code == 200
        assert len(queries) <= 12, "\n".join(queries)


def test_the_order_by_how_often_a_note_was_taken_up_is_offered(client: FlaskClient, topics: dict[str, Topic]) -> None:
    page = client.get("/search?sort=adoptions").text
    assert '<option value="adoptions" selected>Most taken up</option>' in page
