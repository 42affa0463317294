"""Where the index lies: one folder per build, and a CURRENT file that names the one that serves.

<place>/CURRENT            the name of a folder
<place>/index-<format>-<random>/   a Whoosh index
"""

import os
import re
import secrets
import shutil
import stat
import time
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from search_index.errors import ForeignIndex, SearchUnavailable
from search_index.whoosh_engine.integrity import flush
from search_index.whoosh_engine.schema import FORMAT, schema

GRACE_SECONDS = 600
"""How long a folder that no longer serves is kept for requests that still read it."""

_NAME = re.compile(r"index-([0-9a-z]+)-[0-9a-f]{12}")


class Store:
    def __init__(self, place: Path) -> None:
        self.place = place
        self.pointer = place / "CURRENT"

    def current(self) -> str:
        """Name of the serving folder. Raises SearchUnavailable when there is none of this format."""
        try:
            name = self.pointer.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SearchUnavailable("there is no search index yet") from error
        found = _NAME.fullmatch(name)
        if not found:
            raise SearchUnavailable("the pointer to the search index is damaged")
        if found.group(1) != FORMAT:
            raise SearchUnavailable("the search index was written by another version")
        return name

    def open(self, name: str) -> Any:
        """The Whoosh index in a folder of this store, which must belong to the user that runs this process."""
        folder = self.place / name
        refuse_foreign(folder)
        return FileIndex(FileStorage(str(folder), readonly=False))

    def create(self) -> tuple[str, Any]:
        """A new empty folder that does not serve yet."""
        name = f"index-{FORMAT}-{secrets.token_hex(6)}"
        folder = self.place / name
        folder.mkdir(mode=0o700, parents=True)
        try:
            return name, FileIndex.create(FileStorage(str(folder)), schema())
        except BaseException:
            self.discard(name)
            raise

    def switch(self, name: str) -> None:
        """Let a folder serve from now on; it and the pointer are on disk when this returns."""
        folder = self.place / name
        for path in folder.iterdir():
            flush(path)
        flush(folder)
        before = self._named()
        new = self.pointer.with_suffix(".new")
        new.write_text(name, "ascii")
        flush(new)
        new.replace(self.pointer)
        flush(self.place)
        if (self.place / before).is_dir():
            os.utime(self.place / before)  # its time of grace begins now, whenever it was written last

    def discard(self, name: str) -> None:
        shutil.rmtree(self.place / name, ignore_errors=True)

    def sweep(self, now: float | None = None) -> None:
        """Remove folders that stopped serving longer than GRACE_SECONDS ago, and what killed rebuilds left."""
        serving = self._named()
        limit = (time.time() if now is None else now) - GRACE_SECONDS
        for folder in self.place.glob("index-*-*"):
            if folder.name != serving and folder.stat().st_mtime < limit:
                self.discard(folder.name)

    def _named(self) -> str:
        """What the pointer says, whatever that is worth."""
        try:
            return self.pointer.read_text("ascii", "replace").strip()
        except OSError:
            return ""


def refuse_foreign(folder: Path) -> None:
    """Raise ForeignIndex unless the folder is a real one that only this process's user could have filled."""
    try:
        found = folder.lstat()
    except OSError as error:
        raise SearchUnavailable("the folder of the search index is missing") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & stat.S_IWOTH:
        raise ForeignIndex("the folder of the search index belongs to somebody else")
