"""Pages of a note's versions: choosing a language to translate into, and what changed in the source since."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app import web
from app.context import reader_languages
from app.formats import team_words
from app.languages import language_choices
from app.notes.blueprint import blueprint
from app.notes.changes import FieldChange, changes_between
from app.notes.finding import note_for
from app.notes.forms import whole_number
from app.notes.words import problem_words
from app.remarks.limits import limit_writing
from knowledge.errors import Gone, Invalid, NotFound
from knowledge.notes.errors import NoteNotPublished
from knowledge.notes.history import find_revision
from knowledge.notes.models import Note, Revision
from knowledge.notes.reading import find_readable
from knowledge.notes.translating.beside import Source, notes_beside
from knowledge.notes.translating.marking import changed_fields
from knowledge.notes.translating.starting import mark_up_to_date, start_translation
from knowledge.notes.translating.versions import (
    note_by_id,
    source_for,
    versions_in_work,
    versions_of,
)
from knowledge.organizations.models import Team
from knowledge.permissions import Action, Actor, may, require


@blueprint.get("/<permalink>/translate")
def ask_translate(permalink: str) -> ResponseReturnValue:
    actor = web.require_member()
    return translate_page(actor, note_to_translate(actor, permalink), {})


@blueprint.post("/<permalink>/translate")
@limit_writing
def translate(permalink: str) -> ResponseReturnValue:
    """Begin a version in the language `language` for the team `team`, and open it with this text beside."""
    actor = web.require_member()
    version = find_readable(web.session(), actor, permalink)
    team = whole_number(request.form.get("team", "")) or min(actor.teams, default=0)
    try:
        note = start_translation(web.session(), actor, version, request.form.get("language", ""), team)
    except Invalid as error:
        return translate_page(actor, version, error.fields, 422)
    beside = version.permalink if version.id != note.translation_of_id else None
    web.tell(_("Your translation is begun. The facts are taken over, the words are beside the form."))
    return redirect(url_for("notes.edit", permalink=note.permalink, beside=beside), 303)


def note_to_translate(actor: Actor, permalink: str) -> Note:
    """A published note that the reader may read, whether or not in a team. Raises `NoteNotPublished`, `Gone`."""
    note = find_readable(web.session(), actor, permalink)
    if note.withdrawn_at is not None:
        raise Gone(permalink)
    if not note.is_published:
        raise NoteNotPublished(permalink)
    return note


def translate_page(actor: Actor, note: Note, problems: dict[str, str], status: int = 200) -> ResponseReturnValue:
    """The languages that are free; those that the reader writes first."""
    if not actor.teams:
        return render_template("notes/new_without_team.html")
    session = web.session()
    source = source_for(session, actor, note)
    versions = versions_of(session, actor, source)
    taken = {version.language for version in versions}
    free = [choice for choice in language_choices() if choice[0] not in taken]
    spoken = reader_languages()
    teams = session.scalars(select(Team).where(Team.id.in_(actor.teams)).order_by(Team.id)).all()
    page = render_template(
        "notes/translate.html",
        note=note,
        source=source,
        versions=versions,
        in_work=versions_in_work(session, actor, source),
        languages=sorted(free, key=lambda choice: choice[0] not in spoken),
        teams=[(team.id, team_words(team)) for team in teams],
        problems=[problem_words(name, code) for name, code in problems.items()],
        typed=request.form,
    )
    return page, status


@blueprint.get("/<permalink>/source")
def source(permalink: str) -> ResponseReturnValue:
    """What changed in the source since the text that the translation says, field by field."""
    session, actor = web.session(), web.actor()
    note = find_readable(session, actor, permalink)
    original = note_by_id(session, note.translation_of_id)
    require(actor, Action.SEE_SOURCE, note)
    seen = notes_beside(session, actor, note, shown_number(actor, note)).source
    if original is None or seen is None:
        raise NotFound(permalink)
    if not original.is_published:
        raise Gone(permalink)
    earlier, later = texts_between(original, seen)
    return render_template(
        "notes/source_changes.html",
        note=note,
        original=original,
        source=seen,
        later=later,
        earlier=earlier,
        changes=changed(original, earlier, later) if earlier is not None else [],
    )


def shown_number(actor: Actor, note: Note) -> int:
    """Readers compare the published text, who works on the note the latest."""
    published = note.published_revision
    if published is None or may(actor, Action.EDIT_NOTE, note):
        return note.latest_number
    return published.number


def texts_between(original: Note, seen: Source) -> tuple[Revision | None, Revision | None]:
    """The source's text that the translation says, if the reader may see that one still, and its published text."""
    session, actor = web.session(), web.actor()
    later = session.get(Revision, original.published_revision_id) if original.published_revision_id else None
    try:
        return find_revision(session, actor, original, seen.said), later
    except NotFound:
        return None, later


def changed(original: Note, earlier: Revision, later: Revision | None) -> list[FieldChange]:
    """Of all that differs the words and facts; who owns or reads the source is nothing to translate."""
    if later is None:
        return []
    fields = changed_fields(earlier.practice(), later.practice())
    return [change for change in changes_between(web.session(), original, earlier, later) if change.name in fields]


@blueprint.post("/<permalink>/source")
def follow_source(permalink: str) -> ResponseReturnValue:
    """The translation says what the source's revision `said` says, the one that was on the page."""
    note = note_for(permalink, Action.EDIT_NOTE)
    note_by_id(web.session(), note.translation_of_id)
    mark_up_to_date(web.session(), web.actor(), note, whole_number(request.form.get("said", "")))
    if (
        note.is_published
        and note.published_revision is not None
        and note.published_revision.number < note.latest_number
    ):
        web.tell(_("Noted for the latest revision. Readers see it when that one is published."))
    else:
        web.tell(_("Thank you. The translation counts as up to date with its source now."))
    return redirect(url_for("notes.show", permalink=note.permalink), 303)
