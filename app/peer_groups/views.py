"""Pages of peer groups: finding one, proposing one, its own page."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app import web
from app.languages import language_choices
from app.peer_groups.forms import ProposalForm
from app.peer_groups.overview import group_cards, team_choices
from app.rounds.own import own_rounds
from app.topics.choosing import read_choice
from knowledge.errors import Invalid
from knowledge.peer_groups.finding import list_groups
from knowledge.peer_groups.models import GroupState
from knowledge.peer_groups.proposing import groups_of, propose_group
from knowledge.permissions import Action, require

blueprint = Blueprint("peer_groups", __name__, url_prefix="/peer-groups")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Groups that look for people, groups at work, and the reader's own."""
    actor = web.require_member()
    state = request.args.get("state", "")
    page = list_groups(
        web.session(),
        actor,
        state=GroupState(state) if state in ("forming", "active") else None,
        language=request.args.get("language", "")[:12],
        page=web.page_number(),
    )
    own = groups_of(web.session(), actor.member_id or 0)
    return render_template(
        "peer_groups/index.html",
        page=page,
        cards=group_cards(page.items, actor.member_id),
        own=group_cards(own, actor.member_id),
        state=state,
        rounds=own_rounds(web.session(), actor),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def propose() -> ResponseReturnValue:
    """Propose a group on topics, with its rule."""
    actor = web.require_member()
    require(actor, Action.PROPOSE_GROUP)
    form = ProposalForm()
    form.language.choices = list(language_choices())
    form.team_id.choices = team_choices(actor.member_id or 0)
    if request.method == "GET":
        form.language.data = str(get_locale() or "en")[:2]
    topics = read_choice("topics")
    if request.method == "POST" and not topics.asked and form.validate():
        try:
            group = propose_group(web.session(), actor, form.proposal(tuple(topics.ids)))
        except Invalid as invalid:
            mark(form, invalid)
        else:
            web.tell(_("The group is open. Invite people, and share its address."))
            return redirect(url_for("peer_groups.show", permalink=group.permalink))
    page = render_template("peer_groups/propose.html", form=form, topics=topics)
    return page, 422 if form.errors else 200


def mark(form: ProposalForm, invalid: Invalid) -> None:
    """Say each refused field's problem where it was typed."""
    words = {
        "empty": _("Please fill this in."),
        "long": _("This is too long."),
        "bounds": _("This does not fit the other numbers: at least 4, at most 8, and the most not below the least."),
        "impossible": _("A group of this size cannot reach that."),
    }
    for name, code in invalid.fields.items():
        form[name].errors = [*form[name].errors, words.get(code, _("This cannot be accepted."))]


from app.peer_groups import group_page, group_places  # noqa: E402, F401  they add their pages to the blueprint
