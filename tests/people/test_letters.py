"""The words of letters, and that what they carry reaches no log."""

import logging

import pytest

from app.config import LANGUAGES
from app.people.letters import LETTERS
from app.people.links import hide_links, sealed
from knowledge.organizations.invitations import invite
from knowledge.organizations.models import TeamRole
from tests import factories
from tests.people.letterbox import PLAIN, letters

TOKEN = "a-token-that-is-secret"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_can_be_written_in_every_language(app, session, cast, language):
    member, team = cast.editor, cast.dakar
    member.interface_language = language
    invitation = invite(session, cast.actor(cast.focal_point), team, "new@example.org", TeamRole.EDITOR, PLAIN)
    with app.test_request_context():
        written = [
            LETTERS.new_password(member, TOKEN),
            LETTERS.no_account("nobody@example.org"),
            LETTERS.password_changed(member),
            LETTERS.confirm_new_address(member, "new@example.org", TOKEN),
            LETTERS.address_in_use(member, "new@example.org"),
            LETTERS.address_changed(member, "new@example.org"),
            LETTERS.invitation(invitation, TOKEN),
            LETTERS.confirm_request(member, team, TOKEN),
            LETTERS.has_account(member, team),
            LETTERS.request_accepted(member, team, TOKEN),
            LETTERS.request_declined(member, team),
        ]
    for letter in written:
        assert letter.subject
        assert "\n" not in letter.subject
        assert "http://localhost" in letter.text
        assert "%(" not in letter.text
        assert TOKEN not in letter.text  # it stands there signed, not bare


def test_an_access_log_line_loses_the_token(app):
    with app.app_context():
        link = f"/people/invitation?link={sealed(TOKEN, 'invitation')}"
    record = logging.LogRecord(
        "werkzeug", logging.INFO, "", 0, '%s "%s" 200', ("127.0.0.1", f"GET {link} HTTP/1.1"), None
    )
    assert hide_links(record)
    assert record.getMessage() == '127.0.0.1 "GET /people/invitation?link=(hidden) HTTP/1.1" 200'


def test_no_password_and_no_token_is_logged(client, session, cast, caplog):
    caplog.set_level(logging.DEBUG)
    client.post("/people/sign-in", data={"email": cast.editor.email, "password": factories.PASSWORD})
    client.post("/people/sign-out")
    client.post("/people/password/forgotten", data={"email": cast.editor.email})
    text = letters(session, cast.editor.email)[0].text
    link = next(line for line in text.splitlines() if "link=" in line).removeprefix("http://localhost")
    client.post(link, data={"password": "a ford by the mill"})
    assert factories.PASSWORD not in caplog.text
    assert "a ford by the mill" not in caplog.text
    assert link.partition("link=")[2] not in caplog.text
