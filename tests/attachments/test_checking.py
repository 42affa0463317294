"""A file is looked at before it is kept: what it claims to be, what it is, and what it would do when opened."""

import io
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from knowledge.errors import Invalid
from knowledge.notes.attachments.checking import check_received
from knowledge.notes.attachments.kinds import KINDS
from knowledge.notes.attachments.naming import clean_name, ending_of
from knowledge.notes.attachments.packages import check_package
from knowledge.notes.attachments.shrinking import LONGEST_SIDE
from knowledge.notes.attachments.store import FileStore, NoRoom
from tests.attachments.samples import CSV, HONEST, MB, PDF, bomb, huge_picture, package, picture, received, word


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def refusal(store: FileStore, content: bytes, name: str, most: int = 20 * MB) -> str:
    with pytest.raises(Invalid) as refused:
        received(store, content, name, most)
    return refused.value.fields["files"]


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_of_every_kind_are_taken(store: FileStore, name: str) -> None:
    checked = received(store, HONEST[name], name)
    assert ending_of(checked.name) in KINDS
    assert checked.size == checked.path.stat().st_size > 0
    if not KINDS[ending_of(name)].is_picture:
        assert checked.path.read_bytes() == HONEST[name]


def test_every_kind_has_an_honest_example() -> None:
    assert {ending_of(name) for name in HONEST} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("program.exe", b"MZ\x90\x00" + b"\0" * 200),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("macros.docm", word()),
        ("archive.zip", package({"a": "b"})),
        ("pdf", PDF),
    ],
)
def test_other_kinds_are_refused_by_their_names(store: FileStore, name: str, content: bytes) -> None:
    assert refusal(store, content, name) == "unknown_kind"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", b"MZ\x90\x00" + b"\0" * 200),
        ("photo.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("photo.jpg", picture("PNG")),
        ("data.csv", picture("PNG")),
        ("data.csv", PDF),
        ("notes.txt", b"abc\0def"),
        ("notes.txt", b"  <!DOCTYPE html><script>alert(1)</script>"),
        ("notes.md", b"\xef\xbb\xbf<svg onload='alert(1)'/>"),
        ("run.txt", b"#!/bin/sh\nrm -r /\n"),
        ("plan.docx", HONEST["budget.xlsx"]),
        ("plan.docx", package({"[Content_Types].xml": "<x/>", "a": "b"})),
        ("plan.odt", HONEST["budget.ods"]),
        ("plan.docx", PDF),
        ("exported.txt", "Ü".encode("utf-16") + b"\x00"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(store: FileStore, name: str, content: bytes) -> None:
    assert refusal(store, content, name) == "other_content"


def test_files_of_two_kinds_at_once_are_refused(store: FileStore) -> None:
    assert refusal(store, PDF + package({"evil.class": b"\xca\xfe\xba\xbe"}), "report.pdf") == "two_kinds"
    assert refusal(store, package({"[Content_Types].xml": "<x/>"}) + word(), "plan.docx") == "two_kinds"
    inside = {"a.pdf": "%PDF-1.4 alert", "[Content_Types].xml": "<x/>"}
    assert refusal(store, package(inside, stored=("a.pdf",)), "plan.docx") == "two_kinds"
    for after in (b"\0", b"MZ" + b"\0" * 200, PDF):
        assert refusal(store, word() + after, "plan.docx") == "two_kinds"
    comment = word()[:-2] + struct.pack("<H", len(PDF)) + PDF
    assert refusal(store, comment, "plan.docx") == "two_kinds"


def test_what_was_hidden_behind_a_picture_is_gone(store: FileStore) -> None:
    for kind, name in (("GIF", "a.gif"), ("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")):
        checked = received(store, picture(kind) + package({"evil.js": "alert('polyglot')"}), name)
        kept = checked.path.read_bytes()
        assert b"evil" not in kept and b"PK\x03\x04" not in kept


def test_macros_are_refused(store: FileStore) -> None:
    types = "application/vnd.ms-word.document.macroEnabled.main+xml"
    content = package({"[Content_Types].xml": types, "word/document.xml": "<x/>", "word/vbaProject.bin": "x"})
    assert refusal(store, content, "plan.docx") == "macros"


def test_empty_and_too_large_files_are_refused(store: FileStore) -> None:
    assert refusal(store, b"", "report.pdf") == "empty_file"
    assert refusal(store, PDF + b" " * MB, "report.pdf", most=MB) == "file_too_large:1"


def test_a_bomb_in_a_document_is_found_by_what_it_says(store: FileStore) -> None:
    content = bomb(301)
    assert len(content) < MB
    assert refusal(store, content, "plan.docx") == "unpacks:300"


def test_a_bomb_that_lies_about_its_size_is_found_when_it_is_opened(store: FileStore) -> None:
    assert refusal(store, bomb(5, claims=10), "plan.docx") == "damaged"


def test_an_archive_is_unpacked_no_further_than_allowed(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(bomb(3))
    kind = KINDS["docx"].media_type
    with pytest.raises(Invalid) as refused:
        check_package(path, kind, most=2 * MB)
    assert refused.value.fields == {"files": "unpacks:2"}
    check_package(path, kind, most=4 * MB)


def test_damaged_documents_are_refused(store: FileStore) -> None:
    content = word()
    assert refusal(store, content[:-30], "plan.docx") == "damaged"
    assert refusal(store, content.replace(b"deflate", b"")[:200], "plan.docx") == "damaged"
    encrypted = bytearray(content)
    encrypted[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(store, bytes(encrypted), "plan.docx") == "damaged"


def test_a_picture_is_shrunk_and_loses_what_the_camera_wrote(store: FileStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: to be shown a quarter to the right
    exif[0x010E] = "taken at 14.7N 17.4W"
    checked = received(store, picture("JPEG", (3000, 2000), exif=exif, comment=b"secret"), "photo.jpg")
    with Image.open(checked.path) as kept:
        assert kept.size == (checked.width, checked.height)
        assert kept.height == LONGEST_SIDE and kept.width < kept.height, "upright"
        assert not kept.getexif() and "comment" not in kept.info
        top, bottom = kept.getpixel((kept.width // 2, 10)), kept.getpixel((kept.width // 2, kept.height - 10))
    assert top[0] > 200 and bottom[0] < 60, "the left half is on top"
    assert b"17.4W" not in checked.path.read_bytes()


def test_transparency_stays(store: FileStore) -> None:
    made = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(made, "PNG")
    checked = received(store, made.getvalue(), "map.png")
    with Image.open(checked.path) as kept:
        assert kept.mode == "RGBA"


def test_a_moving_picture_stands_still_and_says_what_it_became(store: FileStore) -> None:
    assert received(store, picture("GIF"), "moving.gif").name == "moving.png"


def test_a_decompression_bomb_is_never_decoded(store: FileStore) -> None:
    assert refusal(store, huge_picture(), "map.png") == "too_many_pixels:50"


def test_a_damaged_picture_is_refused_and_leaves_nothing(store: FileStore) -> None:
    content = picture("PNG", (200, 200))
    incoming = store.receive(MB)
    assert refusal(store, content[: len(content) // 2], "map.png") == "damaged"
    incoming.close()
    assert not list(store.incoming.glob("*-shrunk"))


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\awa\\plan.docx", "plan.docx"),
        ("plan\u202efdp.docx", "planfdp.docx"),
        ("a\u2066b\u200bc.csv", "abc.csv"),
        ("new\nline\x00\x7f.csv", "new line.csv"),
        ("..pdf", "file.pdf"),
        ("  spaced   out .pdf ", "spaced out.pdf"),
        ("خطة المضخات.pdf", "خطة المضخات.pdf"),
        ('a"<b>|?*.pdf', "ab.pdf"),
        ("", "file"),
        ("/", "file"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("lone\ud800surrogate.pdf", "lonesurrogate.pdf"),
    ],
)
def test_names_are_cleaned(sent: str, clean: str) -> None:
    assert clean_name(sent) == clean


@given(st.text(max_size=300))
def test_whatever_a_file_is_called_its_name_is_one_plain_line(sent: str) -> None:
    name = clean_name(sent)
    assert 0 < len(name) <= 100
    assert name.isprintable() and not set(name) & set('/\\<>:"|?*')
    assert not name.startswith(".") and clean_name(name) == name


def test_a_disk_that_fills_is_told_and_the_rest_is_let_go_by(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    incoming = store.receive(20 * MB)
    monkeypatch.setattr(incoming, "open_file", lambda: FullDisk())
    for _ in range(3):
        assert incoming.write(CSV) == len(CSV)
    incoming.seek(0)
    with pytest.raises(NoRoom):
        check_received(incoming, "pumps.csv")
    incoming.close()
    assert not list(store.incoming.glob("*"))


class FullDisk(io.BytesIO):
    def write(self, data: object) -> int:
        raise OSError(28, "No space left on device")


def test_a_received_file_that_nobody_keeps_is_gone(store: FileStore) -> None:
    incoming = store.receive(MB)
    incoming.write(CSV)
    incoming.seek(0)
    assert incoming.path.exists()
    incoming.close()
    assert not incoming.path.exists()


def test_headers_of_the_archive_are_what_the_bomb_changed() -> None:
    """The lying bomb really claims less than it holds."""
    assert struct.pack("<L", 5 * MB) in bomb(5) and struct.pack("<L", 5 * MB) not in bomb(5, claims=10)
