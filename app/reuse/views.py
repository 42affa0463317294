"""Pages of what others made of a note: all of it, one team's, and how it travelled; telling it in the module beside."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from app import web
from app.context import reader_languages
from app.notes.sections import Row
from app.rendering import render_markdown
from app.reuse import recording
from app.reuse.blueprint import blueprint
from app.reuse.finding import published_note
from app.reuse.lineage_figure import draw_tree
from app.reuse.panel import own_teams
from app.reuse.world_map import draw_map
from knowledge.organizations.directory import find_team
from knowledge.permissions import Action, may
from knowledge.reuse.by_team import list_taken_up_by, list_taken_up_from
from knowledge.reuse.lineage import lineage_of
from knowledge.reuse.models import Adopting
from knowledge.reuse.reading import find_adoption, list_adoptions, list_updates
from knowledge.reuse.record import AdoptionRecord

__all__ = ["blueprint", "recording"]


@blueprint.get("/notes/<permalink>/adoptions")
def adoptions(permalink: str) -> ResponseReturnValue:
    """Everybody who took the note up, whatever came of it, the latest news first."""
    note = published_note(permalink)
    page = list_adoptions(web.session(), web.actor(), note, web.page_number())
    return render_template("reuse/adoptions.html", note=note, page=page, can_tell=own_teams(note).can_tell)


@blueprint.get("/notes/<permalink>/adoptions/<slug>/<country>")
def adoption(permalink: str, slug: str, country: str) -> ResponseReturnValue:
    """What one team made of the note, and how it went over time."""
    session, actor = web.session(), web.actor()
    note = published_note(permalink)
    found = find_adoption(session, actor, note, slug, country)
    record, updates = AdoptionRecord.from_json(found.content), list_updates(session, found, web.page_number())
    return render_template(
        "reuse/adoption.html",
        note=note,
        adoption=found,
        record=record,
        text={name: render_markdown(getattr(record, name), name, 3) for name in ("changed", "evidence")},
        results=[Row(row) for row in record.results],
        updates=updates,
        told=[(update, render_markdown(update.words, f"words-{update.number}", 4)) for update in updates.items],
        is_own=may(actor, Action.ADOPT_NOTE, Adopting(note, found.team_id)),
    )


@blueprint.get("/notes/<permalink>/lineage")
def lineage(permalink: str) -> ResponseReturnValue:
    """Who took it from whom, as a tree and on a map of the world, with the same facts in a table."""
    note = published_note(permalink)
    found = lineage_of(web.session(), web.actor(), note, reader_languages())
    locale = get_locale()
    from_the_right = locale is not None and locale.text_direction == "rtl"
    tree, world = draw_tree(found, from_the_right), draw_map(found)
    return render_template("reuse/lineage.html", note=note, lineage=found, tree=tree, world=world)


@blueprint.get("/organizations/<slug>/<country>/reuse")
def of_team(slug: str, country: str) -> ResponseReturnValue:
    """What a team took up from others, and who took up what it wrote."""
    session, actor = web.session(), web.actor()
    team = find_team(session, slug, country)
    return render_template(
        "reuse/of_team.html",
        team=team,
        taken_up=list_taken_up_by(session, actor, team, web.page_number()),
        given=list_taken_up_from(session, actor, team, web.page_number("given")),
    )
