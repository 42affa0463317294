"""One line of a file to import: read, judged, and brought into one form. Every reason for refusing one is a plain sentence."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from knowledge.countries import is_country
from knowledge.languages import is_language
from knowledge.notes.validation import MOST_IN_A_FIELD, MOST_IN_A_TITLE
from knowledge.notes.wording import clean_line, clean_text
from knowledge.organizations.models import INTERNATIONAL

# The longest value of each field that is one line, as the database keeps it.
LONGEST = {
    "id": 200,
    "title": MOST_IN_A_TITLE,
    "organisation": 200,
    "licence": 200,
    "source_repo": 300,
    "source_path": 1000,
    "commit": 100,
    "translation_group": 200,
}
MOST_TAGS = 50
LONGEST_TAG = 100
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:[T ][0-9:.+\-Z]*)?")
TEXT_NAMES = ("body_markdown", "text")


class BadRecord(ValueError):
    """The line cannot be imported; the text says why."""


@dataclass(frozen=True)
class Defaults:
    """What holds for records that do not say it themselves."""

    organisation: str
    country: str = INTERNATIONAL
    licence: str = ""


@dataclass(frozen=True)
class Record:
    """A document, ready to become a note. `date` is YYYY, YYYY-MM, YYYY-MM-DD or empty."""

    id: str
    title: str
    body: str
    language: str
    country: str
    organisation: str
    licence: str
    date: str
    repository: str
    path: str
    commit: str
    translation_group: str
    summary: str
    tags: tuple[str, ...]

    def digest(self) -> str:
        """The same for the same record, whatever the order of its fields in the file."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=True).encode()).hexdigest()

    def source(self) -> dict[str, str]:
        """Where it comes from; what is not known is left out."""
        told = {"repository": self.repository, "path": self.path, "commit": self.commit, "date": self.date}
        return {name: value for name, value in told.items() if value}

    def day(self) -> datetime | None:
        """The beginning of its date, in UTC."""
        return datetime.fromisoformat((self.date + "-01-01")[:10]).replace(tzinfo=UTC) if self.date else None


def read_record(line: bytes, defaults: Defaults) -> Record:
    """Judge one line. Raises `BadRecord`."""
    data = read_object(line)
    language = one_line(data, "language", needed=True)
    country = one_line(data, "country").upper() or defaults.country
    if not is_language(language):
        raise BadRecord(f"language {language!r} is not known (BCP 47, such as fr or pt-BR)")
    if not is_country(country):
        raise BadRecord(f"country {country!r} is not known (ISO 3166-1 with two letters, or {INTERNATIONAL})")
    return Record(
        id=one_line(data, "id", needed=True),
        title=one_line(data, "title", needed=True),
        body=text_of(data),
        language=language,
        country=country,
        organisation=one_line(data, "organisation") or defaults.organisation,
        licence=one_line(data, "licence") or defaults.licence,
        date=date_of(data),
        repository=one_line(data, "source_repo"),
        path=one_line(data, "source_path"),
        commit=one_line(data, "commit"),
        translation_group=one_line(data, "translation_group"),
        summary=clean_text(string(data, "summary")),
        tags=tags_of(data),
    )


def read_object(line: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRecord(f"invalid UTF-8 at byte {error.start + 1} of the line") from error
    except json.JSONDecodeError as error:
        raise BadRecord(f"broken JSON at character {error.colno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise BadRecord("broken JSON: a number or a nesting beyond all bounds") from error
    if not isinstance(data, dict):
        raise BadRecord("not a JSON object")
    return data


def string(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRecord(f"{name} is not a text")
    return value


def one_line(data: Mapping[str, Any], name: str, needed: bool = False) -> str:
    value = clean_line(string(data, name))
    if needed and not value:
        raise BadRecord(f"{name} is missing")
    if len(value) > LONGEST.get(name, 40):
        raise BadRecord(f"{name} is longer than {LONGEST.get(name, 40)} characters")
    return value


def text_of(data: Mapping[str, Any]) -> str:
    name = next((name for name in TEXT_NAMES if data.get(name) is not None), TEXT_NAMES[0])
    text = clean_text(string(data, name))
    if not text:
        raise BadRecord(f"{name} is missing")
    if len(text) > MOST_IN_A_FIELD:
        raise BadRecord(f"{name} is longer than {MOST_IN_A_FIELD} characters")
    return text


def date_of(data: Mapping[str, Any]) -> str:
    """The date without its time of day."""
    text = clean_line(string(data, "date"))
    if not text:
        return ""
    found = DATE.fullmatch(text)
    parts = [part for part in found.groups() if part] if found else []
    try:
        date(*[*map(int, parts), 1, 1][:3])
    except (TypeError, ValueError) as error:
        raise BadRecord(f"date {text[:40]!r} is none (ISO 8601, such as 2024-05-31)") from error
    return "-".join(parts)


def tags_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    tags = data.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise BadRecord("tags is not a list of texts")
    cleaned = tuple(dict.fromkeys(tag for tag in map(clean_line, tags) if tag))
    if len(cleaned) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in cleaned):
        raise BadRecord(f"more than {MOST_TAGS} tags, or one longer than {LONGEST_TAG} characters")
    return cleaned
