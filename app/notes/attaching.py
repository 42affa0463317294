"""Files join a note: one by one with the script, which shows how far each is; with the form itself without it. And they are sent."""

import logging
from dataclasses import dataclass, field, replace
from typing import cast

from flask import Response, jsonify, redirect, render_template, request, send_file, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.extensions import limiter
from app.files import file_store, takes_files
from app.notes.blueprint import blueprint
from app.notes.editor_page import editor_page
from app.notes.finding import note_to_edit
from app.notes.forms import AttachedForm, form_from_proposal, whole_number
from app.notes.words import problem_words
from app.people.limits import hashed, remote
from knowledge.errors import Invalid, NotSignedIn
from knowledge.notes.attachments.attaching import attach_file, find_file
from knowledge.notes.attachments.checking import CheckedFile, check_received
from knowledge.notes.attachments.kinds import KINDS
from knowledge.notes.attachments.naming import clean_name, ending_of
from knowledge.notes.attachments.store import Incoming, NoRoom
from knowledge.notes.content import Attached, PracticeContent
from knowledge.notes.drafts import keep_draft
from knowledge.notes.models import Note
from knowledge.notes.proposal import Proposal
from knowledge.notes.reading import find_readable
from knowledge.notes.writing import begin_note

log = logging.getLogger("causeway.files")
FIELD = "files"
EMPTY = PracticeContent()
NOT_TO_RUN = "default-src 'none'; sandbox"


class FilesRefused(Exception):
    """Files that cannot be taken, in words, with the status that says why."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words, self.status = words, status


@dataclass(frozen=True)
class Received:
    """The files that came with a form, or why they cannot be taken: all of them or none."""

    checked: list[CheckedFile] = field(default_factory=list)
    refused: FilesRefused | None = None

    def __bool__(self) -> bool:
        return bool(self.checked or self.refused)


def received_files() -> Received:
    """Looked at before the database is asked: to shrink a picture meanwhile would keep every other writer waiting."""
    if "_user_id" not in session:
        raise NotSignedIn(request.path)
    checked, problems, status = [], [], 422
    for sent in request.files.getlist(FIELD):
        if not sent.filename:  # nothing was chosen
            continue
        try:
            checked.append(check_received(cast(Incoming, sent.stream), sent.filename))
        except Invalid as error:
            code = error.fields[FIELD]
            status = 413 if code.startswith("file_too_large") else status
            name, problem = clean_name(sent.filename), problem_words(FIELD, code)
            problems.append(_("%(name)s: %(problem)s", name=name, problem=problem))
        except NoRoom as trouble:
            return Received(refused=no_room(trouble))
    return Received(refused=FilesRefused(" ".join(problems), status)) if problems else Received(checked)


def no_room(trouble: NoRoom) -> FilesRefused:
    log.error("no room for files in %s: %s", file_store().root, trouble)
    words = _("There is no room for files on this site just now. Nothing was added, and what you wrote is as it was.")
    return FilesRefused(words, 503)


def add_files(note: Note, proposal: Proposal, received: Received) -> Proposal:
    """The proposal with the files as rows at its end. Raises `FilesRefused`."""
    if received.refused is not None:
        raise received.refused
    try:
        rows = [attach_file(web.session(), web.actor(), note, file_store(), each) for each in received.checked]
    except Invalid as error:
        raise FilesRefused(problem_words(FIELD, error.fields[FIELD]), 422) from None
    except NoRoom as trouble:
        raise no_room(trouble) from None
    return replace(proposal, content=replace(proposal.content, attachments=(*proposal.content.attachments, *rows)))


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


def whoever_sends() -> str:
    """Known without asking the database, which is asked only when the files were looked at."""
    return hashed("sign-in", str(session.get("_user_id") or remote()))


@blueprint.post("/<permalink>/files")
@takes_files
@limiter.limit("600 per hour", key_func=whoever_sends)
def attach(permalink: str) -> ResponseReturnValue:
    """One file (`files`) for the script, which puts the answer's `html` into the form as row number `row`."""
    received = received_files()
    note = note_to_edit(permalink)
    try:
        rows = add_files(note, Proposal(EMPTY), received).content.attachments
    except FilesRefused as refused:
        return jsonify(problem=refused.words), refused.status
    first = whole_number(request.form.get("row", "0"))
    html = [row_html(note, row, first + number) for number, row in enumerate(rows)]
    return jsonify(html="".join(html))


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
