"""The folder in which files lie: `files/` in the home, each under a random name of its own, and `files/incoming` for what is on its way.

A file comes to its place by renaming, so that what is there is whole.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import Any

from knowledge.base import ALPHABET
from knowledge.errors import Unavailable

LEFT_FREE = 256 * 1024 * 1024  # bytes of the disk that files leave to the database and the index
KEY_LENGTH = 26  # 130 bits: an address cannot be guessed


class NoRoom(Unavailable):
    """The disk takes no more (or nothing at all): what was on its way is gone, and nothing else has changed."""


class FileStore:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"

    def receive(self, most: int) -> "Incoming":
        """A place for what arrives now, at most `most` bytes of it."""
        return Incoming(self.incoming, most)

    def path_of(self, key: str) -> Path:
        return self.root / key[:2] / key

    def has(self, key: str) -> bool:
        return self.path_of(key).is_file()

    def keep(self, path: Path) -> str:
        """Take the file at `path`, which was received here, into the store; returns its key. Raises `NoRoom`."""
        key = "".join(secrets.choice(ALPHABET) for _ in range(KEY_LENGTH))
        place = self.path_of(key)
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            with path.open("rb") as file:
                os.fsync(file.fileno())
            path.replace(place)
        except OSError as error:
            raise NoRoom(str(error)) from error
        return key

    def remove(self, key: str) -> None:
        self.path_of(key).unlink(missing_ok=True)

    def keys_before(self, moment: datetime) -> Iterator[str]:
        """The keys of what lies here since before this moment."""
        for path in self.root.glob("??/*"):
            if lies_since_before(path, moment):
                yield path.name

    def forget_incoming(self, moment: datetime) -> int:
        """Remove what a process that was killed left on its way before this moment; returns how many there were."""
        left = [path for path in self.incoming.glob("*") if lies_since_before(path, moment)]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


def lies_since_before(path: Path, moment: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment
    except FileNotFoundError:
        return False


class Incoming(BufferedIOBase):
    """A file that is being received. It never fails while it is written: what follows after a fault is let go by, so that
    the rest of a form can still be read, and the fault is told by `too_large` and `is_broken`.

    Closing it removes what was not kept.
    """

    def __init__(self, folder: Path, most: int) -> None:
        self.path = folder / secrets.token_hex(16)
        self.most = most
        self.size = 0
        self.too_large = self.is_broken = False
        self.file: Any = BytesIO()

    def open_file(self) -> Any:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        if shutil.disk_usage(self.path.parent).free < LEFT_FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return os.fdopen(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b")

    def write(self, data: Any) -> int:
        is_first, self.size = self.size == 0, self.size + len(data)
        self.too_large = self.size > self.most
        if data and not (self.too_large or self.is_broken):
            try:
                self.file = self.open_file() if is_first else self.file
                self.file.write(data)
            except OSError:
                self.is_broken = True
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        try:
            self.file.flush()
            return int(self.file.seek(offset, whence))
        except OSError:
            self.is_broken = True
            return 0

    def read(self, size: int | None = -1) -> bytes:
        return bytes(self.file.read(-1 if size is None else size))

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        if not self.closed:
            with suppress(OSError):
                self.file.close()
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
        super().close()
