"""Finding the note that a page of remarks is about."""

from app import web
from knowledge.errors import NotFound
from knowledge.notes.models import Note, NoteState
from knowledge.notes.reading import find_readable

NUMBER = "<int(max=2147483647):number>"  # in addresses; no database knows a larger id


def note_with_remarks(permalink: str) -> Note:
    """The note, if it is for the reader. Remarks under a withdrawn one stay readable; one never published has none."""
    note = find_readable(web.session(), web.actor(), permalink)
    if note.state not in (NoteState.PUBLISHED, NoteState.WITHDRAWN):
        raise NotFound(permalink)
    return note
