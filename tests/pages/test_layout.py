"""What stands around every page: who is reading, in which language and appearance, and what an error says."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import SignIn
from tests.personas import Cast

STATUSES = (400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503)


def error_page(app: Flask, status: int, method: str = "GET", **values: object) -> str:
    with app.test_request_context("/notes/new", method=method):
        page = app.jinja_env.get_or_select_template("errors/error.html")
        context: dict[str, object] = {"status": status, "kept": {}, "fields": {}, "reference": None} | values
        app.update_template_context(context)
        return page.render(context)


def test_page_says_its_language_and_direction(client: FlaskClient) -> None:
    english = client.get("/nowhere", headers={"Accept-Language": "en"}).text
    arabic = client.get("/nowhere", headers={"Accept-Language": "ar"}).text
    assert '<html lang="en" dir="ltr">' in english
    assert '<html lang="ar" dir="rtl">' in arabic


def test_every_page_offers_seven_languages_in_their_own_names(client: FlaskClient) -> None:
    page = client.get("/nowhere").text
    for name in ("English", "Français", "Español", "Português", "العربية", "Русский", "中文"):
        assert name in page
    assert 'href="/language/fr?next=/nowhere"' in page


def test_appearance_is_kept_in_a_cookie_and_shown_without_a_script(client: FlaskClient) -> None:
    answer = client.post("/appearance", data={"theme": "dark", "next": "/nowhere"})
    assert answer.headers["Location"] == "/nowhere"
    page = client.get("/nowhere").text
    assert 'data-theme="dark"' in page
    assert '<option value="dark" selected>' in page


def test_reading_signed_out_needs_no_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/nowhere").headers


def test_masthead_knows_who_is_reading(client: FlaskClient, browse_as: SignIn, cast: Cast) -> None:
    assert "Sign in" in client.get("/nowhere").text
    page = browse_as(cast.contributor).get("/nowhere").text
    assert cast.contributor.name in page
    assert "Sign out" in page


@pytest.mark.parametrize("status", STATUSES)
def test_error_says_what_happened_that_nothing_was_lost_and_what_to_do(app: Flask, status: int) -> None:
    page = error_page(app, status)
    assert page.count("<h1>") == 1
    assert "Nothing was lost." in page
    assert "What to do" in page
    assert "<li>" in page.split("What to do")[1]


def test_error_gives_back_what_was_written(app: Flask) -> None:
    page = error_page(
        app, 503, "POST", kept={"did": "Forty days, one sheet per pump </textarea>"}, reference="7K3QD12A"
    )
    assert "Forty days, one sheet per pump &lt;/textarea&gt;" in page
    assert "exactly as you sent it" in page
    assert "7K3QD12A" in page


def test_error_names_the_fields_that_could_not_be_taken(app: Flask) -> None:
    assert "The year is not a year." in error_page(app, 422, "POST", fields={"year": "The year is not a year."})


@pytest.mark.parametrize("status", [500, 503])
def test_page_for_our_own_faults_asks_nothing_more_of_a_broken_server(app: Flask, status: int) -> None:
    page = error_page(app, status)
    assert "masthead-account" not in page
    assert "csrf_token" not in page
