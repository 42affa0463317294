"""Whether the files of an index are still as they were written.

Whoosh keeps no checksums and flushes nothing to disk. Here every commit is followed by flushing the new files and noting
their sizes and checksums, since files of a segment never change. Sizes are looked at whenever the index is opened or asked
how it is; checksums when it is read through: after a start, and after a search that failed on it.
"""

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from search_index.errors import SearchUnavailable

_NOTED = "WRITTEN"
_SUSPECT = "SUSPECT"
_CHUNK = 1 << 20


def flush(path: Path) -> None:
    """Have what was written to a file, or the names in a folder, on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle(index: Any) -> None:
    """Flush and note what the last commit wrote. Called after each; a crash before it leaves files that are not checked."""
    folder = Path(index.storage.folder)
    known = _noted(folder)
    noted = {}
    contents = index._read_toc()
    present = [contents_name(contents.generation), *(segment.segment_id() for segment in contents.segments)]
    for path in _files(folder, present):
        if path.name not in known:
            flush(path)
        noted[path.name] = known.get(path.name) or (path.stat().st_size, _checksum(path))
    new = folder / f"{_NOTED}.new"
    new.write_text(json.dumps(noted), "ascii")
    flush(new)
    new.replace(folder / _NOTED)
    flush(folder)


def contents_name(generation: int) -> str:
    """How the file of a table of contents is called, without its ending."""
    return f"_MAIN_{generation}"


def refuse_damaged(folder: Path, segment: str) -> None:
    """Raise SearchUnavailable when a file of a segment has not its size, FileNotFoundError when it is gone."""
    _compare(folder, segment, _noted(folder), thorough=False)


def damage(folder: Path, generation: int, segments: Iterable[str], *, thorough: bool) -> str | None:
    """What is wrong with the files of a generation, of these segments; `thorough` reads every byte of them."""
    try:
        noted = _noted(folder)
        for segment in (contents_name(generation), *segments):
            _compare(folder, segment, noted, thorough=thorough)
    except FileNotFoundError:
        return "a file of the search index is missing"
    except (OSError, SearchUnavailable) as error:
        return str(error)
    return None


def _compare(folder: Path, segment: str, noted: Mapping[str, tuple[int, int]], *, thorough: bool) -> None:
    for name in (name for name in noted if name.partition(".")[0] == segment):
        size, checksum = noted[name]
        path = folder / name
        if path.stat().st_size != size or (thorough and _checksum(path) != checksum):
            raise SearchUnavailable(f"the search index is damaged: {name.partition('.')[2]} is not as it was written")


def suspect(folder: Path) -> None:
    """Ask for the index to be read through, by whoever follows the changes."""
    try:
        (folder / _SUSPECT).touch()
    except OSError:
        return  # the folder is gone or full, which is noticed by itself


def is_suspect(folder: Path) -> bool:
    return (folder / _SUSPECT).exists()


def clear(folder: Path) -> None:
    """The index was read through and is whole."""
    (folder / _SUSPECT).unlink(missing_ok=True)


def _noted(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and checksum by file name; none when they were not noted or cannot be read."""
    try:
        read = json.loads((folder / _NOTED).read_text("ascii"))
        return {name: (int(size), int(checksum)) for name, (size, checksum) in read.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _files(folder: Path, segments: Iterable[str]) -> Iterator[Path]:
    wanted = set(segments)
    return (path for path in folder.iterdir() if path.name.partition(".")[0] in wanted)


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return found
