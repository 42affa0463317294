"""The files of a note as its pages show them."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.files import file_store
from knowledge.notes.attachments.kinds import KINDS
from knowledge.notes.attachments.naming import ending_of
from knowledge.notes.content import PracticeContent
from knowledge.notes.models import Note


@dataclass(frozen=True)
class ShownFile:
    """`about` says what it is and how large; `alternative` is empty for a picture that only decorates."""

    name: str
    url: str
    about: str
    words: str
    alternative: str
    is_picture: bool
    width: str
    height: str
    is_missing: bool


def files_shown(note: Note, content: PracticeContent) -> list[ShownFile]:
    """In the authors' order. Asks the disk whether each is there, and the database nothing."""
    return [
        ShownFile(
            name=row.name,
            url=url_for("notes.attachment", permalink=note.permalink, key=row.file),
            about=_("%(kind)s, %(size)s", kind=KINDS[ending_of(row.name)].words, size=show_size(row.size)),
            words=row.words,
            alternative="" if row.decorative else row.words,
            is_picture=row.is_picture,
            width=row.width,
            height=row.height,
            is_missing=not file_store().has(row.file),
        )
        for row in content.attachments
    ]


def show_size(size: str) -> str:
    """A number of bytes in kB or MB, at least one."""
    number = int(size) if size.isascii() and size.isdigit() else 0
    if number < 1_000_000:
        return _("%(number)s kB", number=format_decimal(max(1, round(number / 1000))))
    return _("%(number)s MB", number=format_decimal(round(number / 1_000_000, 1)))
