"""What changed between two revisions, field by field in the order of the form, in words for the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.formats import show_number
from app.notes.forms import LINKS, NoteForm
from app.notes.shown_values import Names, names_for, row_text, shown
from knowledge.notes.content import ROWS
from knowledge.notes.differences import Kind, Line, compare_units
from knowledge.notes.models import Note, Revision
from knowledge.notes.proposal import read_proposal

# One line of the `diff` macro: what happened to it, and its words or its pieces.
Shown = tuple[str, str | Sequence[tuple[str, str]]]
# The audience names its group; a link to another note is told on the note's page to those who may read that one.
WITH_ANOTHER = {"peer_group", *LINKS}


@dataclass(frozen=True)
class FieldChange:
    """`is_typed`: the words are the authors', in the note's language."""

    name: str
    label: str
    lines: Sequence[Shown]
    is_typed: bool


def changes_between(session: Session, note: Note, earlier: Revision, later: Revision) -> list[FieldChange]:
    """Only the fields that differ."""
    before, after = (read_proposal(note, revision.content).to_json() for revision in (earlier, later))
    return changes_in(before, after, names_for(session, before, after))


def changes_in(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> list[FieldChange]:
    """The same of two states whose names are known."""
    labels = {field.name: field.label.text for field in NoteForm()}
    order = [name for name in labels if name in after] + [name for name in after if name not in labels]
    found = []
    for name in order:
        if name in WITH_ANOTHER or (before[name] == after[name] and name != "audience"):
            continue
        lines = compare_units(units(before, name, names), units(after, name, names))
        if lines:
            typed = name in ROWS or (isinstance(after[name], str) and shown(after, name, names) == after[name])
            found.append(
                FieldChange(
                    name, str(labels.get(name, name)), [line_shown(line, name in ROWS) for line in lines], typed
                )
            )
    return found


def units(state: Mapping[str, Any], name: str, names: Names) -> list[str]:
    """Rows stay whole; a text is compared by its paragraphs."""
    if name in ROWS:
        return [row_text(row) for row in state[name]]
    return [line for line in shown(state, name, names).split("\n") if line.strip()]


def line_shown(line: Line, is_row: bool) -> Shown:
    if line.kind == Kind.GAP:
        return str(line.kind), left_out(line.count, is_row)
    if len(line.pieces) == 1:
        return str(line.kind), line.text
    return str(line.kind), [(str(kind), words) for kind, words in line.pieces]


def left_out(count: int, is_row: bool) -> str:
    shown_count = show_number(count)
    if is_row:
        return ngettext("%(shown)s unchanged row", "%(shown)s unchanged rows", count, shown=shown_count)
    return ngettext("%(shown)s unchanged paragraph", "%(shown)s unchanged paragraphs", count, shown=shown_count)
