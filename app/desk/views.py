"""The desk: what waits for the reader, and their teams and groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from app import web
from app.context import page_url
from app.desk import invitations, reports
from app.desk.blueprint import blueprint
from app.desk.invitations import reader
from app.formats import team_words
from app.peer_groups.overview import missing_words
from app.rounds.own import own_rounds
from knowledge.notes.models import Draft, Note
from knowledge.notes.on_the_desk import (
    DeskList,
    begin_desk,
    desk_counts,
    list_behind,
    list_desk,
    teams_waited_for,
    unsaved_words,
)
from knowledge.organizations.directory import memberships_of
from knowledge.organizations.models import Team
from knowledge.peer_groups.mine import groups_of
from knowledge.peer_groups.models import PeerGroup, PlaceState
from knowledge.peer_groups.places import place_of
from knowledge.peer_groups.standing import Standing, standing_of
from knowledge.permissions import Action, Actor, may
from knowledge.remarks.reporting import count_reported

__all__ = ["blueprint", "invitations", "reports"]

SHOWN = 5
STATES = (PlaceState.MEMBER, PlaceState.INVITED, PlaceState.ASKED)


@dataclass(frozen=True)
class GroupLine:
    """A group and how the reader stands with it: member, invited or asked."""

    group: PeerGroup
    standing: Standing
    missing: str
    own_state: str


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The beginning of each list; the rest is a click away."""
    actor, session = web.require_member(), web.session()
    lists = {which: begin_desk(session, actor, which, SHOWN) for which in DeskList}
    unsaved = unsaved_words(session, actor, lists[DeskList.DRAFTS])
    counts = desk_counts(session, actor, reader())
    waited = teams_waited_for(session, lists[DeskList.SUBMITTED] + lists[DeskList.REVIEW])
    behind = list_behind(session, actor, size=SHOWN).items if counts.behind else ()
    return render_template(
        "desk/index.html",
        counts=counts,
        lists={str(which): desk_notes(notes, unsaved, waited) for which, notes in lists.items()},
        behind=behind,
        memberships=memberships_of(session, [actor.member_id or 0])[actor.member_id or 0],
        requests=counts.requests_by_team,
        reported=count_reported(session, actor) if may(actor, Action.READ_REPORTS) else None,
        rounds=own_rounds(session, actor),
        groups=[group_line(group, actor) for group in groups_of(session, actor, STATES)],
    )


def group_line(group: PeerGroup, actor: Actor) -> GroupLine:
    standing, place = standing_of(group), place_of(group, actor.member_id)
    return GroupLine(group, standing, missing_words(group, standing), str(place.state) if place is not None else "")


@dataclass(frozen=True)
class DeskNote:
    """A note on the desk; one that was never saved is known by the title typed so far."""

    note: Note
    title: str
    has_unsaved_words: bool
    waited_for: str


def desk_notes(notes: Iterable[Note], unsaved: Mapping[int, Draft], waited: Mapping[int, list[Team]]) -> list[DeskNote]:
    return [desk_note(note, unsaved.get(note.id), waited.get(note.id, [])) for note in notes]


def desk_note(note: Note, draft: Draft | None, waited: Iterable[Team]) -> DeskNote:
    typed = str(draft.content.get("title") or "") if draft is not None else ""
    return DeskNote(note, note.title or typed, draft is not None, " · ".join(map(team_words, waited)))


@blueprint.get("/drafts")
def drafts() -> ResponseReturnValue:
    return show_list(DeskList.DRAFTS)


@blueprint.get("/submitted")
def submitted() -> ResponseReturnValue:
    return show_list(DeskList.SUBMITTED)


@blueprint.get("/review")
def review() -> ResponseReturnValue:
    return show_list(DeskList.REVIEW)


@blueprint.get("/behind")
def behind() -> ResponseReturnValue:
    """Translations whose source was published anew since."""
    page = list_behind(web.session(), web.require_member(), web.page_number())
    return render_template("desk/behind.html", page=page, url_for_page=page_url("desk.behind"))


def show_list(which: DeskList) -> ResponseReturnValue:
    """One list of the desk, whole, page by page."""
    actor, session = web.require_member(), web.session()
    page = list_desk(session, actor, which, web.page_number())
    unsaved, waited = unsaved_words(session, actor, page.items), teams_waited_for(session, page.items)
    notes = desk_notes(page.items, unsaved, waited)
    return render_template(
        "desk/list.html", which=str(which), page=page, notes=notes, url_for_page=page_url(f"desk.{which}")
    )
