"""Pages of matching rounds: the list, and one round as members see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import web
from app.context import page_url, reader_languages
from app.rendering import render_markdown
from app.rounds.words import REFUSALS, STATES
from knowledge.errors import Conflict
from knowledge.peer_groups.errors import NoTeam
from knowledge.peer_groups.places import teams_of
from knowledge.rounds.confirming import find_own_place
from knowledge.rounds.finding import count_sign_ups, find_round, list_rounds
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.signing_up import own_sign_up
from knowledge.topics.labels import TopicLabelView, labels_for

ANSWERED = (RoundState.PROPOSED, RoundState.CONFIRMED, RoundState.RUNNING)
blueprint = Blueprint("rounds", __name__, url_prefix="/rounds")


@dataclass(frozen=True)
class RoundCard:
    """A round in a list."""

    round: MatchingRound
    state: str
    topics: tuple[TopicLabelView, ...]


def round_cards(rounds: Sequence[MatchingRound]) -> list[RoundCard]:
    """Cards for a list of rounds, with all topic labels in one query."""
    ids = {row.topic_id for one in rounds for row in one.topics}
    labels = labels_for(web.session(), ids, reader_languages())
    return [
        RoundCard(one, str(STATES[one.state]), tuple(labels[r.topic_id] for r in one.topics if r.topic_id in labels))
        for one in rounds
    ]


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Rounds that take sign-ups first."""
    actor = web.require_member()
    page = list_rounds(web.session(), actor, web.page_number())
    cards = round_cards(page.items)
    return render_template("rounds/index.html", page=page, cards=cards, url_for_page=page_url("rounds.index"))


@blueprint.get("/<permalink>")
def show(permalink: str) -> ResponseReturnValue:
    """What the round is for, its rules, how far it is, and what the reader can do now."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    people, countries = count_sign_ups(session, found)
    signup = own_sign_up(session, actor, found)
    return render_template(
        "rounds/show.html",
        round=found,
        card=round_cards([found])[0],
        purpose=render_markdown(found.purpose),
        invitation=render_markdown(found.invitation),
        people=people,
        countries=countries,
        signup=signup,
        place=find_own_place(session, actor, found) if found.state in ANSWERED else None,
        in_a_team=signup is not None or bool(teams_of(session, actor.member_id or 0)),
    )


def do(
    permalink: str, act: Callable[[MatchingRound], object], done: str, endpoint: str = "rounds.show"
) -> ResponseReturnValue:
    """Do it, or say why not; either way on to a page of the round."""
    actor = web.require_member()
    found = find_round(web.session(), actor, permalink)
    try:
        with web.session().begin_nested():
            act(found)
    except (Conflict, NoTeam) as error:
        web.tell(str(REFUSALS[type(error)]), "fix")
        return redirect(url_for("rounds.show", permalink=permalink), 303)
    web.tell(done)
    return redirect(url_for(endpoint, permalink=permalink), 303)


from app.rounds import placing, proposal, running, served, signing_up, signups  # noqa: E402, F401  they add their pages to the blueprint
from app.rounds.table import changing, comparing, exporting, showing  # noqa: E402, F401
