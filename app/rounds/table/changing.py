"""A change of the proposal: looked at first, then done; and undone."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url
from app.rounds.table.effects import effect_shown, names_of, offer_shown, people_in
from app.rounds.table.words import CANNOT, change_words
from app.rounds.views import blueprint
from app.rounds.words import REFUSALS
from knowledge.errors import Conflict, NotFound
from knowledge.permissions import Action, require
from knowledge.rounds.finding import find_round
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.table.arranging import Change
from knowledge.rounds.table.changing import carry_out, redo, undo
from knowledge.rounds.table.effects import Effect, effect_of, moves_of, swaps_of
from knowledge.rounds.table.errors import CannotBeDone, RulesBroken, TableMovedOn
from knowledge.rounds.table.models import Act, TableStep
from knowledge.rounds.table.reading import Table, find_people, page_of_group, read_table

MOST_PEOPLE = 20
WAITING = "waiting"


def asked_change() -> Change | None:
    """The change that the address or the form names; nothing when only a person is named, to look for a place."""
    people = tuple(number_in(text) for text in request.values.getlist("who")[:MOST_PEOPLE])
    to, act = request.values.get("to", ""), request.values.get("act", "")
    if act not in list(Act):
        raise NotFound(act)
    if act == Act.MOVE and not to:
        return None
    return Change(Act(act), people, None if to in ("", WAITING) else number_in(to))


def number_in(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotFound(text)
    return int(text)


@blueprint.get("/<permalink>/table/change")
def look_at_change(permalink: str) -> ResponseReturnValue:
    """The effect of a change, before it is made; for one person also where else they could be."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    require(actor, Action.RUN_ROUNDS, found)
    if found.state != RoundState.MATCHING:
        return redirect(url_for("rounds.proposal", permalink=permalink))
    try:
        return change_page(found, read_table(session, actor, found), asked_change())
    except CannotBeDone as error:  # said in place, so that what was ticked stays ticked
        return render_template("rounds/change.html", round=found, problem=str(CANNOT[error.code])), 422
    except Conflict:
        return redirect(url_for("rounds.proposal", permalink=permalink))


@blueprint.post("/<permalink>/table/change")
def make_change(permalink: str) -> ResponseReturnValue:
    """Do it, if the table is as it was looked at. Otherwise the same change is shown as the table is now."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    change, mark = asked_change(), request.form.get("mark", "")
    if change is None:
        raise NotFound("to")
    try:
        with session.begin_nested():
            effect = carry_out(session, actor, found, mark, change)
    except (TableMovedOn, RulesBroken) as error:
        return looked_at_again(found, change, error)
    except Conflict as error:
        web.tell(str(CANNOT[error.code] if isinstance(error, CannotBeDone) else REFUSALS[type(error)]), "fix")
        return redirect(url_for("rounds.table", permalink=permalink), 303)
    table = read_table(session, actor, found)
    names = names_of(find_people(session, actor, found, change.people))
    web.tell(change_words(change.act, change.people, change.group, names))
    return to_group(found, table, effect)


def looked_at_again(found: MatchingRound, change: Change, error: Conflict) -> ResponseReturnValue:
    table = read_table(web.session(), web.actor(), found)
    status = 409 if isinstance(error, TableMovedOn) else 422
    try:
        return change_page(found, table, change, str(REFUSALS[type(error)])), status
    except CannotBeDone as impossible:
        web.tell(str(REFUSALS[type(error)]), "fix")
        web.tell(str(CANNOT[impossible.code]), "fix")
        return redirect(url_for("rounds.table", permalink=found.permalink), 303)


def change_page(found: MatchingRound, table: Table, change: Change | None, problem: str = "") -> str:
    """`change` is what is looked at; nothing while a place is only looked for."""
    actor, session = web.actor(), web.session()
    who = number_in(request.values.get("who", "0"))
    seeks = request.values.get("act") in (Act.MOVE, Act.SWAP)
    if seeks and (who not in table.seats or not table.takes_part(who)):
        raise CannotBeDone("people")
    effect = effect_of(table, change) if change is not None else None
    moves, swaps = (moves_of(table, who), swaps_of(table, who)) if seeks else ([], [])
    ids = people_in([effect] if effect else [], [*moves, *swaps]) | set(change.people if change else ()) | {who}
    people = find_people(session, actor, found, ids)
    names = names_of(people)
    return render_template(
        "rounds/change.html",
        round=found,
        table=table,
        change=change,
        person=people.get(who) if seeks else None,
        here=table.seats.get(who),
        words=change_words(change.act, change.people, change.group, names) if change else "",
        effect=effect_shown(found, table, effect, people) if effect else None,
        moves=[offer_shown(offer, people) for offer in moves],
        swaps=[offer_shown(offer, people) for offer in swaps],
        numbers=[number for number in table.groups if number != table.seats.get(who)],
        problem=problem,
    )


def to_group(found: MatchingRound, table: Table, effect: Effect) -> ResponseReturnValue:
    """On to the table, where the group is that was changed."""
    numbers = [group.number for group in effect.groups if group.number in table.groups]
    where = {"page": page_of_group(table, numbers[-1]), "_anchor": f"group-{numbers[-1]}"} if numbers else {}
    return redirect(url_for("rounds.table", permalink=found.permalink, **where), 303)


@blueprint.post("/<permalink>/table/undo")
def undo_step(permalink: str) -> ResponseReturnValue:
    """Take the last step back."""
    return stepped(
        permalink, lambda found, mark: undo(web.session(), web.actor(), found, mark), _("The step is undone.")
    )


@blueprint.post("/<permalink>/table/redo")
def redo_step(permalink: str) -> ResponseReturnValue:
    """Do again what was undone last."""
    return stepped(
        permalink, lambda found, mark: redo(web.session(), web.actor(), found, mark), _("The step is done again.")
    )


def stepped(permalink: str, act: Callable[[MatchingRound, str], TableStep], done: str) -> ResponseReturnValue:
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    try:
        with session.begin_nested():
            act(found, request.form.get("mark", ""))
    except Conflict as error:
        web.tell(str(CANNOT[error.code] if isinstance(error, CannotBeDone) else REFUSALS[type(error)]), "fix")
    else:
        web.tell(done)
    return redirect(page_url("rounds.table", permalink=permalink)(web.page_number()), 303)
