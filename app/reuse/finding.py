"""Finding the note that a page of reuse is about."""

from app import web
from knowledge.errors import Gone, NotFound
from knowledge.notes.models import Note, NoteState
from knowledge.notes.reading import find_readable


def published_note(permalink: str) -> Note:
    """The note, if it is published and for the reader. Raises `Gone` for a withdrawn one that the reader may know of."""
    note = find_readable(web.session(), web.actor(), permalink)
    if note.state == NoteState.WITHDRAWN:
        raise Gone(permalink)
    if not note.is_published:
        raise NotFound(permalink)
    return note
