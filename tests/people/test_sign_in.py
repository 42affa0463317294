"""Signing in and out."""

import pytest

from knowledge import clock
from knowledge.people import passwords
from knowledge.people.entering import Suspended, check_password
from knowledge.people.sign_in import SIGN_IN_LASTS, find_sign_in, list_sign_ins, start_sign_in
from tests.factories import PASSWORD

WORDS = "Nothing is locked; you can try again."


def send(client, email, password, query=""):
    return client.post(f"/people/sign-in{query}", data={"email": email, "password": password})


def test_the_right_password_finds_the_member_however_the_address_is_written(session, cast):
    assert check_password(session, f"  {cast.editor.email.upper()} ", PASSWORD) is cast.editor


@pytest.mark.parametrize("address", ["nobody@example.org", "no address at all", "", "a\0b@example.org"])
def test_an_unknown_address_costs_the_same_hash_as_a_known_one(session, cast, monkeypatch, address):
    checked = []

    class Counting:
        def verify(self, kept, password):
            checked.append(kept)
            raise passwords.VerificationError

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert check_password(session, address, "whatever it is") is None
    assert check_password(session, cast.editor.email, "whatever it is") is None
    assert checked == [passwords._DECOY, cast.editor.password_hash]


def test_known_and_unknown_addresses_are_answered_alike(client, cast):
    known = send(client, cast.editor.email, "not my password")
    unknown = send(client, "nobody.knows@example.org", "not my password")
    assert known.status_code == unknown.status_code == 422
    assert WORDS in known.text
    assert known.text.replace(cast.editor.email, "X") == unknown.text.replace("nobody.knows@example.org", "X")


def test_a_suspended_member_learns_why_only_with_the_right_password(session, cast, client):
    cast.editor.suspended_at = clock.now()
    session.commit()
    with pytest.raises(Suspended):
        check_password(session, cast.editor.email, PASSWORD)
    assert "suspended" in send(client, cast.editor.email, PASSWORD).text
    assert "suspended" not in send(client, cast.editor.email, "not my password").text


def test_somebody_whose_address_is_not_confirmed_cannot_sign_in(session, cast):
    cast.outsider.email_confirmed_at = None
    assert check_password(session, cast.outsider.email, PASSWORD) is None


def test_a_weaker_digest_is_made_anew_at_sign_in(session, cast):
    weak = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    cast.editor.password_hash = weak
    assert check_password(session, cast.editor.email, PASSWORD) is cast.editor
    assert cast.editor.password_hash != weak


def test_signing_in_and_out_by_the_pages(client, session, cast):
    assert send(client, cast.editor.email, PASSWORD).status_code == 302
    assert cast.editor.name in client.get("/people/account").text or client.get("/people/account").status_code == 200
    assert client.post("/people/sign-out").status_code == 302
    assert "/people/sign-in" in client.get("/people/account").headers["Location"]
    assert list_sign_ins(session, cast.editor.id) == []


def test_the_session_is_made_anew_at_sign_in(client, session, cast):
    with client.session_transaction() as kept:
        kept["planted"] = "by somebody else"
    send(client, cast.editor.email, PASSWORD)
    with client.session_transaction() as kept:
        assert "planted" not in kept


def test_what_was_typed_stays_except_the_password(client, cast):
    page = send(client, "somebody@example.org", "a secret that fails").text
    assert "somebody@example.org" in page
    assert "a secret that fails" not in page


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "///evil.example", "evil.example",
     "javascript:alert(1)", "/\t/evil.example", "http:evil.example"],
)  # fmt: skip
def test_next_never_leaves_the_site(client, cast, target):
    response = client.post(
        "/people/sign-in", query_string={"next": target}, data={"email": cast.editor.email, "password": PASSWORD}
    )
    assert response.status_code == 302
    assert response.headers["Location"] == "/desk"


def test_next_leads_back_to_where_the_person_was_going(client, cast):
    response = send(client, cast.editor.email, PASSWORD, "?next=/organizations/points-eau")
    assert response.headers["Location"] == "/organizations/points-eau"


def test_a_page_for_members_leads_to_sign_in_and_back(client, cast):
    response = client.get("/people/profile")
    assert response.headers["Location"] == "/people/sign-in?next=/people/profile"


def test_only_the_digest_of_a_sign_in_is_kept(session, cast):
    token = start_sign_in(session, cast.editor)
    assert token not in [row.token_digest for row in list_sign_ins(session, cast.editor.id)]


def test_a_sign_in_ends_after_two_weeks(session, cast, monkeypatch):
    token = start_sign_in(session, cast.editor)
    later = clock.now() + SIGN_IN_LASTS
    monkeypatch.setattr(clock, "now", lambda: later)
    assert find_sign_in(session, token) is None
