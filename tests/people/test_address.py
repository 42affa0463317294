"""Moving to another mail address."""

from datetime import timedelta

import pytest

from knowledge import clock
from knowledge.errors import Conflict, Invalid, NotAllowed
from knowledge.people.changing_address import ask_new_address, confirm_new_address
from knowledge.people.links import LinkExpired, LinkUsed
from knowledge.people.recovering import ask_new_password, find_password_link
from knowledge.people.registering import note_asker
from tests.factories import PASSWORD
from tests.people.letterbox import PLAIN, last_link, last_token, letters

NEW = "mamadou@example.net"


def ask(session, cast, address=NEW):
    ask_new_address(session, cast.actor(cast.editor), cast.editor, address, PASSWORD, PLAIN)
    return last_token(session, "confirm_new_address")


def test_the_new_address_is_confirmed_and_the_old_one_told(session, cast):
    old = cast.editor.email
    token = ask(session, cast)
    assert cast.editor.email == old
    confirm_new_address(session, token, PLAIN)
    assert cast.editor.email == NEW
    assert [letter.subject for letter in letters(session, old)] == ["address_changed"]
    with pytest.raises(LinkUsed):
        confirm_new_address(session, token, PLAIN)


def test_a_link_sent_to_the_old_address_dies_with_it(session, cast):
    ask_new_password(session, cast.editor.email, PLAIN)
    reset = last_token(session, "new_password")
    confirm_new_address(session, ask(session, cast), PLAIN)
    with pytest.raises(LinkUsed):
        find_password_link(session, reset)


def test_the_link_expires_after_a_day(session, cast, monkeypatch):
    token = ask(session, cast)
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(LinkExpired):
        confirm_new_address(session, token, PLAIN)


@pytest.mark.parametrize(
    ("address", "password", "problem"),
    [("not one", PASSWORD, {"email": "address_form"}), (NEW, "guess", {"current": "password_wrong"})],
)
def test_what_is_refused(session, cast, address, password, problem):
    with pytest.raises(Invalid) as refused:
        ask_new_address(session, cast.actor(cast.editor), cast.editor, address, password, PLAIN)
    assert refused.value.fields == problem


def test_an_address_somebody_has_is_told_to_that_mailbox_alone(session, cast, browse_as):
    taken = cast.lima_editor.email
    browser = browse_as(cast.editor)
    answers = [
        browser.post("/people/account/address", data={"email": address, "current": PASSWORD})
        for address in (taken, NEW)
    ]
    assert [a.status_code for a in answers] == [302, 302]
    assert "account already" in letters(session, taken)[0].subject
    assert "link=" not in letters(session, taken)[0].text


def test_an_address_taken_meanwhile_is_a_conflict(session, cast):
    token = ask(session, cast)
    cast.lima_editor.email = NEW
    session.flush()
    with pytest.raises(Conflict):
        confirm_new_address(session, token, PLAIN)


def test_somebody_who_only_asked_to_join_does_not_hold_an_address(session, cast):
    token = ask(session, cast)
    note_asker(session, "Mamadou", NEW, "fr")
    assert confirm_new_address(session, token, PLAIN).email == NEW


def test_nobody_moves_the_account_of_another(session, cast):
    for name, member in cast.everybody().items():
        if name != "editor":
            with pytest.raises(NotAllowed):
                ask_new_address(session, cast.actor(member), cast.editor, NEW, PASSWORD, PLAIN)


def test_the_way_by_the_pages(browse_as, client, session, cast):
    browser = browse_as(cast.editor)
    browser.post("/people/account/address", data={"email": NEW, "current": PASSWORD})
    link = last_link(session, NEW)
    assert NEW in client.get(link).text  # a mail program opened it; nothing happened
    browser.post(link)
    assert NEW in browser.get("/people/account").text
    assert browser.get(link).status_code == 410


def test_a_wrong_address_stays_in_the_field(browse_as, cast):
    answer = browse_as(cast.editor).post("/people/account/address", data={"email": "not one", "current": PASSWORD})
    assert answer.status_code == 422
    assert 'value="not one"' in answer.text
