"""What a page shows of the notes of the world."""

from flask.testing import FlaskClient

from tests.permissions.world import CASES


def words_on(browser: FlaskClient, path: str, **query: object) -> set[str]:
    """The words of notes that a page shows; what is asked in the address does not count as shown."""
    answer = browser.get(path, query_string=query, follow_redirects=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return words_in(answer.text)


def words_in(text: str) -> set[str]:
    text = text.casefold()
    return {case.word for case in CASES if case.word in text}


def status(browser: FlaskClient, path: str) -> int:
    return browser.get(path).status_code
