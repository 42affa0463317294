"""Pages on which a team tells what it makes of a note: choosing the team, the form, and a colleague who was faster."""

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app import web
from app.notes.facts import interface_language
from app.notes.forms import whole_number
from app.reuse.blueprint import blueprint
from app.reuse.finding import published_note
from app.reuse.forms import (
    AdoptionForm,
    change_rows,
    form_from_record,
    form_from_typed,
    held_in,
    record_from,
    show_problems,
)
from app.reuse.panel import own_teams
from knowledge.errors import Invalid, NotAllowed
from knowledge.notes.models import Note
from knowledge.organizations.models import Team
from knowledge.reuse.adopting import adopt_note, find_own
from knowledge.reuse.answering import answers_to
from knowledge.reuse.errors import AdoptionChangedMeanwhile
from knowledge.reuse.models import Adoption, AdoptionUpdate
from knowledge.reuse.reading import list_updates
from knowledge.reuse.record import AdoptionRecord


def teams_to_adopt(note: Note) -> Sequence[Team]:
    """The member's teams that may take the note up. Raises `NotAllowed` when all of them own it."""
    offered = own_teams(note)
    if not offered.can_tell:
        raise NotAllowed("adopting a note of one's own")
    return web.session().scalars(select(Team).where(Team.id.in_(offered.ids)).order_by(Team.id)).all()


def team_asked_for(teams: Sequence[Team]) -> Team | None:
    """The team the address names, or the only one there is. Raises `NotAllowed` for one that is not the member's."""
    asked = whole_number(request.values.get("team", ""))
    if not asked:
        return teams[0] if len(teams) == 1 else None
    found = next((team for team in teams if team.id == asked), None)
    if found is None:
        raise NotAllowed(f"team {asked}")
    return found


@blueprint.get("/notes/<permalink>/adopt")
def adopt(permalink: str) -> ResponseReturnValue:
    """The form, with what the team told before; who is in several teams chooses one first."""
    web.require_member()
    note = published_note(permalink)
    teams = teams_to_adopt(note)
    team = team_asked_for(teams)
    if team is None:
        return render_template("reuse/choose_team.html", note=note, teams=teams)
    own = find_own(web.session(), web.actor(), note, team)
    if own is not None and own.note_id != note.id:
        return redirect(url_for("reuse.adopt", permalink=own.note.permalink, team=team.id))
    return form_page(note, team, form_from_record(begun_record(note, own), own.latest_number if own else 0), own)


def begun_record(note: Note, own: Adoption | None) -> AdoptionRecord:
    """What the form begins with: all that was told before but the words, which are new each time."""
    before = AdoptionRecord.from_json(own.content) if own is not None else AdoptionRecord(stage="")
    return AdoptionRecord(**{**vars(before), "words": "", "answers": answers_to(web.session(), note, own, {})})


@blueprint.post("/notes/<permalink>/adopt")
def record(permalink: str) -> ResponseReturnValue:
    session, actor = web.session(), web.require_member()
    note = published_note(permalink)
    team = team_asked_for(teams_to_adopt(note))
    if team is None:
        raise NotAllowed("for no team")
    form = form_from_typed(request.form)
    own = find_own(session, actor, note, team)
    told = record_from(form, answers_to(session, note, own, held_in(form)))
    if "add" in request.form or "remove" in request.form:
        change_rows(form, request.form)
        return form_page(note, team, form, own)
    try:
        adoption = adopt_note(session, actor, note, team, told, form.begun_from)
    except Invalid as error:
        return refused(note, team, told, own, error.fields)
    except AdoptionChangedMeanwhile as error:
        return overtaken(note, team, told, error.adoption)
    web.tell(_("Recorded. The authors have been told."))
    return redirect(address_of(note, adoption), 303)


def address_of(note: Note, adoption: Adoption) -> str:
    team = adoption.team
    return url_for("reuse.adoption", permalink=note.permalink, slug=team.organization.slug, country=team.country)


def refused(
    note: Note, team: Team, told: AdoptionRecord, own: Adoption | None, problems: Mapping[str, str]
) -> ResponseReturnValue:
    """The form once more, with everything that was typed and what to change at each field."""
    form = form_from_record(told, whole_number(request.form.get("number", "")))
    show_problems(form, problems)
    title = ngettext(
        "One thing before this can be recorded", "%(num)s things before this can be recorded", len(problems)
    )
    return form_page(note, team, form, own, title=title, status=422)


def overtaken(note: Note, team: Team, told: AdoptionRecord, adoption: Adoption) -> ResponseReturnValue:
    """A colleague told something in between: theirs is shown above, and what was typed goes on top of it when sent again."""
    latest = list_updates(web.session(), adoption).items[0]
    return form_page(note, team, form_from_record(told, adoption.latest_number), adoption, meanwhile=latest, status=409)


def form_page(
    note: Note,
    team: Team,
    form: AdoptionForm,
    own: Adoption | None,
    *,
    title: str = "",
    meanwhile: AdoptionUpdate | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "reuse/adopt.html",
        note=note,
        team=team,
        form=form,
        is_first=own is None,
        problems_title=title,
        meanwhile=meanwhile,
        text_language=note.language if note.language != interface_language() else "",
    )
    return page, status
