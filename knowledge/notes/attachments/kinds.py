"""The kinds of files that a note takes, and whether a file's content is of the kind that its name claims.

Files that hold two kinds at once (a PDF that is also an archive, a program with a picture's name) are refused: what one program
takes for harmless another may run.
"""

import codecs
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import filetype

from knowledge.errors import Invalid
from knowledge.notes.attachments.naming import ending_of
from knowledge.notes.attachments.packages import PARTS, check_package

HEAD = 8192
PDF_MARK_WITHIN = 1024  # readers look this far for the beginning of a PDF
CHUNK = 64 * 1024
# Controls that no text has; the first bytes of what is a text but made to be run.
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
RUNS = re.compile(rb"\s*(?:<!doctype|<html|<svg|<script|<\?xml|<\?php|#!)", re.IGNORECASE)
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Kind:
    """`media_type` is what it is sent as; `words`, in which pages speak of it, is a name of its own in every language."""

    media_type: str
    words: str
    is_picture: bool = False
    is_text: bool = False


KINDS: dict[str, Kind] = {
    "pdf": Kind("application/pdf", "PDF"),
    "png": Kind("image/png", "PNG", is_picture=True),
    "jpg": Kind("image/jpeg", "JPEG", is_picture=True),
    "jpeg": Kind("image/jpeg", "JPEG", is_picture=True),
    "webp": Kind("image/webp", "WebP", is_picture=True),
    "gif": Kind("image/gif", "GIF", is_picture=True),
    "docx": Kind(OFFICE + "wordprocessingml.document", "Word"),
    "xlsx": Kind(OFFICE + "spreadsheetml.sheet", "Excel"),
    "pptx": Kind(OFFICE + "presentationml.presentation", "PowerPoint"),
    "odt": Kind(OPEN_DOCUMENT + "text", "OpenDocument"),
    "ods": Kind(OPEN_DOCUMENT + "spreadsheet", "OpenDocument"),
    "odp": Kind(OPEN_DOCUMENT + "presentation", "OpenDocument"),
    "csv": Kind("text/csv", "CSV", is_text=True),
    "txt": Kind("text/plain", "TXT", is_text=True),
    "md": Kind("text/markdown", "Markdown", is_text=True),
}


def kind_of(name: str) -> Kind:
    """The kind that a file's ending claims. Raises `Invalid` for one that is not taken."""
    kind = KINDS.get(ending_of(name))
    if kind is None:
        raise Invalid({"files": "unknown_kind"})
    return kind


def check_content(path: Path, name: str) -> Kind:
    """The file's kind, when name and content agree. Raises `Invalid`: `unknown_kind`, `other_content`, `two_kinds`, `unpacks`."""
    kind = kind_of(name)
    with path.open("rb") as file:
        head = file.read(HEAD)
    found = filetype.guess_mime(head)
    if kind.is_text:
        require_agreement(found is None and is_text(path) and not RUNS.match(head.removeprefix(codecs.BOM_UTF8)))
    elif kind.media_type in PARTS:
        require_agreement(found in (kind.media_type, "application/zip") and head.startswith(b"PK\x03\x04"))
        require_one_kind(b"%PDF-" not in head[:PDF_MARK_WITHIN])
        check_package(path, kind.media_type)
    else:
        require_agreement(found == kind.media_type)
    if kind.media_type == "application/pdf":
        require_one_kind(not zipfile.is_zipfile(path))
    return kind


def require_agreement(agrees: bool) -> None:
    if not agrees:
        raise Invalid({"files": "other_content"})


def require_one_kind(is_one: bool) -> None:
    if not is_one:
        raise Invalid({"files": "two_kinds"})


def is_text(path: Path) -> bool:
    """Words in UTF-8, in UTF-16 with its mark, or in an older encoding of one byte a letter."""
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return decodes(path, "utf-16")
        file.seek(0)
        return not any(CONTROLS.search(chunk) for chunk in iter(lambda: file.read(CHUNK), b""))


def decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            for chunk in iter(lambda: file.read(CHUNK), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
