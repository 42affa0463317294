"""Pages on which notes are written: a new one, an existing one, autosave, preview."""

from collections.abc import Mapping

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import web
from app.formats import show_moment
from app.notes.attaching import keep_with_files
from app.notes.blueprint import blueprint
from app.notes.country_lookup import find_countries
from app.notes.editor_page import editor_page, fresh_page, saved_last_by
from app.notes.finding import default_proposal, draft_to_edit, note_to_edit, writer
from app.notes.forms import NoteForm, change_rows, form_from_typed, proposal_from, whole_number
from app.notes.receiving import Received, received_files, receives_files
from app.notes.words import problem_words
from app.rendering import render_markdown
from knowledge import clock
from knowledge.errors import Gone, Invalid, NotFound
from knowledge.notes.conflicts import RevisionConflict
from knowledge.notes.drafts import keep_draft
from knowledge.notes.models import Note
from knowledge.notes.proposal import Proposal, proposal_at, read_proposal
from knowledge.notes.publishing import hindrances, may_publish, publish_note, submit_note
from knowledge.notes.scope import as_proposed
from knowledge.notes.translating.starting import mark_up_to_date
from knowledge.notes.writing import Saved, begin_note, save_revision

CHANGES_THE_FORM = ("add", "remove", "find", "attach")


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    actor = web.require_member()
    if not actor.teams:
        return render_template("notes/new_without_team.html")
    return fresh_page(default_proposal(actor), 0)


@blueprint.post("/new")
@receives_files
def create() -> ResponseReturnValue:
    received = received_files(writer)
    actor = web.require_member()
    form = form_from_typed(request.form)
    proposal = proposal_from(form, default_proposal(actor))
    if received:
        return with_files(None, proposal if proposal.teams else default_proposal(actor), received)
    if asks_for_change_of_form():
        return changed_form(form, proposal, None)
    problems = hindrances(web.session(), actor, as_proposed(proposal), proposal) if request.form.get("then") else {}
    if problems:
        return refused(proposal, None, problems)
    try:
        note = begin_note(web.session(), actor, proposal if proposal.teams else default_proposal(actor))
    except Invalid as error:
        return refused(proposal, None, error.fields)
    return save(note, proposal)


@blueprint.get("/<permalink>/edit")
def edit(permalink: str) -> ResponseReturnValue:
    note, draft = draft_to_edit(permalink)
    if draft is not None:
        proposal = read_proposal(note, draft.content)
        return fresh_page(proposal, draft.base_number, note, draft_saved_at=draft.saved_at)
    return fresh_page(proposal_at(web.session(), note, note.latest_number), note.latest_number, note)


@blueprint.post("/<permalink>/edit", endpoint="save")
@receives_files
def save_typed(permalink: str) -> ResponseReturnValue:
    received = received_files(lambda: note_to_edit(permalink))
    note = note_to_edit(permalink)
    form = form_from_typed(request.form)
    proposal = proposal_from(form, proposal_at(web.session(), note, begun_from()))
    if received:
        return with_files(note, proposal, received)
    if asks_for_change_of_form():
        return changed_form(form, proposal, note)
    problems = hindrances(web.session(), web.actor(), note, proposal) if request.form.get("then") else {}
    if problems:
        return refused(proposal, note, problems)
    return save(note, proposal)


def with_files(note: Note | None, proposal: Proposal, received: Received) -> ResponseReturnValue:
    try:
        return keep_with_files(note, proposal, begun_from(), received)
    except Invalid as error:
        return refused(proposal, note, error.fields)


def save(note: Note, proposal: Proposal) -> ResponseReturnValue:
    """Save a revision and do what the button asks besides. What cannot be merged is kept and shown on a page of its own."""
    session, actor = web.session(), web.actor()
    try:
        saved = save_revision(session, actor, note, proposal, begun_from(), request.form.get("words", ""))
    except RevisionConflict:
        keep_draft(session, actor, note, proposal, begun_from())
        return redirect(url_for("notes.conflict", permalink=note.permalink), 303)
    except Invalid as error:
        return refused(proposal, note, error.fields)
    if saved.merged:
        return tell_merged(note, saved)
    follow_source(note)
    return go_on(note, proposal, saved)


def follow_source(note: Note) -> None:
    """Note that the text says what its source says now, if that was ticked. What was written stays saved whatever became of it."""
    if not request.form.get("up_to_date"):
        return
    try:
        mark_up_to_date(web.session(), web.actor(), note, whole_number(request.form["up_to_date"]))
    except (Gone, NotFound):
        web.tell(
            _("The source is no longer there for you, so it could not be noted that the translation follows it."),
            "look",
        )


