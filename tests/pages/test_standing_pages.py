"""About, help, accessibility, privacy: for everybody, in every language, whatever else is there."""

import pytest

from app.config import LANGUAGES
from tests.conftest import SignIn
from tests.personas import Cast
from tests.queries import CountQueries

PAGES = ("/about", "/help", "/accessibility", "/privacy")


@pytest.mark.parametrize("address", PAGES)
def test_everybody_can_read_it(cast: Cast, browse_as: SignIn, address: str) -> None:
    for member in cast.everybody().values():
        assert browse_as(member).get(address).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_there_in_every_language(cast: Cast, browse_as: SignIn, language: str) -> None:
    browser = browse_as(None)
    browser.set_cookie("language", language)
    for address in PAGES:
        assert f'lang="{language}"' in browser.get(address).text[:200]


def test_it_asks_the_database_for_nothing_for_a_stranger(
    cast: Cast, browse_as: SignIn, count_queries: CountQueries
) -> None:
    browser = browse_as(None)
    for address in PAGES:
        with count_queries() as queries:
            browser.get(address)
        assert queries == [], address
