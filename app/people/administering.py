"""Administrators look after accounts."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.people.blueprint import blueprint
from app.people.words import problem
from knowledge.errors import Invalid
from knowledge.organizations.directory import memberships_of
from knowledge.people.administering import list_members, restore_member, set_network_roles, suspend_member
from knowledge.people.models import Member, NetworkRole
from knowledge.people.reading import find_person
from knowledge.permissions import Action, require


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """All accounts, found by name or address."""
    web.require_member()
    words = request.args.get("q", "")
    page = list_members(web.session(), web.actor(), words, web.page_number())
    teams = memberships_of(web.session(), [member.id for member in page.items])
    return render_template("people/index.html", page=page, teams=teams, words=words)


def person_to_administer(permalink: str) -> Member:
    web.require_member()
    require(web.actor(), Action.SUSPEND_MEMBER)
    return find_person(web.session(), web.actor(), permalink)


@blueprint.route("/<permalink>/account", methods=["GET", "POST"])
def administer(permalink: str) -> ResponseReturnValue:
    """One account: its roles in the network, and whether it is suspended."""
    member, refused = person_to_administer(permalink), ""
    if request.method == "POST":
        roles = [role for role in NetworkRole if role in request.form.getlist("roles")]
        refused = attempt_on(lambda: set_network_roles(web.session(), web.actor(), member, roles))
        if not refused:
            web.tell(_("The roles of %(name)s are saved.", name=member.name))
            return redirect(url_for("people.administer", permalink=permalink))
    page = render_template("people/administer.html", member=member, network_roles=list(NetworkRole), refused=refused)
    return page, 422 if refused else 200


@blueprint.route("/<permalink>/suspend", methods=["GET", "POST"])
def suspend(permalink: str) -> ResponseReturnValue:
    member, refused = person_to_administer(permalink), ""
    if request.method == "POST":
        refused = attempt_on(lambda: suspend_member(web.session(), web.actor(), member))
        if not refused:
            web.tell(_("%(name)s is suspended and signed out everywhere.", name=member.name))
            return redirect(url_for("people.administer", permalink=permalink))
    return render_template("people/suspend.html", member=member, refused=refused), 422 if refused else 200


@blueprint.post("/<permalink>/restore")
def restore(permalink: str) -> ResponseReturnValue:
    member = person_to_administer(permalink)
    restore_member(web.session(), web.actor(), member)
    web.tell(_("%(name)s can sign in again.", name=member.name))
    return redirect(url_for("people.administer", permalink=permalink))


def attempt_on(act: Callable[[], None]) -> str:
    """What the domain refused, in words; empty when it was done."""
    try:
        act()
    except Invalid as error:
        return " ".join(str(problem(code)) for code in error.fields.values())
    return ""