def go_on(note: Note, proposal: Proposal, saved: Saved) -> ResponseReturnValue:
    session, actor, then = web.session(), web.actor(), request.form.get("then")
    if then == "publish" and may_publish(session, actor, note, proposal):
        publish_note(session, actor, note, saved.revision.number)
        web.tell(_("Published. Those it is for can read it now."))
        return redirect(url_for("notes.show", permalink=note.permalink), 303)
    if then:
        submit_note(session, actor, note)
        web.tell(_("Sent for review. The editors of the owners have been told."))
    elif note.is_published and saved.is_new:
        web.tell(_("Saved. Readers see the published text until these changes are published too."))
    else:
        web.tell(_("Saved as revision %(number)s.", number=saved.revision.number))
    return redirect(url_for("notes.edit", permalink=note.permalink), 303)


def tell_merged(note: Note, saved: Saved) -> ResponseReturnValue:
    """Somebody else's changes are in the text now; the writer looks at them before anything is sent or published."""
    count = len([name for name in saved.merged if name != "peer_group"])
    words = ngettext(
        "Saved. Meanwhile someone else changed another field; it is in the text below. Please look before you go on.",
        "Saved. Meanwhile someone else changed %(num)s other fields; they are in the text below. Please look before you go on.",
        count,
    )
    web.tell(words, "look")
    return redirect(url_for("notes.edit", permalink=note.permalink), 303)


def refused(proposal: Proposal, note: Note | None, problems: Mapping[str, str]) -> ResponseReturnValue:
    """The form once more, with everything that was typed and what to change at each field."""
    title = ngettext("One thing before this can be done", "%(num)s things before this can be done", len(problems))
    return fresh_page(proposal, begun_from(), note, problems=problems, title=title, status=422)


def asks_for_change_of_form() -> bool:
    return any(name in request.form for name in CHANGES_THE_FORM)


def changed_form(form: NoteForm, proposal: Proposal, note: Note | None) -> ResponseReturnValue:
    """A row more or less, or topics found, without the script. What was typed is kept as a draft on the way."""
    change_rows(form, request.form)
    try:
        draft = keep_draft(web.session(), web.actor(), note, proposal, begun_from()) if note else None
    except Invalid as error:
        return refused(proposal, note, error.fields)
    return editor_page(form, proposal, note, problems={}, draft_saved_at=draft.saved_at if draft else None)


def begun_from() -> int:
    """The number of the revision on which the form was opened."""
    return whole_number(request.form.get("revision", "0"))


@blueprint.post("/new/draft")
def autosave_new() -> ResponseReturnValue:
    """The first autosave of something new makes the note, which has no revision yet."""
    actor = web.require_member()
    standing = default_proposal(actor)
    form = form_from_typed(request.form)
    proposal = proposal_from(form, standing)
    try:
        note = begin_note(web.session(), actor, proposal if proposal.teams else standing)
        keep_draft(web.session(), actor, note, proposal, 0)
    except Invalid as error:
        return not_kept(form, error.fields)
    links = {
        "edit_url": url_for("notes.edit", permalink=note.permalink),
        "autosave_url": url_for("notes.autosave", permalink=note.permalink),
        "upload_url": url_for("notes.attach", permalink=note.permalink),
    }
    return jsonify(saved_at=saved_words(), revision="0", **links)


@blueprint.post("/<permalink>/draft")
def autosave(permalink: str) -> ResponseReturnValue:
    """Keep what is typed. That somebody else saved meanwhile is said at once, and settled when the writer saves."""
    note = note_to_edit(permalink)
    form = form_from_typed(request.form)
    proposal = proposal_from(form, proposal_at(web.session(), note, begun_from()))
    try:
        keep_draft(web.session(), web.actor(), note, proposal, begun_from())
    except Invalid as error:
        return not_kept(form, error.fields)
    words = saved_words()
    if begun_from() < note.latest_number:
        name = saved_last_by(note)
        words += ". " + _("%(name)s saved this note meanwhile; you will see both texts when you save.", name=name)
    return jsonify(saved_at=words, revision=str(begun_from()))


def not_kept(form: NoteForm, problems: Mapping[str, str]) -> ResponseReturnValue:
    """Why the draft cannot be kept, for the script to say: to wait for the network would not help."""
    labels = {name: form[name.partition("-")[0]].label.text for name in problems}
    said = [
        _("%(name)s: %(problem)s", name=labels[name], problem=problem_words(name, problems[name])) for name in problems
    ]
    return jsonify(problem=" ".join(said)), 422


def saved_words() -> str:
    return _("Draft kept: %(time)s", time=show_moment(clock.now()).striptags())


@blueprint.post("/preview")
@receives_files
def preview() -> ResponseReturnValue:
    """How Markdown will look: as JSON for the script (`text`), as a page for the field that `preview` names otherwise."""
    web.require_member()
    if web.wants_json():
        return jsonify(html=render_markdown(request.form.get("text", "")))
    name = request.form.get("preview", "")
    return render_template("notes/edit_preview.html", text=render_markdown(request.form.get(name, "")))


@blueprint.get("/countries")
def suggest_countries() -> ResponseReturnValue:
    found = find_countries(request.args.get("q", "")[:100])
    return jsonify([{"id": country.id, "label": country.label, "path": country.path} for country in found])
