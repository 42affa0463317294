"""Inviting, asking, accepting, declining, leaving: each a button on the group's page."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import web
from app.peer_groups.forms import AskForm
from app.peer_groups.views import blueprint
from knowledge.errors import Conflict, DomainError, NotFound
from knowledge.peer_groups import errors, places
from knowledge.peer_groups.finding import find_group
from knowledge.peer_groups.models import PeerGroup
from knowledge.permissions import Actor


def refusal(error: DomainError) -> str:
    """The fact in the reader's words."""
    words: dict[type[DomainError], str] = {
        errors.GroupFull: _(
            "The last place has just been taken. You can ask to be told when one is free, or propose a second group."
        ),
        errors.OrganizationFull: _("The group already has as many people of this organization as its rule allows."),
        errors.GroupClosed: _("This group has ended."),
        errors.AlreadyThere: _("This person is already in the group, invited, or asking."),
        errors.NoOpenInvitation: _("This was answered in the meantime; nothing was changed."),
        errors.NoTeam: _("A place is held for a country and an organization. Join a team first."),
    }
    return words[type(error)]


def change_places(
    permalink: str, change: Callable[[Session, Actor, PeerGroup], object], done: str
) -> ResponseReturnValue:
    """Do it, or say why not; either way back to the group's page."""
    actor = web.require_member()
    group = find_group(web.session(), actor, permalink)
    try:
        with web.session().begin_nested():
            change(web.session(), actor, group)
    except (Conflict, errors.NoTeam) as error:
        web.tell(refusal(error), "fix")
    else:
        web.tell(done)
    return redirect(url_for("peer_groups.show", permalink=permalink))


def person_meant() -> int:
    text = request.form.get("member", "")
    if not text.isascii() or not text.isdigit():
        raise NotFound(text)
    return int(text)


def team_meant() -> int | None:
    text = request.form.get("team_id", "")
    return int(text) if text.isascii() and text.isdigit() else None


@blueprint.post("/<permalink>/invite")
def invite(permalink: str) -> ResponseReturnValue:
    """Offer a place to somebody."""
    member_id = person_meant()
    return change_places(
        permalink,
        lambda session, actor, group: places.invite(session, actor, group, member_id),
        _("The invitation is on its way."),
    )


@blueprint.post("/<permalink>/accept")
def accept(permalink: str) -> ResponseReturnValue:
    """Take the place one was offered."""
    return change_places(
        permalink,
        lambda session, actor, group: places.accept_invitation(session, actor, group, team_meant()),
        _("Welcome to the group."),
    )


@blueprint.post("/<permalink>/decline")
def decline(permalink: str) -> ResponseReturnValue:
    return change_places(permalink, places.decline_invitation, _("You declined the invitation."))


@blueprint.post("/<permalink>/ask")
def ask(permalink: str) -> ResponseReturnValue:
    form = AskForm()
    words = (form.words.data or "").strip()[:2_000]
    return change_places(
        permalink,
        lambda session, actor, group: places.ask_to_join(session, actor, group, words, team_meant()),
        _("The group was asked. You are told as soon as it answers."),
    )


@blueprint.post("/<permalink>/let-in")
def let_in(permalink: str) -> ResponseReturnValue:
    member_id = person_meant()
    return change_places(
        permalink,
        lambda session, actor, group: places.accept_request(session, actor, group, member_id),
        _("The place is taken."),
    )


@blueprint.post("/<permalink>/refuse")
def refuse(permalink: str) -> ResponseReturnValue:
    member_id = person_meant()
    return change_places(
        permalink,
        lambda session, actor, group: places.refuse_request(session, actor, group, member_id),
        _("The request was declined."),
    )


@blueprint.post("/<permalink>/leave")
def leave(permalink: str) -> ResponseReturnValue:
    """Leave the group, or take back a request."""
    return change_places(permalink, places.withdraw, _("Your place is free again."))
