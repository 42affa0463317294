"""Contexts like mine: asked for by the reader, said on the page, with the reasons at each hit; it hides nothing."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.organizations.contexts import ContextFacts, describe_context
from knowledge.people.actors import actor_for
from tests import factories
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries
from tests.search.test_search_page import index

Describe = Callable[[], None]


@pytest.fixture
def notes(app: Flask, session: Session, cast: Cast) -> list[Note]:
    """The same words from three places: one like Dakar's, one in part, one in nothing; in this order by age."""
    places = [
        ("Pumps, one", ["ML"], "low", ["rural", "remote"]),
        ("Pumps, two", ["PE"], "low", []),
        ("Pumps, three", ["PE"], "high", ["urban"]),
    ]
    made = [
        factories.note(
            session, title, author=cast.lima_editor, teams=[cast.lima], countries=countries, income_level=income,
            circumstances=circumstances, challenge="The pumps stood still.",
        )
        for title, countries, income, circumstances in places
    ]  # fmt: skip
    session.commit()
    index(app)
    return made


@pytest.fixture
def describe(session: Session, cast: Cast) -> Describe:
    def do() -> None:
        facts = ContextFacts(income_level="low", circumstances=("rural", "remote"), language="fr")
        describe_context(session, actor_for(session, cast.editor), cast.dakar, facts)
        session.commit()

    return do


def order(page: str) -> list[str]:
    return re.findall(r"Pumps</mark>, (\w+)", page) or re.findall(r"Pumps, (\w+)", page)


def test_it_is_off_until_asked_for(browse_as: SignIn, cast: Cast, notes: list[Note], describe: Describe) -> None:
    describe()
    page = browse_as(cast.contributor).get("/search?q=pumps").text
    assert order(page) == ["three", "two", "one"]
    assert "Like yours" not in page
    assert "/search?q=pumps&amp;context=mine" in page


@pytest.mark.parametrize("query", ["q=pumps&", ""])
def test_contexts_like_the_readers_come_first_with_the_reasons(
    browse_as: SignIn, cast: Cast, notes: list[Note], describe: Describe, query: str
) -> None:
    describe()
    page = browse_as(cast.contributor).get(f"/search?{query}context=mine").text
    assert order(page) == ["one", "two", "three"]
    assert "Like yours: region, income level, rural, far from offices and markets" in page
    assert "Like yours: income level<" in page
    assert page.count("Like yours:") == 2
    assert "3 notes" in page, "nothing is hidden"
    assert "like that of Agence des points" in page
    assert "Take this away" in page


def test_the_choice_is_kept_by_the_forms_of_the_page(
    browse_as: SignIn, cast: Cast, notes: list[Note], describe: Describe
) -> None:
    describe()
    page = browse_as(cast.contributor).get("/search?q=pumps&context=mine&country=PE").text
    assert page.count('name="context" value="mine"') >= 2, "narrowing and ordering"
    assert order(page) == ["two", "three"]


def test_without_a_context_it_says_what_to_do_and_changes_nothing(
    browse_as: SignIn, cast: Cast, notes: list[Note]
) -> None:
    asked = "/search?q=pumps&context=mine"
    for persona, said in (
        (None, "To put contexts like yours first, sign in"),
        (cast.contributor, "None of your teams has described its context yet"),
        (cast.outsider, "You are in no team yet"),
    ):
        page = browse_as(persona).get(asked).text
        assert said in page
        assert order(page) == ["three", "two", "one"]
    assert "Contexts like mine" not in browse_as(None).get("/search?q=pumps").text


@pytest.mark.parametrize("value", ["", "yours", "mine&context=mine", "%00", "x" * 500])
def test_no_address_is_an_error(
    browse_as: SignIn, cast: Cast, notes: list[Note], describe: Describe, value: str
) -> None:
    describe()
    assert browse_as(cast.contributor).get(f"/search?q=pumps&context={value}").status_code == 200


def test_it_stays_within_twelve_queries(
    browse_as: SignIn, cast: Cast, notes: list[Note], describe: Describe, count_queries: CountQueries
) -> None:
    describe()
    browser = browse_as(cast.contributor)
    with count_queries() as queries:
        assert browser.get("/search?q=pumps&context=mine&country=PE&country=ML").status_code == 200
    assert len(queries) <= 12, "\n".join(queries)
