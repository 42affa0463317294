"""A note and its translations are one piece of news."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.notes.models import Note
from knowledge.permissions import Actor, readable_by


def sets_of(session: Session, note_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """(translation set, language) of those of the notes that have translations. One query."""
    query = select(Note.id, Note.translation_group, Note.language)
    rows = session.execute(query.where(Note.id.in_(note_ids), Note.translation_group.is_not(None)))
    return {row.id: (row.translation_group, row.language) for row in rows}


def others_of(session: Session, actor: Actor, sets: Collection[str], but: Collection[int]) -> dict[int, str]:
    """The set by note id of the other notes of these sets that the actor may read. One query."""
    query = select(Note.id, Note.translation_group).where(Note.translation_group.in_(sets), readable_by(actor))
    return {row.id: row.translation_group for row in session.execute(query) if row.id not in but}


def one_of_each(note_ids: Sequence[int], sets: Mapping[int, tuple[str, str]], languages: Sequence[str]) -> list[int]:
    """The notes in their order, of each set only the one in the first of the reader's languages."""
    chosen: dict[str, int] = {}
    for note_id in note_ids:
        if note_id in sets:
            name, language = sets[note_id]
            held = chosen.get(name)
            if held is None or rank(language, languages) < rank(sets[held][1], languages):
                chosen[name] = note_id
    places = dict.fromkeys(chosen[sets[note_id][0]] if note_id in sets else note_id for note_id in note_ids)
    return list(places)


def rank(language: str, languages: Sequence[str]) -> int:
    base = [known.partition("-")[0] for known in languages]
    wanted = language.partition("-")[0]
    return base.index(wanted) if wanted in base else len(base)
