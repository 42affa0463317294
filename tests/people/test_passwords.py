"""Forgotten passwords, chosen passwords, and what ends with them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from knowledge import clock
from knowledge.errors import Invalid, NotAllowed
from knowledge.people.links import MOST_PER_HOUR, LinkExpired, LinkUnknown, LinkUsed
from knowledge.people.models import LinkPurpose, MailLink
from knowledge.people.passwords import accept_password, password_matches
from knowledge.people.recovering import (
    ask_new_password,
    change_password,
    find_password_link,
    first_password_link,
    set_password_by_link,
)
from knowledge.people.sign_in import find_sign_in, list_sign_ins, start_sign_in
from tests.factories import PASSWORD
from tests.people.letterbox import PLAIN, last_link, last_token, letters

NEW = "three wells and a ford"


def ask(session, cast):
    ask_new_password(session, cast.editor.email, PLAIN)
    return last_token(session, "new_password")


def test_a_reset_link_sets_a_new_password_once(session, cast):
    token = ask(session, cast)
    assert set_password_by_link(session, token, NEW, PLAIN) is cast.editor
    assert password_matches(cast.editor.password_hash, NEW)
    with pytest.raises(LinkUsed):
        set_password_by_link(session, token, "another one of mine", PLAIN)
    assert letters(session)[-1].subject == "password_changed"


def test_a_reset_ends_every_sign_in_and_every_other_link(session, cast):
    token = start_sign_in(session, cast.editor)
    first, second = ask(session, cast), ask(session, cast)
    set_password_by_link(session, second, NEW, PLAIN)
    assert find_sign_in(session, token) is None
    with pytest.raises(LinkUsed):
        find_password_link(session, first)


def test_a_reset_link_expires_after_two_hours(session, cast, monkeypatch):
    token = ask(session, cast)
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(LinkExpired):
        set_password_by_link(session, token, NEW, PLAIN)


def test_a_link_for_one_purpose_serves_no_other(session, cast):
    token = ask(session, cast)
    session.scalar(select(MailLink)).purpose = LinkPurpose.CHANGE_ADDRESS
    session.flush()
    with pytest.raises(LinkUnknown):
        find_password_link(session, token)


def test_only_the_digest_of_a_link_is_kept(session, cast):
    token = ask(session, cast)
    assert token not in session.scalars(select(MailLink.token_digest)).all()


@pytest.mark.parametrize("who", ["unknown", "unconfirmed", "suspended"])
def test_an_address_without_an_account_that_acts_gets_a_letter_that_says_so(session, cast, who):
    address = "nobody@example.org" if who == "unknown" else cast.outsider.email
    if who == "unconfirmed":
        cast.outsider.email_confirmed_at = None
    if who == "suspended":
        cast.outsider.suspended_at = clock.now()
    ask_new_password(session, address, PLAIN)
    assert [letter.subject for letter in letters(session, address)] == ["no_account"]
    assert session.scalar(select(func.count()).select_from(MailLink)) == 0


def test_nobody_can_flood_a_mailbox_with_links(session, cast):
    for _ in range(MOST_PER_HOUR + 3):
        ask_new_password(session, cast.editor.email, PLAIN)
    assert len(letters(session, cast.editor.email)) == MOST_PER_HOUR


@pytest.mark.parametrize(
    ("password", "code"),
    [("short one", "password_short"), ("x" * 201, "password_long"), ("Mamadou Faye", "password_plain"),
     ("m.faye@example.org", "password_plain"), ("M.FAYE@example.org", "password_plain")],
)  # fmt: skip
def test_which_passwords_are_refused(password, code):
    with pytest.raises(Invalid) as refused:
        accept_password(password, "Mamadou Faye", "m.faye@example.org")
    assert refused.value.fields == {"password": code}


@pytest.mark.parametrize("password", ["aaaaaaaaaa", "0123456789", "ten letter", "كلمة سر طويلة", "  spaces stay  "])
def test_there_are_no_rules_on_what_a_password_is_made_of(password):
    assert password_matches(accept_password(password, "Mamadou Faye", "m.faye@example.org"), password)


def test_changing_the_password_needs_the_old_one(session, cast):
    actor = cast.actor(cast.editor)
    with pytest.raises(Invalid) as refused:
        change_password(session, actor, cast.editor, "not the old one", NEW, PLAIN)
    assert refused.value.fields == {"current": "password_wrong"}
    change_password(session, actor, cast.editor, PASSWORD, NEW, PLAIN)
    assert password_matches(cast.editor.password_hash, NEW)


def test_nobody_changes_the_password_of_another(session, cast):
    for name, member in cast.everybody().items():
        if name != "editor":
            with pytest.raises(NotAllowed):
                change_password(session, cast.actor(member), cast.editor, PASSWORD, NEW, PLAIN)


def test_a_first_password_is_not_reported_as_a_change(session, cast):
    cast.outsider.password_hash = None
    set_password_by_link(session, first_password_link(session, cast.outsider), NEW, PLAIN)
    assert letters(session) == []


def test_the_page_answers_known_and_unknown_addresses_alike(client, session, cast):
    answers = []
    for address in (cast.editor.email, "nobody@example.org"):
        browser = client.application.test_client()
        sent = browser.post("/people/password/forgotten", data={"email": address})
        answers.append(
            (sent.status_code, sent.headers["Location"], browser.get("/people/sign-in").text.replace(address, "X"))
        )
    assert answers[0] == answers[1]
    assert len(letters(session)) == 2


def test_the_way_from_the_forgotten_password_to_the_desk(client, session, cast):
    client.post("/people/password/forgotten", data={"email": cast.editor.email})
    link = last_link(session, cast.editor.email)
    assert client.get(link).status_code == 200
    assert client.get(link).status_code == 200  # opening it spends nothing
    refused = client.post(link, data={"password": "short"})
    assert refused.status_code == 422
    assert "at least 10 characters" in refused.text
    assert client.post(link, data={"password": NEW}).headers["Location"] == "/desk"
    assert client.get("/people/account").status_code == 200
    again = client.get(link)
    assert again.status_code == 410
    assert "Have a new link sent" in again.text


def test_a_link_that_lost_its_end_says_so(client, session, cast):
    client.post("/people/password/forgotten", data={"email": cast.editor.email})
    answer = client.get(last_link(session, cast.editor.email)[:-4])
    assert answer.status_code == 404
    assert "not complete" in answer.text


def test_links_use_the_configured_address_and_never_the_host_header(app, session, cast):
    browser = app.test_client()
    browser.post(
        "/people/password/forgotten",
        data={"email": cast.editor.email},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    text = letters(session, cast.editor.email)[0].text
    assert "http://localhost/people/password/new?link=" in text
    assert "evil.example" not in text


def test_changing_the_password_by_the_page_keeps_this_browser_alone(browse_as, session, cast):
    here, there = browse_as(cast.editor), browse_as(cast.editor)
    sent = here.post("/people/account/password", data={"current": PASSWORD, "password": NEW})
    assert sent.status_code == 302
    assert here.get("/people/account").status_code == 200
    assert there.get("/people/account").status_code == 302
    assert len(list_sign_ins(session, cast.editor.id)) == 1


def test_a_wrong_old_password_is_said_at_its_field(browse_as, session, cast):
    answer = browse_as(cast.editor).post("/people/account/password", data={"current": "guess", "password": NEW})
    assert answer.status_code == 422
    assert "not the password of your account" in answer.text
