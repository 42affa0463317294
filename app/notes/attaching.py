"""Files join a note: one by one with the script, which shows how far each is; with the form itself without it. And they are sent."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from flask import Response, after_this_request, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.files import file_store
from app.notes.blueprint import blueprint
from app.notes.editor_page import editor_page
from app.notes.finding import note_to_edit
from app.notes.forms import AttachedForm, form_from_proposal, whole_number
from app.notes.receiving import FIELD, FilesRefused, Received, no_room, received_files, receives_files
from app.notes.words import problem_words
from knowledge.errors import Invalid
from knowledge.notes.attachments.attaching import MOST_FILES, attach_file, find_file
from knowledge.notes.attachments.kinds import KINDS
from knowledge.notes.attachments.naming import ending_of
from knowledge.notes.attachments.store import NoRoom
from knowledge.notes.content import Attached, PracticeContent
from knowledge.notes.drafts import keep_draft
from knowledge.notes.models import Note
from knowledge.notes.proposal import Proposal
from knowledge.notes.reading import find_readable
from knowledge.notes.writing import begin_note

log = logging.getLogger("causeway.files")
EMPTY = PracticeContent()
NOT_TO_RUN = "default-src 'none'; sandbox"


def add_files(note: Note, proposal: Proposal, received: Received) -> Proposal:
    """The proposal with the files as rows at its end. Raises `FilesRefused`."""
    if received.refused is not None:
        raise received.refused
    rows: list[Attached] = []
    keep_if_done(rows)
    try:
        for each in received.checked:
            rows.append(attach_file(web.session(), web.actor(), note, file_store(), each))
    except Invalid as error:
        raise FilesRefused(problem_words(FIELD, error.fields[FIELD]), 422) from None
    except NoRoom as trouble:
        raise no_room(trouble) from None
    return replace(proposal, content=replace(proposal.content, attachments=(*proposal.content.attachments, *rows)))


def keep_if_done(rows: Sequence[Attached]) -> None:
    """The store goes with the database: what a request put there that is refused in the end is taken out again."""

    @after_this_request
    def take_out(response: Response) -> Response:
        if response.status_code >= 400:
            for row in rows:
                file_store().remove(row.file)
        return response


def keep_with_files(note: Note | None, proposal: Proposal, revision: int, received: Received) -> ResponseReturnValue:
    """What a form without the script brought: its words become a draft, its files rows of it, to be looked at before anything
    is saved. Refused, the form comes back as it was typed. Raises `Invalid` for words that cannot be kept.
    """
    session, actor = web.session(), web.actor()
    try:
        if received.refused is not None:
            raise received.refused
        kept_in = note if note is not None else begin_note(session, actor, proposal)
        keep_draft(session, actor, kept_in, add_files(kept_in, proposal, received), revision)
    except FilesRefused as refused:
        form = form_from_proposal(proposal, revision, request.form.get("words", ""))
        form.attachments.errors = [refused.words]
        title = _("The files could not be added")
        return editor_page(form, proposal, note, problems={}, title=title, status=refused.status)
    words = ngettext(
        "The file is with your draft. Say what it shows, then save.",
        "%(num)s files are with your draft. Say what they show, then save.",
        len(received.checked),
    )
    web.tell(words, "look")
    return redirect(url_for("notes.edit", permalink=kept_in.permalink, _anchor="attachments"), 303)


@blueprint.post("/<permalink>/files")
@receives_files
def attach(permalink: str) -> ResponseReturnValue:
    """One file (`files`) for the script, which puts the answer's `html` into the form as row number `row`; `rows` is how many
    files the form has already.
    """
    received = received_files(lambda: note_to_edit(permalink))
    note = note_to_edit(permalink)
    try:
        refuse_too_many(whole_number(request.form.get("rows", "0")) + len(received.checked))
        rows = add_files(note, Proposal(EMPTY), received).content.attachments
    except FilesRefused as refused:
        return jsonify(problem=refused.words), refused.status
    first = whole_number(request.form.get("row", "0"))
    html = [row_html(note, row, first + number) for number, row in enumerate(rows)]
    return jsonify(html="".join(html))


def refuse_too_many(count: int) -> None:
    """At once, for a form with one file too many could not be kept any more."""
    if count > MOST_FILES:
        raise FilesRefused(problem_words(FIELD, f"too_many_files:{MOST_FILES}"), 422)


def row_html(note: Note, row: Attached, number: int) -> str:
    form = AttachedForm(data=vars(row), prefix=f"attachments-{number}-")
    return render_template(
        "notes/edit_attachment.html", form=form, id=f"attachments-{number}", permalink=note.permalink
    )


@blueprint.get("/<permalink>/files/<key>")
def attachment(permalink: str, key: str) -> ResponseReturnValue:
    """The file, for who may read a revision that has it: to be kept, never to be run."""
    note = find_readable(web.session(), web.actor(), permalink)
    found = find_file(web.session(), web.actor(), note, key)
    path = file_store().path_of(found.key)
    if not path.is_file():
        log.error("file %s of note %s is not in the store", found.key, note.permalink)
        return render_template("notes/file_missing.html", note=note, name=found.name), 404
    kind = KINDS[ending_of(found.name)]
    response: Response = send_file(
        path, kind.media_type, as_attachment=True, download_name=found.name, etag=found.key, max_age=0
    )
    response.headers["Content-Security-Policy"] = NOT_TO_RUN
    response.headers["Cache-Control"] = "private, no-cache"
    return response
