"""Invitations to write a note together, as they wait on the desk."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.desk.blueprint import blueprint
from app.formats import team_words
from knowledge.errors import NotSignedIn
from knowledge.notes.review.coauthors import accept, decline, find_own, invitations_for
from knowledge.notes.review.models import CoauthorInvitation
from knowledge.organizations.directory import memberships_of
from knowledge.organizations.models import Team
from knowledge.people.models import Member


@dataclass(frozen=True)
class InvitationShown:
    """An invitation with the owners by name, and the reader's teams that could become one."""

    invitation: CoauthorInvitation
    owners: list[str]
    teams: list[tuple[int, str]]


def reader() -> Member:
    member = web.reader()
    if member is None:
        raise NotSignedIn("invitations")
    return member


@blueprint.get("/invitations")
def invitations() -> ResponseReturnValue:
    session, member = web.session(), reader()
    own = [(each.team.id, team_words(each.team)) for each in memberships_of(session, [member.id])[member.id]]
    shown = []
    for invitation in invitations_for(session, member):
        owners = {owner.team_id: team_words(owner.team) for owner in invitation.note.owners}
        teams = [(key, words) for key, words in own if key not in owners]
        shown.append(InvitationShown(invitation, list(owners.values()), teams))
    return render_template("desk/invitations.html", invitations=shown)


@blueprint.post("/invitations/<int:number>")
def answer_invitation(number: int) -> ResponseReturnValue:
    """`answer` is accept or decline; `team` the one that becomes an owner too, if any."""
    session, actor, member = web.session(), web.require_member(), reader()
    invitation = find_own(session, actor, member, number)
    if request.form.get("answer") != "accept":
        decline(session, actor, member, invitation)
        web.tell(_("You declined. Whoever invited you has been told."))
        return redirect(url_for("desk.invitations"), 303)
    wanted = request.form.get("team", "")
    team = session.get(Team, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else None
    note = accept(session, actor, member, invitation, team)
    web.tell(_("You write this note too now."))
    return redirect(url_for("notes.edit", permalink=note.permalink), 303)
