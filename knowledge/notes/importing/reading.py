"""Walking through a file to import: line by line, whatever its length, with each bad line told and left behind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from knowledge.notes.importing.records import BadRecord, Defaults, Record, read_record

# A text of MOST_IN_A_FIELD characters takes up to six bytes each when JSON escapes them.
LONGEST_LINE = 2 * 1024 * 1024


@dataclass(frozen=True)
class BadLine:
    number: int
    reason: str


@dataclass(frozen=True)
class Line:
    """One line of the file and where the next one begins, in bytes."""

    number: int
    outcome: Record | BadLine
    end: int


def read_lines(file: BinaryIO, defaults: Defaults) -> Iterator[Line]:
    """Every line that is not blank. Of records with the same id in a file the first one counts, the others are bad lines."""
    seen: set[str] = set()
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        too_long = len(line) == LONGEST_LINE and not line.endswith(b"\n")
        if too_long:
            leave_rest_of_line(file)
        if line.strip():
            yield Line(number, judged(b"" if too_long else line, number, defaults, seen), file.tell())


def leave_rest_of_line(file: BinaryIO) -> None:
    while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def judged(line: bytes, number: int, defaults: Defaults, seen: set[str]) -> Record | BadLine:
    """`line` is empty when it was too long to read."""
    if not line:
        return BadLine(number, f"longer than {LONGEST_LINE} bytes")
    try:
        record = read_record(line, defaults)
    except BadRecord as error:
        return BadLine(number, str(error))
    if record.id in seen:
        return BadLine(number, f"id {record.id!r} stands on an earlier line of this file")
    seen.add(record.id)
    return record
