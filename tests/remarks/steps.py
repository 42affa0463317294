"""What happens to notes in the tests of remarks."""

from sqlalchemy.orm import Session

from knowledge.notes.models import AudienceKind, Note, NoteAudience
from knowledge.permissions import terms_of


def narrow(session: Session, note: Note) -> None:
    """The note is for its owner's organization alone from now on."""
    note.audience = AudienceKind.ORGANIZATION
    note.readers = [NoteAudience(term=term) for term in sorted(terms_of(note))]
    session.flush()
