"""A number for the state of a note: which revision is published, and for whom. Cheap to ask for all notes at once.

The index keeps it with each note, so that a note which it holds in an older state, or for other readers, can be told.
"""

from collections.abc import Iterable
from hashlib import blake2b
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note, NoteAudience, NoteState

_AT_ONCE = 5000


def stamp_of(revision_id: int | None, terms: Iterable[str]) -> int:
    """The same for the same state, in every process; never 0, which stands for no stamp."""
    state = f"{revision_id} {' '.join(sorted(terms))}"
    return int.from_bytes(blake2b(state.encode(), digest_size=8).digest(), signed=True) or 1


def present_stamps(session: Session) -> dict[int, int]:
    """The stamp of every published note by its id, in one query that is read piece by piece."""
    rows = session.execute(
        select(Note.id, Note.published_revision_id, NoteAudience.term)
        .join(NoteAudience, NoteAudience.note_id == Note.id, isouter=True)
        .where(Note.state == NoteState.PUBLISHED)
        .order_by(Note.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    return {
        note_id: stamp_of(revision_id, [term for _, _, term in of_note if term])
        for (note_id, revision_id), of_note in groupby(rows, key=lambda row: (row[0], row[1]))
    }
