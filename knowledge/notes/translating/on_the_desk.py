"""Published translations that are behind their source, for those who can bring them up to date."""

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, contains_eager

from knowledge.notes.models import Note, NoteState
from knowledge.notes.translating.marking import is_latest
from knowledge.notes.translating.models import SourceMark
from knowledge.notes.whose import edited_for_owners, written_by
from knowledge.permissions import Actor, audience_terms, carries_one_of


def translations_behind(actor: Actor) -> Select[tuple[SourceMark]]:
    """The marks of notes of the actor, or of owners for whom the actor edits, the longest behind first.

    Only where the actor may read the source. What is marked as up to date and waits to be published is behind no more.
    """
    source = aliased(Note)
    mark = (SourceMark.note_id == Note.id) & (SourceMark.source_id == Note.translation_of_id)
    return (
        select(SourceMark)
        .join(Note, mark & is_latest(SourceMark, Note.latest_number))
        .options(contains_eager(SourceMark.note))
        .join(source, source.id == Note.translation_of_id)
        .where(
            Note.state == NoteState.PUBLISHED,
            SourceMark.behind_since.is_not(None),
            written_by(actor) | edited_for_owners(actor),
            carries_one_of(source, sorted(audience_terms(actor))),
        )
        .order_by(SourceMark.behind_since, Note.id)
    )
