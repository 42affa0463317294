"""Documents that are archives inside (Office Open XML, OpenDocument): that they are what they say and unpack to something bounded."""

import os
import re
import zipfile
import zlib
from pathlib import Path

from knowledge.errors import Invalid

MOST_UNPACKED = 300 * 1024 * 1024  # bytes of all parts together
MOST_PARTS = 10_000
MOST_LISTED = 200_000  # bytes of the list of contents or the type that say what a document is
CHUNK = 64 * 1024
END_MARK = b"PK\x05\x06"
END_LENGTH = 22  # without a comment, which none may have
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MACROS = re.compile(r"vbaProject|macroEnabled", re.IGNORECASE)
# Where each kind says what it is, and the words that say so.
PARTS: dict[str, tuple[str, str]] = {
    f"application/vnd.openxmlformats-officedocument.{name}": (
        "[Content_Types].xml",
        f"application/vnd.openxmlformats-officedocument.{name}.main+xml",
    )
    for name in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
} | {
    f"application/vnd.oasis.opendocument.{name}": ("mimetype", f"application/vnd.oasis.opendocument.{name}")
    for name in ("text", "spreadsheet", "presentation")
}


def check_package(path: Path, media_type: str, most: int = MOST_UNPACKED) -> None:
    """Raises `Invalid`: `damaged`, `other_content`, `two_kinds`, `macros`, or `unpacks:<MB>` when more than `most` bytes come out."""
    try:
        with zipfile.ZipFile(path) as package:
            refuse_unbounded(package, most)
            refuse_what_follows(path)
            refuse_other(package, media_type)
            unpack_all(package, most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError) as error:
        raise Invalid({"files": "damaged"}) from error


def refuse_unbounded(package: zipfile.ZipFile, most: int) -> None:
    """By what the archive says of itself: quick, and enough for an honest one."""
    parts = package.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise Invalid({"files": f"unpacks:{most // 1024 // 1024}"})
    if any(part.flag_bits & 1 or part.compress_type not in METHODS for part in parts):
        raise Invalid({"files": "damaged"})
    if not parts or min(part.header_offset for part in parts) != 0 or package.comment:
        raise Invalid({"files": "two_kinds"})  # something stands before or after the archive


def refuse_what_follows(path: Path) -> None:
    """The record that ends an archive ends the file."""
    with path.open("rb") as file:
        file.seek(-END_LENGTH, os.SEEK_END)
        if not file.read().startswith(END_MARK):
            raise Invalid({"files": "two_kinds"})


def refuse_other(package: zipfile.ZipFile, media_type: str) -> None:
    place, says = PARTS[media_type]
    with package.open(place) as part:
        listed = part.read(MOST_LISTED).decode("utf-8", "replace")
    if MACROS.search(listed):
        raise Invalid({"files": "macros"})
    if says not in listed:
        raise Invalid({"files": "other_content"})


def unpack_all(package: zipfile.ZipFile, most: int) -> None:
    """By what really comes out, for an archive that lies. Nothing is kept."""
    unpacked = 0
    for part in package.infolist():
        with package.open(part) as stream:
            for chunk in iter(lambda: stream.read(CHUNK), b""):
                unpacked += len(chunk)
                if unpacked > most:
                    raise Invalid({"files": f"unpacks:{most // 1024 // 1024}"})
