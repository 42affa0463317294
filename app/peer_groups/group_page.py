"""A group's own pages: overview, discussion, its notes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.peer_groups.first_meeting import first_meeting_of
from app.peer_groups.forms import AnswerForm, AskForm, MessageForm
from app.peer_groups.overview import group_cards, place_lines, team_choices
from app.peer_groups.views import blueprint
from app.rendering import render_markdown
from knowledge.errors import Invalid
from knowledge.notes.listing import list_notes
from knowledge.peer_groups.discussion import read_messages, remove_message, write_message
from knowledge.peer_groups.finding import find_group
from knowledge.peer_groups.models import PeerGroup, PlaceState
from knowledge.peer_groups.proposing import close_group, find_candidates
from knowledge.permissions import Action, may, require


@blueprint.get("/<permalink>")
def show(permalink: str) -> ResponseReturnValue:
    """Purpose, people, what is missing, and what the reader can do about it."""
    actor = web.require_member()
    group = find_group(web.session(), actor, permalink)
    inside = may(actor, Action.ENTER_GROUP, group)
    can_invite = may(actor, Action.INVITE_TO_GROUP, group)
    asked = request.args.get("who", "").strip()[:200]
    ask = AskForm(formdata=None)
    ask.team_id.choices = [] if inside else team_choices(actor.member_id or 0)
    return render_template(
        "peer_groups/show.html",
        group=group,
        card=group_cards([group], actor.member_id)[0],
        members=place_lines(web.session(), group, PlaceState.MEMBER),
        invited=place_lines(web.session(), group, PlaceState.INVITED) if can_invite else [],
        asking=place_lines(web.session(), group, PlaceState.ASKED) if can_invite else [],
        candidates=find_candidates(web.session(), actor, group, asked)
        if can_invite and group.state != "closed"
        else [],
        who=asked,
        inside=inside,
        first_meeting=first_meeting_of(web.session(), actor, group) if inside else None,
        can_invite=can_invite,
        ask=ask,
        answer=AnswerForm(formdata=None),
        purpose=render_markdown(group.purpose),
    )


@blueprint.route("/<permalink>/discussion", methods=["GET", "POST"])
def discussion(permalink: str) -> ResponseReturnValue:
    """What the group says to each other; for the group alone."""
    actor = web.require_member()
    group = find_group(web.session(), actor, permalink)
    require(actor, Action.ENTER_GROUP, group)
    form = MessageForm()
    if form.validate_on_submit():
        try:
            message = write_message(web.session(), actor, group, form.text.data or "")
        except Invalid:
            form.text.errors = [_("Write something first.")]
        else:
            return redirect(url_for("peer_groups.discussion", permalink=permalink, _anchor=f"message-{message.id}"))
    page = read_messages(web.session(), actor, group, web.page_number())
    texts = {message.id: render_markdown(message.text, f"message-{message.id}") for message in page.items}
    shown = render_template("peer_groups/discussion.html", group=group, page=page, texts=texts, form=form)
    return shown, 422 if form.errors else 200


@blueprint.post("/<permalink>/discussion/<int:message_id>/remove")
def take_back(permalink: str, message_id: int) -> ResponseReturnValue:
    """Take back one's own message."""
    actor = web.require_member()
    remove_message(web.session(), actor, find_group(web.session(), actor, permalink), message_id)
    web.tell(_("Your message was taken back."))
    return redirect(url_for("peer_groups.discussion", permalink=permalink))


@blueprint.get("/<permalink>/notes")
def notes(permalink: str) -> ResponseReturnValue:
    """Notes that only the group may read."""
    actor = web.require_member()
    group = find_group(web.session(), actor, permalink)
    require(actor, Action.ENTER_GROUP, group)
    page = list_notes(web.session(), actor, group=group, page=web.page_number())
    return render_template("peer_groups/notes.html", group=group, page=page)


@blueprint.route("/<permalink>/close", methods=["GET", "POST"])
def close(permalink: str) -> ResponseReturnValue:
    """End the group, after being asked once."""
    actor = web.require_member()
    group: PeerGroup = find_group(web.session(), actor, permalink)
    require(actor, Action.CLOSE_GROUP, group)
    form = AnswerForm()
    if form.validate_on_submit():
        close_group(web.session(), actor, group)
        web.tell(_("The group has ended. Its discussion stays readable to those who were in it."))
        return redirect(url_for("peer_groups.show", permalink=permalink))
    return render_template("peer_groups/close.html", group=group)
