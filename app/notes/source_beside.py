"""The source's words beside the form of a translation, field by field."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy import select

from app import web
from app.notes.forms import CONTENT, LISTS, NoteForm
from knowledge.notes.content import PracticeContent
from knowledge.notes.history import may_read_revision
from knowledge.notes.models import Note, Revision
from knowledge.notes.translating.beside import Source, Translation, notes_beside
from knowledge.notes.translating.marking import changed_fields
from knowledge.notes.translating.starting import NEUTRAL
from knowledge.notes.translating.versions import note_by_id
from knowledge.notes.validation import MOST_ROWS

# Each version has its own review, and figures are taken over with the facts.
OWN = frozenset({*NEUTRAL, "reviewed_by", "review_date", "tags"})
FIGURES = frozenset({"baseline", "value", "unit", "date", "kind"})


@dataclass(frozen=True)
class Words:
    """What stands beside one field. `is_changed`: the source says something else there than this translation says."""

    text: str
    language: str
    is_changed: bool = False


@dataclass(frozen=True)
class FormBeside:
    """`shown` is the version whose words are beside the form, one of `versions`; none where there is none to show."""

    source: Source
    shown: Translation | None
    versions: Sequence[Translation]


def stand_beside(form: NoteForm, note: Note | None) -> FormBeside | None:
    """Put the words beside the form's fields, if the note is a translation of what the writer may know of.

    The address may ask for another version of the set (`beside`, a permalink). At most three queries.
    """
    if note is None or note.translation_of_id is None:
        return None
    session, actor = web.session(), web.actor()
    around = notes_beside(session, actor, note, note.latest_number)
    if around.source is None:
        return None
    versions = sorted(around.translations, key=lambda one: not one.is_original)
    asked = request.args.get("beside")
    shown = next((one for one in versions if one.permalink == asked), next(iter(versions), None))
    if shown is not None:
        before, now = texts_of(shown, around.source)
        changed = changed_in(note, before, now) if shown.is_original and around.source.is_behind else ()
        put_words(form, now.practice(), shown.language, changed, is_begun=note.latest_number == 0)
    return FormBeside(around.source, shown, versions)


def texts_of(shown: Translation, source: Source) -> tuple[Revision | None, Revision]:
    """The text of the source that the translation says, and the published one of the version that is shown. One query."""
    published = select(Note.published_revision_id).where(Note.id == shown.id).scalar_subquery()
    said = (Revision.note_id == source.note.id) & (Revision.number == source.said)
    found = web.session().scalars(select(Revision).where((Revision.id == published) | said)).all()
    before = next((one for one in found if one.note_id == source.note.id and one.number == source.said), None)
    return before, max((one for one in found if one.note_id == shown.id), key=lambda one: one.number)


def changed_in(note: Note, before: Revision | None, now: Revision) -> Collection[str]:
    """The fields in which the source moved on, as far as the writer may see what it said before."""
    original = note_by_id(web.session(), note.translation_of_id)
    if original is None or before is None or not may_read_revision(web.actor(), original, before):
        return ()
    return changed_fields(before.practice(), now.practice())


def put_words(
    form: NoteForm, content: PracticeContent, language: str, changed: Collection[str], is_begun: bool
) -> None:
    for name in CONTENT:
        value = getattr(content, name)
        if name in LISTS:
            if is_begun and request.method == "GET":
                lay_out_rows(form, name, value)
            put_rows(form, name, value, language, name in changed)
        elif isinstance(value, str) and value.strip() and name not in OWN:
            form[name].beside = Words(value, language, name in changed)


def lay_out_rows(form: NoteForm, name: str, rows: Sequence[object]) -> None:
    """Give a translation that was never saved the rows that it lacks; in one that was, they were taken away."""
    for row in rows[len(form[name].entries) : MOST_ROWS]:
        form[name].append_entry({part: text for part, text in vars(row).items() if part in FIGURES})


def put_rows(form: NoteForm, name: str, rows: Sequence[object], language: str, is_changed: bool) -> None:
    """Row by row in their order."""
    for entry, row in zip(form[name].entries, rows, strict=False):
        if "kind" in entry.form and not any(part.data for part in entry.form if part.short_name not in FIGURES):
            entry.form["kind"].data = getattr(row, "kind", entry.form["kind"].data)
        for part in entry.form:
            text = getattr(row, part.short_name)
            if part.short_name not in FIGURES and text.strip():
                part.beside = Words(text, language, is_changed)
