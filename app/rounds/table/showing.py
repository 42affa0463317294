"""The table: groups side by side with their scores, those who wait, and what was changed by hand."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import web
from app.context import page_url
from app.rounds.explaining import GroupCard
from app.rounds.proposal import USUAL_SECONDS, cards_of, waiting_line
from app.rounds.table.graph import GiveAndTake, give_and_take
from app.rounds.table.words import Names, change_words
from app.rounds.views import blueprint
from knowledge.permissions import Action, require
from knowledge.rounds.errors import NothingToPropose, SolvingAlready
from knowledge.rounds.finding import find_round
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.reading import list_waiting
from knowledge.rounds.table.models import TableStep
from knowledge.rounds.table.reading import Standing, Steps, find_people, find_standing, list_groups, list_steps


@dataclass(frozen=True)
class TableCard:
    """A group on the table; `kept` are those of it who stay together."""

    card: GroupCard
    picture: GiveAndTake
    kept: frozenset[int]

    @property
    def members(self) -> list[int]:
        return [line.place.signup_id for line in self.card.lines]


@dataclass(frozen=True)
class StepLine:
    step: TableStep
    words: str


@blueprint.get("/<permalink>/table")
def table(permalink: str) -> ResponseReturnValue:
    """While groups are sought, before there are any, and once they are proposed, the proposal's page is the place."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    require(actor, Action.SEE_PROPOSAL, found)
    try:
        standing = find_standing(session, actor, found)
    except (NothingToPropose, SolvingAlready):
        return redirect(url_for("rounds.proposal", permalink=permalink))
    if found.state != RoundState.MATCHING:
        return redirect(url_for("rounds.proposal", permalink=permalink))
    return table_page(found, standing)


def table_page(found: MatchingRound, standing: Standing) -> str:
    actor, session, solving = web.actor(), web.session(), standing.solving
    page = list_groups(session, actor, found, solving, web.page_number())
    waiting = list_waiting(session, actor, solving, web.page_number("waiting"))
    steps = list_steps(session, actor, found, solving)
    address = {"permalink": found.permalink}
    return render_template(
        "rounds/table.html",
        round=found,
        standing=standing,
        solving=solving,
        page=page,
        cards=[table_card(card, standing) for card in cards_of(page)],
        waiting=waiting,
        waiting_lines=[waiting_line(found, place) for place in waiting.items],
        seconds=USUAL_SECONDS,
        url_for_page=page_url("rounds.table", **address),
        url_for_waiting=lambda number: url_for("rounds.table", waiting=number, _anchor="waiting", **address),
        **said_of(found, steps),
    )


def table_card(card: GroupCard, standing: Standing) -> TableCard:
    members = {line.place.signup_id for line in card.lines}
    kept = frozenset(one for together in standing.kept if members.issuperset(together) for one in together)
    return TableCard(card, give_and_take([line.place for line in card.lines]), kept)


def said_of(found: MatchingRound, steps: Steps) -> dict[str, object]:
    """The latest steps in words, with the names of all of them in one query."""
    known = [step for step in (*steps.shown, steps.to_redo) if step is not None]
    ids = {one for step in known for one in step.people}
    people = find_people(web.session(), web.actor(), found, ids) if ids else {}
    names = {one: signup.member.name for one, signup in people.items()}
    return {
        "steps": [StepLine(step, step_words(step, names)) for step in steps.shown],
        "to_undo": step_words(steps.to_undo, names) if steps.to_undo else "",
        "to_redo": step_words(steps.to_redo, names) if steps.to_redo else "",
    }


def step_words(step: TableStep, names: Names) -> str:
    return change_words(step.act, step.people, step.group, names)
