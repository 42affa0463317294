"""The review page: the text field by field with what changed and what is said about it, and who is waited for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import web
from app.notes.changes import FieldChange, Shown, changes_in
from app.notes.editor_page import anchored_steps, name_of
from app.notes.facts import interface_language
from app.notes.forms import LINKS, NoteForm, form_from_proposal
from app.notes.sections import MARKDOWN_IN_ROWS, Row, rows_of
from app.notes.shown_values import Names, names_for, shown
from app.rendering import render_markdown
from knowledge.notes.content import PracticeContent
from knowledge.notes.models import Note, Revision
from knowledge.notes.proposal import Proposal, read_proposal
from knowledge.notes.readiness import hindrances
from knowledge.notes.review.dialogue import (
    FieldDialogue,
    Thread,
    dialogue_on,
    revisions_named,
    show_earlier_texts,
)
from knowledge.notes.review.standing import ReviewStanding, review_standing
from knowledge.notes.translating.beside import notes_beside
from knowledge.notes.translating.versions import closed_links
from knowledge.notes.wording import LINES

MOST_OF_AN_EARLIER_TEXT = 600  # characters; the whole of it stands on the revision's own page
REPLIES_SHOWN = 4
TOLD_ABOVE = {"translation_of"}  # as far as the reader may know of the source


@dataclass(frozen=True)
class Refused:
    """What came back: words at a field or a thread that could not be taken, or those that go with a decision."""

    field: str = ""
    thread: int = 0
    text: str = ""
    problem: str = ""
    words: str = ""
    words_problem: str = ""
    message: str = ""


@dataclass(frozen=True)
class ThreadShown:
    """A thread with what its field said when it was begun, if that has changed."""

    thread: Thread
    earlier: str

    @property
    def left_out(self) -> int:
        return max(0, len(self.thread.replies) - REPLIES_SHOWN)

    @property
    def last_replies(self) -> Sequence[Any]:
        return self.thread.replies[-REPLIES_SHOWN:]


@dataclass(frozen=True)
class FieldShown:
    """A field of the note: its words ready to be shown, what changed, and what is said about it."""

    name: str
    label: str
    html: Markup | None = None
    rows: Sequence[Row] = ()
    text: str = ""
    changes: Sequence[Shown] = ()
    is_typed: bool = True
    dialogue: FieldDialogue = field(default_factory=FieldDialogue)
    threads: Sequence[ThreadShown] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.html or self.rows or self.text or self.changes or self.threads)


@dataclass(frozen=True)
class Under:
    """The revision under review and what the page shows beside it. `closed` are links of which the reader may not know."""

    note: Note
    latest: Revision
    proposal: Proposal
    revisions: Mapping[int, Revision]
    names: Names
    closed: set[str]


def under_review(note: Note, threads: Sequence[Thread]) -> Under:
    """The latest revision, the published one, and those that comments are about, in one query; and the names in them."""
    published = note.published_revision.number if note.published_revision is not None else 0
    wanted = {note.latest_number, published, *(thread.first.number for thread in threads)}
    revisions = revisions_named(web.session(), note, wanted)
    latest = revisions.get(note.latest_number) or Revision(number=0, content={})
    proposal = read_proposal(note, latest.content)
    show_earlier_texts(note, threads, revisions, latest)
    states = [read_proposal(note, found.content).to_json() for found in revisions.values()]
    closed = closed_links(web.session(), web.actor(), {"adapted_from": proposal.adapted_from})
    return Under(note, latest, proposal, revisions, names_for(web.session(), proposal.to_json(), *states), closed)


def review_page(note: Note, refused: Refused | None = None, status: int = 200) -> ResponseReturnValue:
    """The whole of it. At most twelve queries, however much is said."""
    session, actor = web.session(), web.actor()
    dialogue = dialogue_on(session, actor, note)
    under = under_review(note, [thread for on_field in dialogue.values() for thread in on_field.threads])
    fields = fields_shown(under, dialogue)
    standing = review_standing(session, actor, note, under.latest) if note.latest_number else ReviewStanding()
    lacking = hindrances(session, actor, note, under.proposal)
    page = render_template(
        "notes/review.html",
        note=note,
        title=under.proposal.content.title,
        audience=under.proposal.audience,
        latest=under.latest,
        fields=[one for one in fields if one.says_something],
        silent=[one for one in fields if not one.says_something],
        whole=field_shown(under, "", "", dialogue.get("", FieldDialogue())),
        standing=standing,
        lacking=anchored_steps(form_from_proposal(under.proposal, note.latest_number), lacking),
        refused=refused or Refused(),
        changes_asked_by=name_of(note.changes_asked_by_id) if note.changes_asked else "",
        text_language=text_language(under),
        source=notes_beside(session, actor, note, note.latest_number).source,
        open_comments=sum(on_field.open for on_field in dialogue.values()),
    )
    return page, status


def text_language(under: Under) -> str:
    language = under.proposal.language
    return language if language != interface_language() else ""


def fields_shown(under: Under, dialogue: Mapping[str, FieldDialogue]) -> list[FieldShown]:
    """Every field in the order of the form."""
    published = under.note.published_revision
    changes: dict[str, FieldChange] = {}
    if published is not None and published.number in under.revisions and published.number != under.latest.number:
        before = read_proposal(under.note, under.revisions[published.number].content).to_json()
        changes = {change.name: change for change in changes_in(before, under.proposal.to_json(), under.names)}
    known = under.proposal.to_json()
    labels = {name: label for name, label in labels_of_fields().items() if name in known}
    return [
        field_shown(under, name, label, dialogue.get(name, FieldDialogue()), changes.get(name))
        for name, label in labels.items()
    ]


def field_shown(
    under: Under, name: str, label: str, dialogue: FieldDialogue, change: FieldChange | None = None
) -> FieldShown:
    """One field; an empty name is the note as a whole."""
    threads = [ThreadShown(thread, earlier_words(thread, under.names)) for thread in dialogue.threads]
    if not name:
        return FieldShown("", "", dialogue=dialogue, threads=threads)
    content = under.proposal.content
    html, rows, text = words_of(under, name, content)
    return FieldShown(
        name=name,
        label=label,
        html=html,
        rows=rows,
        text=text,
        changes=change.lines if change is not None else (),
        is_typed=change.is_typed if change is not None else isinstance(getattr(content, name, None), str),
        dialogue=dialogue,
        threads=threads,
    )


def labels_of_fields() -> dict[str, str]:
    """Every field's label by its name, in the order of the form."""
    return {each.name: str(each.label.text) for each in NoteForm()}


def words_of(under: Under, name: str, content: PracticeContent) -> tuple[Markup | None, Sequence[Row], str]:
    """Markdown as HTML, rows as rows, everything else in words."""
    if name in TOLD_ABOVE | under.closed:
        return None, (), ""
    if name in MARKDOWN_IN_ROWS:
        return None, rows_of(name, content), ""
    value = getattr(content, name, None)
    if isinstance(value, str) and name not in LINES:
        return (render_markdown(value, f"review-{name.replace('_', '-')}", 4) if value.strip() else None), (), ""
    if not value and hasattr(content, name):
        return None, (), ""
    return None, (), shown(under.proposal.to_json(), name, under.names)


def earlier_words(thread: Thread, names: Names) -> str:
    if thread.earlier is None or thread.first.field in LINKS:
        return ""
    words = shown(thread.earlier, thread.first.field, names)
    return words if len(words) <= MOST_OF_AN_EARLIER_TEXT else words[:MOST_OF_AN_EARLIER_TEXT].rstrip() + " …"
