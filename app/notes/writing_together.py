"""Who writes and owns a note: inviting others, and leaving it to them."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.notes.blueprint import blueprint
from app.notes.finding import note_for, note_to_edit
from app.notes.forms import whole_number
from app.notes.shown_values import names_for
from app.notes.words import problem_words
from app.people.letters import LETTERS
from app.people.limits import limit_mail
from app.people.links import opened
from knowledge.errors import Conflict, Expired, Gone, Invalid, NotFound
from knowledge.notes.models import Note
from knowledge.notes.proposal import proposal_at
from knowledge.notes.review.coauthors import (
    find_by_token,
    invite_address,
    invite_member,
    open_invitations,
    require_open,
    withdraw_invitation,
)
from knowledge.notes.review.finding_people import find_candidates
from knowledge.notes.review.models import CoauthorInvitation, Invited
from knowledge.notes.review.owners import leave_ownership, teams_to_leave
from knowledge.organizations.directory import memberships_of
from knowledge.organizations.models import Membership
from knowledge.people.links import LinkUnknown, LinkUsed
from knowledge.permissions import Action


@blueprint.get("/<permalink>/authors")
def authors(permalink: str) -> ResponseReturnValue:
    """Who writes and owns the note, who is invited, and whom one can invite (`who`: part of a name)."""
    return authors_page(note_to_edit(permalink), {})


def authors_page(note: Note, problems: dict[str, str], status: int = 200) -> ResponseReturnValue:
    session, actor = web.session(), web.actor()
    proposal = proposal_at(session, note, note.latest_number)
    names = names_for(session, proposal.to_json())
    who = request.args.get("who", "")[:200]
    candidates = find_candidates(session, actor, note, who)
    teams: dict[int, list[Membership]] = memberships_of(session, [m.id for m in candidates]) if candidates else {}
    page = render_template(
        "notes/authors.html",
        note=note,
        title=proposal.content.title,
        authors=[names.members[key] for key in proposal.authors if key in names.members],
        teams=[names.teams[key] for key in proposal.teams if key in names.teams],
        invited=open_invitations(session, actor, note),
        who=who,
        candidates=[(member, teams[member.id]) for member in candidates],
        email=request.form.get("email", ""),
        problems={name: problem_words(name, code) for name, code in problems.items()},
        may_leave=bool(teams_to_leave(actor, note)),
    )
    return page, status


@blueprint.post("/<permalink>/invite")
@limit_mail
def invite_author(permalink: str) -> ResponseReturnValue:
    """Invite the `member` that was found, or whoever has the address `email`; the answer is the same for both."""
    note = note_to_edit(permalink)
    session, actor, form = web.session(), web.actor(), request.form
    try:
        if "member" in form:
            invite_member(session, actor, note, whole_number(form["member"]))
        else:
            invite_address(session, actor, note, form.get("email", ""), LETTERS)
    except Invalid as error:
        return authors_page(note, error.fields, 422)
    web.tell(_("The invitation is on its way. It can be answered for 14 days."))
    return redirect(url_for("notes.authors", permalink=permalink), 303)


@blueprint.post("/<permalink>/uninvite")
def uninvite_author(permalink: str) -> ResponseReturnValue:
    note = note_to_edit(permalink)
    try:
        withdraw_invitation(web.session(), web.actor(), note, whole_number(request.form.get("invitation", "")))
    except LinkUsed as error:
        raise Conflict("answered") from error
    web.tell(_("The invitation is taken back."))
    return redirect(url_for("notes.authors", permalink=permalink), 303)


@blueprint.get("/<permalink>/leave")
def ask_leave(permalink: str) -> ResponseReturnValue:
    """Which of the reader's teams leaves the note to its other owners."""
    note = note_to_edit(permalink)
    leaving = teams_to_leave(web.actor(), note)
    if not leaving:
        raise NotFound(permalink)
    return render_template("notes/leave.html", note=note, leaving=leaving)


@blueprint.post("/<permalink>/leave")
def leave(permalink: str) -> ResponseReturnValue:
    note = note_for(permalink, Action.COMMENT_ON_NOTE)
    leave_ownership(web.session(), web.actor(), note, whole_number(request.form.get("team", "")))
    web.tell(_("Your team no longer owns the note. What it wrote stays, with its authors' names."))
    return redirect(url_for("desk.index"), 303)


@blueprint.get("/together")
def write_together() -> ResponseReturnValue:
    """Where the letter to an invited address leads: to the answer, or to what is needed before."""
    invitation = None
    try:
        invitation = find_by_token(web.session(), opened("write together"))
        require_open(web.session(), invitation)
    except (LinkUnknown, Gone, Expired) as error:
        return over(error, invitation)
    member = web.reader()
    if member is not None and Invited(invitation, member).is_theirs:
        return redirect(url_for("desk.invitations", _anchor=f"invitation-{invitation.id}"))
    return render_template("notes/together.html", invitation=invitation, reader=member)


def over(error: LinkUnknown | Gone | Expired, invitation: CoauthorInvitation | None) -> ResponseReturnValue:
    """Plain words on why the link does nothing."""
    status = next(web.STATUS[kind] for kind in type(error).__mro__ if kind in web.STATUS)
    reason = {LinkUnknown: "damaged", LinkUsed: "used"}.get(
        type(error), "expired" if isinstance(error, Expired) else ""
    )
    return render_template("notes/together_over.html", reason=reason, invitation=invitation), status
