"""Guessing and mailing are slowed down without locking the owner out."""

import pytest
from sqlalchemy.orm import Session

from app import create_app
from app.config import read_settings
from app.extensions import db, limiter
from knowledge.models import metadata
from tests.factories import PASSWORD
from tests.personas import assemble

ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def limited(home):
    """The application with its limits on."""
    settings = read_settings({"CAUSEWAY_HOME": str(home), "CAUSEWAY_BASE_URL": "http://localhost"})
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=True)
    with app.app_context():
        metadata.create_all(db.engine)
        limiter.reset()
    yield app
    with app.app_context():
        limiter.reset()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def people(limited):
    with limited.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as session:
        cast = assemble(session)
        session.commit()
        yield cast


def guess(client, email, password="not the password", **environ):
    return client.post("/people/sign-in", data={"email": email, "password": password}, environ_base=environ)


def test_guessing_one_password_is_slowed_down_and_says_when_to_try_again(limited, people):
    client = limited.test_client()
    answers = [guess(client, people.editor.email) for _ in range(8)]
    assert [a.status_code for a in answers[:6]] == [422] * 6
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600
    assert "Your account is not locked" in answers[-1].text


def test_the_owner_still_signs_in_while_somebody_elsewhere_guesses(limited, people):
    attacker = limited.test_client()
    for _ in range(8):
        guess(attacker, people.editor.email, **ELSEWHERE)
    assert guess(attacker, people.editor.email, **ELSEWHERE).status_code == 429
    assert guess(limited.test_client(), people.editor.email, PASSWORD).status_code == 302


def test_guessing_many_addresses_from_one_place_is_slowed_down(limited, people):
    client = limited.test_client()
    codes = [guess(client, f"person{n}@example.org").status_code for n in range(32)]
    assert codes[29] == 422
    assert codes[31] == 429


def test_a_subscriber_with_many_ipv6_addresses_counts_as_one(limited, people):
    client = limited.test_client()
    for n in range(7):
        answer = guess(client, people.editor.email, REMOTE_ADDR=f"2001:db8:1:2::{n + 1}")
    assert answer.status_code == 429
    assert guess(client, people.editor.email, REMOTE_ADDR="2001:db8:1:3::1").status_code == 422


def test_signing_in_rightly_is_never_counted(limited, people):
    for _ in range(9):
        assert guess(limited.test_client(), people.editor.email, PASSWORD).status_code == 302


def test_letters_to_one_address_are_limited_alike_for_known_and_unknown(limited, people):
    for address in (people.editor.email, "nobody@example.org"):
        client = limited.test_client()
        codes = [client.post("/people/password/forgotten", data={"email": address}).status_code for _ in range(4)]
        assert codes == [302, 302, 302, 429]
