"""Looking at a file that arrived, before anybody else does. Needs no database."""

from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import Invalid
from knowledge.notes.attachments.kinds import check_content
from knowledge.notes.attachments.naming import clean_name, with_ending
from knowledge.notes.attachments.shrinking import shrink
from knowledge.notes.attachments.store import Incoming, NoRoom


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: where it lies for now, its clean name, its size in bytes, and a picture's in pixels.

    It holds on to what was received, which is removed when nobody needs it any more.
    """

    incoming: Incoming
    name: str
    size: int
    width: int | None = None
    height: int | None = None

    @property
    def path(self) -> Path:
        return self.incoming.path


def check_received(incoming: Incoming, sent_name: str) -> CheckedFile:
    """The file under a clean name; a picture is shrunk in its place. Raises `Invalid` under `files`, `NoRoom`."""
    if incoming.too_large:
        raise Invalid({"files": f"file_too_large:{incoming.most // 1024 // 1024}"})
    if incoming.is_broken:
        raise NoRoom(sent_name)
    if incoming.size == 0:
        raise Invalid({"files": "empty_file"})
    name = clean_name(sent_name)
    kind = check_content(incoming.path, name)
    return shrunk(incoming, name, kind.media_type) if kind.is_picture else CheckedFile(incoming, name, incoming.size)


def shrunk(incoming: Incoming, name: str, media_type: str) -> CheckedFile:
    path = incoming.path
    result = path.with_name(path.name + "-shrunk")
    try:
        made = shrink(path, media_type, result)
        result.replace(path)
    except OSError as error:
        raise NoRoom(name) from error
    finally:
        result.unlink(missing_ok=True)
    return CheckedFile(incoming, with_ending(name, made.ending), path.stat().st_size, made.width, made.height)
