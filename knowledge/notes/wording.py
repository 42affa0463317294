"""How typed words are stored: as written, but in one Unicode form, with one kind of line end and no invisible controls."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from knowledge.notes.content import CODES_AND_TAGS, ROWS, PracticeContent

# All C0 and C1 controls but tab and newline, and halves of surrogate pairs, which no encoding can carry.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Fields that are one line. All others are Markdown and keep their lines.
LINES = frozenset(
    {"title", "place", "scale", "period_start", "period_end", "status", "sector", "institution_type", "income_level"}
    | {"evidence", "licence", "reviewed_by", "review_date", "valid_until"}
)
ROW_LINES: dict[str, frozenset[str]] = {
    "what_we_did": frozenset({"title"}),
    "results": frozenset({"indicator", "baseline", "value", "unit", "date"}),
    "what_did_not_work": frozenset(),
    "conditions": frozenset({"kind"}),
    "attachments": frozenset({"file", "name", "size", "width", "height", "words", "decorative"}),
}


def clean_text(text: str) -> str:
    """Several lines: NFC, newlines as `\\n`, without control characters; nothing at all when there is only space."""
    united = CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", united) if united.strip() else ""


def clean_line(text: str) -> str:
    """One line: as `clean_text`, runs of space become one space."""
    return " ".join(clean_text(text).split())


def clean_content(content: PracticeContent) -> PracticeContent:
    """The content with every text of it clean."""
    data: dict[str, Any] = {}
    for field in fields(content):
        value = getattr(content, field.name)
        if field.name in ROWS:
            data[field.name] = [clean_row(field.name, vars(row)) for row in value]
        elif isinstance(value, str):
            data[field.name] = clean_line(value) if field.name in LINES else clean_text(value)
        elif field.name in CODES_AND_TAGS:
            data[field.name] = [clean_line(item) for item in value]
        else:
            data[field.name] = value
    return PracticeContent.from_json(data)


def clean_row(kind: str, row: Mapping[str, str]) -> dict[str, str]:
    return {name: clean_line(text) if name in ROW_LINES[kind] else clean_text(text) for name, text in row.items()}
