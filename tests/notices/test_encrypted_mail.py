"""Letters reach mail servers that speak TLS, from the start or on request, and never one whose certificate nobody vouches for."""

import ssl
from collections.abc import Iterator

import pytest
import trustme
from aiosmtpd.controller import Controller
from sqlalchemy.orm import Session

from app.mail import MailDown, SmtpMailer
from knowledge.notices.mail import queue_mail
from tests.notices.conftest import HandOver
from tests.notices.postbox import Postbox, free_port

ELSEWHERE = "127.1"  # reaches this machine under a name that is not known as this machine's


@pytest.fixture(scope="module")
def identity() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(params=["smtp", "smtps"])
def address(request: pytest.FixtureRequest, postbox: Postbox, identity: ssl.SSLContext) -> Iterator[str]:
    """Scheme and port of a server that takes nothing in the clear."""
    port = free_port()
    how = {"ssl_context": identity} if request.param == "smtps" else {"tls_context": identity, "require_starttls": True}
    server = Controller(postbox, "127.0.0.1", port, **how)
    server.start()
    yield f"{request.param}://{{host}}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def a_letter(session: Session) -> None:
    queue_mail(session, "one@example.org", "Hello", "text")
    session.commit()


def test_a_letter_travels_encrypted(address: str, postbox: Postbox, hand_over: HandOver) -> None:
    assert hand_over(SmtpMailer(address.format(host="127.0.0.1"))) == 1
    assert [letter["Subject"] for letter in postbox.letters] == ["Hello"]
    assert postbox.was_encrypted


def test_no_letter_goes_to_a_server_that_nobody_vouches_for(
    address: str, postbox: Postbox, hand_over: HandOver
) -> None:
    with pytest.raises(MailDown, match="SSLCertVerificationError"):
        hand_over(SmtpMailer(address.format(host=ELSEWHERE)))
    assert postbox.letters == []
