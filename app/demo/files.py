"""The files of the demo network's one note that has some: a drawing and a table of the same figures, both made here."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from knowledge.notes.attachments.attaching import attach_file
from knowledge.notes.attachments.checking import check_received
from knowledge.notes.attachments.store import FileStore
from knowledge.notes.content import Attached
from knowledge.notes.models import Note, Revision
from knowledge.notes.projection import apply_publication
from knowledge.notes.proposal import proposal_at
from knowledge.notes.writing import add_revision
from knowledge.people.actors import actor_for

# Days out of a hundred on which a refrigerator was too warm, each quarter since the sheets have a reader.
TOO_WARM = (("2022-06", 22), ("2022-09", 19), ("2022-12", 14), ("2023-03", 12), ("2023-09", 9), ("2024-03", 7))
ADDED = datetime(2024, 6, 3, 9, tzinfo=UTC)
PICTURE_WORDS = (
    "Six bars that fall from left to right: in June 2022 the refrigerators were too warm on 22 days of a hundred, "
    "in March 2024 on 7."
)
TABLE_WORDS = "The same figures as a table, to be used again."
SEA, SUN, LINE, PAPER = "#0b5563", "#f2b544", "#cfd6d1", "#ffffff"


def attach_demo_files(session: Session, store: FileStore, note: Note) -> None:
    """Published as a second revision of the note, by its first author."""
    rows = (
        attached(session, store, note, "days-too-warm.png", drawing(), PICTURE_WORDS),
        attached(session, store, note, "days-too-warm.csv", table(), TABLE_WORDS),
    )
    standing = proposal_at(session, note, note.latest_number)
    content = replace(standing, content=replace(standing.content, attachments=rows)).to_json()
    revision: Revision
    revision, _ = add_revision(session, note, content, note.authors[0].member_id, "The figures, drawn and as a table")
    apply_publication(session, note, revision, ADDED)
    note.changed_at = revision.created_at = ADDED


def attached(session: Session, store: FileStore, note: Note, name: str, content: bytes, words: str) -> Attached:
    incoming = store.receive(len(content))
    incoming.write(content)
    incoming.seek(0)
    author = actor_for(session, note.authors[0].member)
    return replace(attach_file(session, author, note, store, check_received(incoming, name)), words=words)


def drawing() -> bytes:
    """A bar for each figure, without words: those stand beside it, in the reader's language."""
    picture = Image.new("RGB", (1200, 560), PAPER)
    draw = ImageDraw.Draw(picture)
    for height in range(5):
        draw.line((60, 500 - height * 100, 1140, 500 - height * 100), LINE, 2)
    for number, (_month, days) in enumerate(TOO_WARM):
        left = 100 + number * 175
        draw.rectangle((left, 500 - days * 20, left + 110, 500), SEA if number < len(TOO_WARM) - 1 else SUN)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def table() -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([("month", "days too warm, of 100"), *TOO_WARM])
    return made.getvalue().encode()
