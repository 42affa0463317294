"""A real SMTP server for tests. It keeps what it accepts, and refuses or fails as a test wants."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.mail import SmtpMailer


class Postbox:
    """The server's handler. `refused` maps a recipient to the server's answer; `answer` is what it says to a letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.as_sent: list[bytes] = []
        self.refused: dict[str, str] = {}
        self.answer = "250 Taken"
        self.signed_in: list[str] = []
        self.was_encrypted = False

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.was_encrypted = server.transport.get_extra_info("ssl_object") is not None
        if self.answer.startswith("2"):
            content = cast(bytes, envelope.original_content)
            self.as_sent.append(content)
            self.letters.append(cast(EmailMessage, message_from_bytes(content, policy=policy.default)))
        return self.answer

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == b"s3cret/@"
        if known:
            self.signed_in.append(data.login.decode())
        return AuthResult(success=known, handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def smtp_port(postbox: Postbox) -> Iterator[int]:
    """A server that takes letters for `postbox`; sign-in is possible and not asked for."""
    port = free_port()
    server = Controller(postbox, "127.0.0.1", port, authenticator=postbox.sign_in, auth_require_tls=False)
    server.start()
    yield port
    server.stop()


@pytest.fixture
def mailer(smtp_port: int) -> SmtpMailer:
    return SmtpMailer(f"smtp://127.0.0.1:{smtp_port}")
