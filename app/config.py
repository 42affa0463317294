"""Every setting, read from the environment once, typed and checked. A wrong value stops the start with its name."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from search_index.weights import Weights, WrongWeights, packaged, read_weights

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")


class WrongSetting(ValueError):
    """A setting cannot be used; the text names it and what was expected."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"{name}={value!r} cannot be used: expected {expected}")


@dataclass(frozen=True)
class Settings:
    """What an operator may decide. The defaults serve one machine with nothing else installed.

    home            folder that holds all data of the installation: database, index, files, mail written instead of sent, logs
    database_url    sqlite:///path or postgresql+psycopg://user:password@host/name
    search_url      whoosh: (in the home)
    search_weights  how much each thing counts in a search's order; home/search-weights.toml when there is one
    redis_url       counts for rate limits, shared between processes; empty: each process counts for itself
    smtp_url        smtp://[user:password@]host:port or smtps://...; empty: mail is written to home/mail
    mail_from       the sender of mail
    base_url        the public address; every link in mail starts with it, never with a request's Host header
    secret_key      signs cookies; made and kept in the home when absent
    network_name    how this network calls itself
    proxies         number of trusted reverse proxies in front
    max_file_mb     the largest file that a note takes, in megabytes
    """

    home: Path
    database_url: str
    search_url: str
    search_weights: Weights
    redis_url: str
    smtp_url: str
    mail_from: str
    base_url: str
    secret_key: str
    network_name: str
    proxies: int
    max_file_mb: int

    @property
    def max_file_bytes(self) -> int:
        return self.max_file_mb * 1024 * 1024

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https:")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check all `CAUSEWAY_*` variables. Raises `WrongSetting`. Creates the home and its secret key if needed."""

    def value(name: str, default: str) -> str:
        return environment.get(f"CAUSEWAY_{name}", "").strip() or default

    home = Path(value("HOME", "instance")).absolute()
    make_home(home)
    return Settings(
        home=home,
        database_url=checked_database(value("DATABASE_URL", f"sqlite:///{home / 'causeway.db'}")),
        search_url=checked_search(value("SEARCH_URL", "whoosh:")),
        search_weights=checked_weights(value("SEARCH_WEIGHTS", ""), home / "search-weights.toml"),
        redis_url=checked_url("REDIS_URL", value("REDIS_URL", ""), ("redis", "rediss"), "redis://host:port/number"),
        smtp_url=checked_url("SMTP_URL", value("SMTP_URL", ""), ("smtp", "smtps"), "smtp://[user:password@]host:port"),
        mail_from=checked_address(value("MAIL_FROM", "causeway@localhost")),
        base_url=checked_base(value("BASE_URL", "http://127.0.0.1:5000")),
        secret_key=value("SECRET_KEY", "") or kept_secret(home / "secret_key"),
        network_name=value("NETWORK_NAME", "Causeway"),
        proxies=checked_count("PROXIES", value("PROXIES", "0"), 0, 9),
        max_file_mb=checked_count("MAX_FILE_MB", value("MAX_FILE_MB", "20"), 1, 500),
    )


def make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o750)
    except OSError as error:
        raise WrongSetting("CAUSEWAY_HOME", str(home), f"a folder that can be written ({error.strerror})") from error


def kept_secret(path: Path) -> str:
    """The installation's own secret, created once, readable by its user alone."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii").strip()


def checked_database(url: str) -> str:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise WrongSetting("CAUSEWAY_DATABASE_URL", url, "sqlite:///path or postgresql://user:password@host/name")
    return url


def checked_search(url: str) -> str:
    if url != "whoosh:":
        raise WrongSetting("CAUSEWAY_SEARCH_URL", url, "whoosh: (the engine of this version)")
    return url


def checked_weights(named: str, usual: Path) -> Weights:
    """The weights of the file that is named, of the usual one if it exists, or the packaged ones."""
    if not named and not usual.exists():
        return packaged()
    try:
        return read_weights(Path(named) if named else usual)
    except WrongWeights as error:
        raise WrongSetting("CAUSEWAY_SEARCH_WEIGHTS", named or str(usual), f"a weights file ({error})") from error


def checked_url(name: str, url: str, schemes: tuple[str, ...], expected: str) -> str:
    if url and (urlsplit(url).scheme not in schemes or not urlsplit(url).hostname):
        raise WrongSetting(f"CAUSEWAY_{name}", url.split("@")[-1], expected)
    return url


def checked_base(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise WrongSetting("CAUSEWAY_BASE_URL", url, "http(s)://host[:port][/path]")
    return url.rstrip("/")


def checked_address(address: str) -> str:
    if "@" not in address or any(c in address for c in "\r\n"):
        raise WrongSetting("CAUSEWAY_MAIL_FROM", address, "a mail address")
    return address


def checked_count(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise WrongSetting(f"CAUSEWAY_{name}", text, f"a number from {least} to {most}")
    return int(text)
