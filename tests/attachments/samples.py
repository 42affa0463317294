"""Small files of every kind, made here: honest ones, and such as people with bad intentions would send."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from knowledge.notes.attachments.checking import CheckedFile, check_received
from knowledge.notes.attachments.store import FileStore

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CSV = b"district,pumps\nMatam,31\n"
WORD_TYPES = (
    '<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
MB = 1024 * 1024


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **more: object) -> bytes:
    made = io.BytesIO()
    half = Image.new("RGB", size, "#0b5563")
    half.paste("#f2b544", (0, 0, size[0] // 2, size[1]))
    half.save(made, kind, **more)  # type: ignore[arg-type]
    return made.getvalue()


def package(parts: Mapping[str, str | bytes], stored: tuple[str, ...] = ()) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name in stored else None)
    return made.getvalue()


def office(name: str, part: str, **more: str | bytes) -> bytes:
    types = WORD_TYPES.replace("wordprocessingml.document", name)
    return package({"[Content_Types].xml": types, part: "<x/>", **more})


def open_document(name: str) -> bytes:
    says = f"application/vnd.oasis.opendocument.{name}"
    return package({"mimetype": says, "content.xml": "<x/>"}, stored=("mimetype",))


def word(**more: str | bytes) -> bytes:
    return office("wordprocessingml.document", "word/document.xml", **more)


HONEST: dict[str, bytes] = {
    "report.pdf": PDF,
    "map.png": picture("PNG"),
    "photo.JPG": picture("JPEG"),
    "photo.jpeg": picture("JPEG"),
    "sketch.webp": picture("WEBP"),
    "moving.gif": picture("GIF"),
    "plan.docx": word(),
    "budget.xlsx": office("spreadsheetml.sheet", "xl/workbook.xml"),
    "talk.pptx": office("presentationml.presentation", "ppt/presentation.xml"),
    "plan.odt": open_document("text"),
    "budget.ods": open_document("spreadsheet"),
    "talk.odp": open_document("presentation"),
    "pumps.csv": CSV,
    "old.csv": "ville;eau\nThiès;oui\n".encode("cp1252"),
    "exported.txt": "Ünïcode\r\n".encode("utf-16"),
    "read-me.md": "# Pumps\n\nكيف".encode(),
}


def bomb(megabytes: int, **said: int) -> bytes:
    """A Word document that is small and unpacks to this much; `said` is what it claims to unpack to, if not the truth."""
    made = word(**{"word/media/zeros.bin": b"\0" * megabytes * MB})
    if "claims" in said:
        made = made.replace(struct.pack("<L", megabytes * MB), struct.pack("<L", said["claims"]))
    return made


def huge_picture() -> bytes:
    """A PNG of a few hundred bytes that says it has ten thousand million pixels."""
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def received(store: FileStore, content: bytes, name: str, most: int = 20 * MB) -> CheckedFile:
    """The file as it is after it arrived in pieces and was looked at."""
    incoming = store.receive(most)
    for start in range(0, len(content), 1000):
        incoming.write(content[start : start + 1000])
    incoming.seek(0)
    return check_received(incoming, name)


def lying(folder: Path) -> set[Path]:
    """All files under the folder."""
    return {path for path in folder.rglob("*") if path.is_file()}
