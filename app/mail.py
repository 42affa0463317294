"""Handing letters over: to an SMTP server, or to a folder that stands for one."""

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app

from app.config import Settings

TIMEOUT_S = 20
SHUTTING_DOWN = 421  # RFC 5321: the server closes the channel; it says nothing about the letter

HandOver = Callable[[EmailMessage], None]


class LetterRefused(Exception):
    """The server will not take this letter; another one it may. The text is its code and no content."""


class MailDown(Exception):
    """No letter can be handed over now; the text says why, without content."""


class Mailer(Protocol):
    def place(self) -> str:
        """Where letters go, in words for the terminal; no secrets."""

    def opened(self) -> AbstractContextManager[HandOver]:
        """A connection for a batch: a function that hands one letter over. Both raise MailDown, the function LetterRefused."""


class FolderMailer:
    """Writes each letter to a file of its own, named by its Message-ID, so that a repeated one replaces itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self) -> str:
        return f"the folder {self.folder}"

    @contextmanager
    def opened(self) -> Iterator[HandOver]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        except OSError as error:
            raise MailDown(f"{self.folder}: {error.strerror}") from error
        yield self.write

    def write(self, message: EmailMessage) -> None:
        path = self.folder / f"{message['Message-ID'].strip('<>').partition('@')[0]}.eml"
        unfinished = path.with_suffix(".part")
        try:
            unfinished.write_bytes(message.as_bytes())
            unfinished.replace(path)
        except OSError as error:
            raise MailDown(f"{self.folder}: {error.strerror}") from error


class SmtpMailer:
    """smtp://[user:password@]host[:port] with STARTTLS when offered, or smtps:// encrypted from the start."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.encrypted = parts.scheme == "smtps"
        self.host = parts.hostname or ""
        self.port = parts.port or (465 if self.encrypted else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")

    def place(self) -> str:
        return f"the SMTP server {self.host}:{self.port}"

    @contextmanager
    def opened(self) -> Iterator[HandOver]:
        connection = self.connected()
        try:
            yield lambda message: hand_over(connection, message)
        finally:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()

    def connected(self) -> smtplib.SMTP:
        try:
            connection = self.reached()
            try:
                self.made_safe(connection)
            except Exception:
                connection.close()
                raise
        except (smtplib.SMTPException, OSError) as error:
            raise MailDown(f"{self.place()}: {reason(error)}") from error
        return connection

    def reached(self) -> smtplib.SMTP:
        if self.encrypted:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=self.trust())
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)

    def made_safe(self, connection: smtplib.SMTP) -> None:
        connection.ehlo()
        if not self.encrypted and connection.has_extn("starttls"):
            connection.starttls(context=self.trust())
        if self.user:
            connection.login(self.user, self.password)

    def trust(self) -> ssl.SSLContext:
        """Certificates are checked, except on this machine itself, where mail servers sign their own and no network lies between."""
        context = ssl.create_default_context()
        if is_this_machine(self.host):
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def hand_over(connection: smtplib.SMTP, message: EmailMessage) -> None:
    """Give one letter to the server. A refused sender is the operator's to mend, so the letter waits."""
    try:
        connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise MailDown("421") if code == SHUTTING_DOWN else LetterRefused(f"recipient {code}") from error
    except smtplib.SMTPDataError as error:
        raise MailDown("421") if error.smtp_code == SHUTTING_DOWN else LetterRefused(reason(error)) from error
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        raise LetterRefused(type(error).__name__) from error
    except (smtplib.SMTPException, OSError) as error:
        raise MailDown(reason(error)) from error


def reason(error: Exception) -> str:
    """Why, in a few words that quote neither the letter nor the server's sentence about it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    if isinstance(error, OSError) and error.errno:
        return f"{type(error).__name__} {os.strerror(error.errno)}"
    return type(error).__name__


def mailer_for(settings: Settings) -> Mailer:
    """SMTP when it is configured, the folder `mail` in the home otherwise."""
    return SmtpMailer(settings.smtp_url) if settings.smtp_url else FolderMailer(settings.home / "mail")


def absolute_url(endpoint: str, **values: object) -> str:
    """An address for a letter. It starts with the configured base, whatever host a request came for."""
    base = urlsplit(current_app.config["SETTINGS"].base_url)
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)
