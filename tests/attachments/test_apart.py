"""Work on what strangers sent is done in a process of its own, with an end to its time, its memory and its answer."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from knowledge.apart import TooMuchWork, run_apart
from knowledge.notes.attachments import shrinking
from knowledge.notes.attachments.store import FileStore
from knowledge.notes.documents import word
from tests.attachments.samples import picture
from tests.attachments.test_checking import refusal
from tests.notes.test_from_document import document

A_SERVER_WAITS = 25  # seconds, and ends its own process a little later
BOUNDED = "from knowledge.apart import bound_this_process; bound_this_process(); "


def said_by(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", BOUNDED + program], capture_output=True, text=True, check=False)


def test_a_bounded_process_gets_no_more_memory_than_allowed() -> None:
    done = said_by("bytearray(2 * 1024**3)")
    assert done.returncode != 0 and "MemoryError" in done.stderr
    assert said_by("bytearray(1024**3)").returncode == 0


def test_a_bounded_process_is_ended_while_the_server_still_waits() -> None:
    soft, hard = said_by("import resource; print(*resource.getrlimit(resource.RLIMIT_CPU))").stdout.split()
    assert 0 < int(soft) <= int(hard) <= 10


def test_what_takes_too_long_is_given_up_before_the_server_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that keeps its process busy for ever is told to its sender like a damaged one."""

    def never_ends(command: list[str], *, timeout: float, **_named: Any) -> None:
        assert timeout < A_SERVER_WAITS
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr("knowledge.apart.subprocess.run", never_ends)
    assert refusal(FileStore(tmp_path / "files"), picture(), "map.png") == "damaged"


def test_what_fails_apart_is_given_up() -> None:
    with pytest.raises(TooMuchWork):
        run_apart("knowledge.notes.documents.word", ["no such file", "1"])


@pytest.mark.parametrize("program", [word, shrinking])
def test_the_programs_bound_themselves_before_they_look_at_a_file(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Bounded(Exception):
        pass

    def bound() -> None:
        raise Bounded

    monkeypatch.setattr(program, "bound_this_process", bound)
    monkeypatch.setattr(sys, "argv", ["program"])
    with pytest.raises(Bounded):
        program.main()


def test_a_document_answers_with_no_more_words_than_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "note.docx"
    path.write_bytes(document(("Heading1", "A depot"), *[("Normal", "Far away, by lorry.")] * 1000))
    text, _pictures = word.read_word(path, 500)
    assert text.startswith("# A depot") and len(text) == 501, "one more, which says that there were more"
