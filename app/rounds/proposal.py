"""The search for groups as coordinators start, follow and stop it, and the proposal that comes of it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url, reader_languages
from app.rounds.explaining import GroupCard, PlaceLine, about, group_card, relaxation_words, room_words, waiting_because
from app.rounds.views import blueprint, do
from app.rounds.words import PROBLEMS
from knowledge.errors import Invalid
from knowledge.paging import Page
from knowledge.permissions import Action, require
from knowledge.rounds.confirming import end_answering, send_proposal
from knowledge.rounds.finding import count_sign_ups, find_round
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.proposal_models import ProposedGroup, ProposedPlace, Solving
from knowledge.rounds.reading import (
    count_answers,
    count_gone,
    find_proposal,
    list_declined,
    list_proposed,
    list_waiting,
    topics_named,
)
from knowledge.rounds.solving import ask_to_solve, ask_to_stop
from knowledge.rounds.table.reading import is_changed_by_hand
from knowledge.topics.labels import labels_for

USUAL_SECONDS = 60


@blueprint.get("/<permalink>/proposal")
def proposal(permalink: str) -> ResponseReturnValue:
    """How far the search is; when it is over, the groups side by side with their reasons."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    require(actor, Action.SEE_PROPOSAL, found)
    solving, failed = find_proposal(session, actor, found)
    more = {} if solving is None or solving.is_under_way else shown(found, solving)
    people = count_sign_ups(session, found)[0] if solving is None else 0
    more |= {"solving": solving, "failed": failed, "people": people, "seconds": USUAL_SECONDS}
    return render_template("rounds/proposal.html", round=found, **more)


def shown(found: MatchingRound, solving: Solving) -> dict[str, object]:
    """What the page shows of a search that is over."""
    actor, session = web.actor(), web.session()
    groups = list_proposed(session, actor, solving, web.page_number())
    waiting = list_waiting(session, actor, solving, web.page_number("waiting"))
    asks_nobody = found.state == RoundState.MATCHING
    by_hand = asks_nobody and is_changed_by_hand(session, solving)
    address = {"permalink": found.permalink}
    return {
        "page": groups,
        "cards": cards_of(groups),
        "waiting": waiting,
        "waiting_lines": [waiting_line(found, place) for place in waiting.items],
        "relaxations": [relaxation_words(one) for one in solving.relaxations] if asks_nobody and not by_hand else [],
        "gone": count_gone(session, solving) if asks_nobody else 0,
        "by_hand": by_hand,
        "answers": {} if asks_nobody else count_answers(session, solving),
        "declined": [] if asks_nobody else declined_lines(solving),
        "url_for_page": page_url("rounds.proposal", **address),
        "url_for_waiting": lambda number: url_for("rounds.proposal", waiting=number, **address),
    }


def cards_of(groups: Page[ProposedGroup]) -> list[GroupCard]:
    """With the labels of all their topics in one query."""
    ids = topics_named([place for group in groups.items for place in group.places])
    labels = labels_for(web.session(), ids, reader_languages())
    return [group_card(group, labels) for group in groups.items]


def waiting_line(found: MatchingRound, place: ProposedPlace) -> PlaceLine:
    return PlaceLine(place, about(place.signup), [waiting_because(found, place.reason), *room_words(place.reason)])


def declined_lines(solving: Solving) -> list[PlaceLine]:
    """Who declined, with their words."""
    places = list_declined(web.session(), web.actor(), solving)
    return [PlaceLine(place, about(place.signup), []) for place in places]


@blueprint.post("/<permalink>/send")
def send(permalink: str) -> ResponseReturnValue:
    """Propose the groups to the people in them."""
    return do(
        permalink,
        lambda found: send_proposal(web.session(), web.actor(), found),
        _("Everybody has been told. Those who are placed answer now."),
        "rounds.proposal",
    )


@blueprint.post("/<permalink>/end-answering")
def end_answers(permalink: str) -> ResponseReturnValue:
    """Wait no longer for those who have not answered."""
    return do(
        permalink,
        lambda found: end_answering(web.session(), web.actor(), found),
        _("The answering is over; the groups that keep the rules have begun."),
        "rounds.proposal",
    )


@blueprint.post("/<permalink>/match")
def match(permalink: str) -> ResponseReturnValue:
    """Start the search, or go on from the last result."""
    text = request.form.get("seconds", "")
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
    go_on = "go_on" in request.form
    try:
        return do(
            permalink,
            lambda found: ask_to_solve(web.session(), web.actor(), found, seconds, go_on=go_on),
            _("The search has begun. You can leave this page; you are told when it is over."),
            "rounds.proposal",
        )
    except Invalid:
        web.tell(str(PROBLEMS["seconds"]), "fix")
        return redirect(url_for("rounds.proposal", permalink=permalink), 303)


@blueprint.post("/<permalink>/stop")
def stop(permalink: str) -> ResponseReturnValue:
    """End the search with the best result so far."""
    return do(
        permalink,
        lambda found: ask_to_stop(web.session(), web.actor(), found),
        _("The search ends in a moment, with the best groups until then."),
        "rounds.proposal",
    )
