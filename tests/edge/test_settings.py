"""Settings are read once, checked, and a wrong one stops the start with its name and what was expected."""

import stat
from pathlib import Path

import pytest

from app.config import WrongSetting, read_settings


def settings(home: Path, **more: str) -> dict[str, str]:
    return {"CAUSEWAY_HOME": str(home)} | {f"CAUSEWAY_{name}": value for name, value in more.items()}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/causeway"),
        ("SEARCH_URL", "elastic:9200"),
        ("REDIS_URL", "localhost:6379"),
        ("SMTP_URL", "http://mail.example.org"),
        ("BASE_URL", "causeway.example.org"),
        ("BASE_URL", "https://causeway.example.org/?a=1"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@example.org\r\nBcc: b@example.org"),
        ("PROXIES", "two"),
    ],
)
def test_a_wrong_value_is_named(home: Path, name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=f"CAUSEWAY_{name}.*expected"):
        read_settings(settings(home, **{name: value}))


def test_a_wrong_mail_server_does_not_print_its_password(home: Path) -> None:
    with pytest.raises(WrongSetting) as wrong:
        read_settings(settings(home, SMTP_URL="ftp://sender:hunter2@mail.example.org"))
    assert "hunter2" not in str(wrong.value)


def test_defaults_serve_one_machine(home: Path) -> None:
    found = read_settings(settings(home))
    assert found.database_url == f"sqlite:///{home / 'causeway.db'}"
    assert found.search_url == "whoosh:"
    assert found.smtp_url == ""


def test_the_secret_is_made_once_and_kept_to_its_owner(home: Path) -> None:
    first, second = (read_settings(settings(home)).secret_key for _ in range(2))
    assert first == second
    assert len(first) >= 40
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    one, other = (read_settings(settings(tmp_path / name)).secret_key for name in ("one", "other"))
    assert one != other
