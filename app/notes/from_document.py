"""A Word or Markdown document becomes the beginning of a note: sent, looked at section by section, then filled into the form.

Nothing is saved on the way: the texts stand in the pages' own forms until the writer saves in the editor.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.files import takes_files
from app.notes.attaching import FilesRefused, received_files
from app.notes.blueprint import blueprint
from app.notes.editor_page import fresh_page
from app.notes.finding import default_proposal
from app.notes.forms import NoteForm
from app.notes.heading_words import TARGETS, field_of
from app.notes.words import problem_words
from knowledge.errors import Invalid, NotAllowed
from knowledge.notes.attachments.naming import ending_of
from knowledge.notes.content import Block, Condition, Failure, PracticeContent
from knowledge.notes.documents.sections import Section, cut
from knowledge.notes.documents.word import read_word
from knowledge.notes.validation import MOST_IN_A_NOTE, MOST_IN_A_TITLE
from knowledge.permissions import Actor

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


def writer() -> Actor:
    actor = web.require_member()
    if not actor.teams:
        raise NotAllowed("writing without a team")
    return actor


@blueprint.get("/import")
def choose_document() -> ResponseReturnValue:
    writer()
    return render_template("notes/import.html", problem="")


@blueprint.post("/import")
@takes_files
def read_document() -> ResponseReturnValue:
    """Show which text would go into which field."""
    received = received_files()
    writer()
    try:
        if received.refused is not None:
            raise received.refused
        if len(received.checked) != 1:
            raise FilesRefused(_("Please choose one file."), 422)
        text, left_out = text_of(received.checked[0].path, received.checked[0].name)
    except FilesRefused as refused:
        return render_template("notes/import.html", problem=refused.words), refused.status
    except Invalid as error:
        return render_template("notes/import.html", problem=problem_words("files", error.fields["files"])), 422
    document = cut(text, field_of)
    return check_page(document.title, [choice_for(n, each) for n, each in enumerate(document.sections)], left_out)


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


def choice_for(number: int, section: Section) -> Choice:
    """What stands before the first heading is the summary, unless it has one of its own."""
    field = section.field or ("summary" if number == 0 and not section.heading else ELSEWHERE)
    return Choice(section.heading, section.text, field, bool(section.field))


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
        elif each.field in TARGETS:
            texts.setdefault(each.field, []).append(with_heading(each))
    told = {name: "\n\n".join(parts) for name, parts in texts.items()}
    filled = {name: tuple(made) for name, made in rows.items() if made}
    return replace(standing, title=title[:MOST_IN_A_TITLE], **told, **filled)


def with_heading(choice: Choice) -> str:
    return choice.text if choice.is_known or not choice.heading else f"### {choice.heading}\n\n{choice.text}".strip()
