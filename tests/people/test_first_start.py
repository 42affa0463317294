"""An empty installation leads its operator through the first account."""

import pytest

from knowledge.errors import NotFound
from knowledge.organizations.beginning import Beginning, begin
from knowledge.organizations.models import TeamRole
from knowledge.organizations.organizations import OrganizationFacts
from knowledge.people.addresses import find_by_address

FIRST = {
    "name": "Ada Okoro",
    "email": "ada@example.org",
    "password": "a ford below the mill",
    "organization_name": "Ministry of Rivers",
    "organization_kind": "ministry",
    "country": "NG",
}


def token(home):
    return (home / "setup_token").read_text()


def test_home_and_sign_in_lead_to_the_first_start(client):
    for path in ("/", "/people/sign-in"):
        assert client.get(path).headers["Location"] == "/people/first"


def test_the_first_account_administers_and_leads_its_team(client, session, home):
    client.get("/people/first")
    assert client.post("/people/first", data={**FIRST, "token": token(home)}).status_code == 302
    ada = find_by_address(session, "ada@example.org")
    assert ada.roles == ["administrator"]
    page = client.get("/organizations/ministry-of-rivers/NG").text
    assert "Look after the team" in page
    assert not (home / "setup_token").exists()


def test_afterwards_the_page_is_gone_and_home_is_home(client, cast):
    assert client.get("/people/first").status_code == 404
    assert client.post("/people/first", data=FIRST).status_code == 404
    assert client.get("/people/sign-in").status_code == 200


def test_without_the_token_nothing_is_made_and_nothing_is_lost(client, session, home):
    client.get("/people/first")
    answer = client.post("/people/first", data={**FIRST, "token": "guessed"})
    assert answer.status_code == 422
    assert "not the setup token" in answer.text
    assert "Ministry of Rivers" in answer.text
    assert find_by_address(session, "ada@example.org") is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("password", "short", "at least 10"), ("email", "none", "does not look like"), ("organization_name", " ", "Enter a name"),
     ("country", "", "Choose a country from the list")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(client, home, field, value, words):
    client.get("/people/first")
    answer = client.post("/people/first", data={**FIRST, "token": token(home), field: value})
    assert answer.status_code == 422
    assert words in answer.text


def test_it_happens_once(session, cast):
    again = Beginning("A", "a@example.org", "a long password", OrganizationFacts(name="B"), "NG")
    with pytest.raises(NotFound):
        begin(session, again)


def test_init_prints_the_token_while_there_is_no_member(app, home, cast):
    from app.people.first_start import first_start_words

    with app.app_context():
        assert first_start_words() == ""
    assert TeamRole.FOCAL_POINT  # the role that the first account gets in its team


def test_the_words_of_the_terminal_name_the_address_and_the_token(app, home):
    from app.people.first_start import first_start_words

    with app.app_context():
        words = first_start_words()
    assert "http://localhost/people/first" in words
    assert token(home) in words
