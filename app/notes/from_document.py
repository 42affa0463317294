"""A Word or Markdown document becomes the beginning of a note: sent, looked at section by section, then filled into the form.

Nothing is saved on the way: the texts stand in the pages' own forms until the writer saves in the editor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.notes.blueprint import blueprint
from app.notes.editor_page import fresh_page
from app.notes.finding import default_proposal, writer
from app.notes.forms import NoteForm
from app.notes.heading_words import TARGETS, field_of
from app.notes.receiving import FilesRefused, received_files, receives_files
from app.notes.words import problem_words
from knowledge.errors import Invalid
from knowledge.notes.attachments.naming import ending_of
from knowledge.notes.content import Block, Condition, Failure, PracticeContent
from knowledge.notes.documents.sections import Document, Section, cut
from knowledge.notes.documents.word import read_word
from knowledge.notes.validation import MOST_IN_A_NOTE

READABLE = ("docx", "md", "txt")
MOST_SECTIONS = 200
ELSEWHERE = "context"  # where a section goes whose heading says nothing that is known
NOWHERE = ""


@dataclass(frozen=True)
class Choice:
    """A section as the page shows it; `is_known` when its heading named the field."""

    heading: str
    text: str
    field: str
    is_known: bool


@blueprint.get("/import")
def choose_document() -> ResponseReturnValue:
    writer()
    return render_template("notes/import.html", problem="")


@blueprint.post("/import")
@receives_files
def read_document() -> ResponseReturnValue:
    """Show which text would go into which field. A document is read before the database is asked for the page's words."""
    received = received_files(writer, most=1)
    try:
        if received.refused is not None:
            raise received.refused
        if not received:
            writer()
            raise FilesRefused(_("Please choose one file."), 422)
        text, left_out = text_of(received.checked[0].path, received.checked[0].name)
    except FilesRefused as refused:
        return render_template("notes/import.html", problem=refused.words), refused.status
    except Invalid as error:
        return render_template("notes/import.html", problem=problem_words("files", error.fields["files"])), 422
    title, sections = titled(cut(text, field_of))
    return check_page(title, [choice_for(n, each) for n, each in enumerate(sections)], left_out)


def text_of(path: Path, name: str) -> tuple[str, int]:
    """The document as Markdown, and how many pictures were left out."""
    if ending_of(name) not in READABLE:
        raise Invalid({"files": "no_document"})
    text, left_out = read_word(path, MOST_IN_A_NOTE) if ending_of(name) == "docx" else (decoded(path.read_bytes()), 0)
    if not text.strip():
        raise Invalid({"files": "empty_document"})
    if len(text) > MOST_IN_A_NOTE:
        raise Invalid({"files": f"note_too_long:{MOST_IN_A_NOTE}"})
    return text, left_out


def decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes say so, else the old encoding of Western Europe, which has a letter for each byte."""
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace")


def titled(document: Document) -> tuple[str, Sequence[Section]]:
    """What stands under the heading "Title" is the title in its first line, if the document has no other; the rest stays a text."""
    first, *others = document.sections or (Section("", ""),)
    if document.title or first.field != "title":
        return document.title, document.sections
    title, _end, rest = first.text.partition("\n")
    return title, [Section("", rest.strip()), *others] if rest.strip() else others


def choice_for(number: int, section: Section) -> Choice:
    """What stands before the first heading is the summary, unless it has one of its own."""
    is_known = section.field in TARGETS
    field = section.field if is_known else "summary" if number == 0 and not section.heading else ELSEWHERE
    return Choice(section.heading, section.text, field, is_known)


def check_page(title: str, choices: Sequence[Choice], left_out: int) -> ResponseReturnValue:
    if len(choices) > MOST_SECTIONS:
        last = choices[MOST_SECTIONS - 1 :]
        rest = "\n\n".join(with_heading(each) for each in last)
        choices = [*choices[: MOST_SECTIONS - 1], Choice(last[0].heading, rest, ELSEWHERE, False)]
    labels = {field.name: field.label.text for field in NoteForm()}
    return render_template(
        "notes/import_check.html",
        title=title,
        choices=choices,
        targets=[(name, labels[name]) for name in TARGETS],
        unknown=[each.heading for each in choices if not each.is_known and each.heading],
        left_out=left_out,
    )


@blueprint.post("/import/continue")
def continue_in_editor() -> ResponseReturnValue:
    """The editor with the texts in the fields that were chosen. It saves nothing by itself."""
    actor = writer()
    standing = default_proposal(actor)
    content = content_from(request.form.get("title", ""), sent_choices(), standing.content)
    return fresh_page(replace(standing, content=content).cleaned(), 0)


def sent_choices() -> list[Choice]:
    form = request.form
    numbers = [n for n in range(MOST_SECTIONS) if f"text-{n}" in form]
    return [
        Choice(form.get(f"heading-{n}", ""), form[f"text-{n}"], form.get(f"field-{n}", ""), f"known-{n}" in form)
        for n in numbers
    ]


def content_from(title: str, choices: Sequence[Choice], standing: PracticeContent) -> PracticeContent:
    """Texts for one field follow each other; one whose heading was not the field's own name keeps it."""
    texts: dict[str, list[str]] = {}
    rows: dict[str, list[object]] = {"what_we_did": [], "what_did_not_work": [], "conditions": []}
    for each in choices:
        if each.field == "what_we_did":
            rows["what_we_did"].append(Block("" if each.is_known else each.heading, each.text))
        elif each.field == "what_did_not_work":
            rows["what_did_not_work"].append(Failure(with_heading(each)))
        elif each.field == "conditions":
            rows["conditions"].append(Condition(with_heading(each)))
        elif each.field != NOWHERE:
            texts.setdefault(each.field if each.field in TARGETS else ELSEWHERE, []).append(with_heading(each))
    told = {name: "\n\n".join(parts) for name, parts in texts.items()}
    filled = {name: tuple(made) for name, made in rows.items() if made}
    return replace(standing, title=title, **told, **filled)


def with_heading(choice: Choice) -> str:
    return choice.text if choice.is_known or not choice.heading else f"### {choice.heading}\n\n{choice.text}".strip()
