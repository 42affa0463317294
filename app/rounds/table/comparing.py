"""Two results of a round side by side, and taking an earlier one again."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import web
from app.context import page_url
from app.rounds.explaining import PARTS, WEIGHTS, about, part_labels
from app.rounds.table.changing import number_in
from app.rounds.table.effects import People, PersonThen, Row
from app.rounds.views import blueprint, do
from knowledge.errors import NotFound
from knowledge.paging import Page
from knowledge.permissions import Action, require
from knowledge.rounds.finding import find_round
from knowledge.rounds.models import MatchingRound, RoundState
from knowledge.rounds.proposal_models import Solving
from knowledge.rounds.table.comparing import Comparison, Difference, Group, compare, list_results, take_result
from knowledge.rounds.table.reading import find_people

A_PAGE = 12
MOST_NAMED = 40


@dataclass(frozen=True)
class GroupSide:
    """A group of one side with its people; `comes` and `goes` mark those whom the other side's group lacks."""

    group: Group
    points: int
    people: list[PersonThen]


@blueprint.get("/<permalink>/compare")
def compare_results(permalink: str) -> ResponseReturnValue:
    """The two latest results, or those chosen."""
    actor, session = web.require_member(), web.session()
    found = find_round(session, actor, permalink)
    require(actor, Action.SEE_PROPOSAL, found)
    results = list_results(session, actor, found)
    if len(results) < 2:
        return render_template("rounds/compare.html", round=found, results=results, comparison=None)
    first, other = chosen(results, "first", 1), chosen(results, "other", 0)
    comparison = compare(session, actor, found, first, other)
    return render_template("rounds/compare.html", round=found, results=results, **sides(found, comparison))


def chosen(results: Iterable[Solving], name: str, usual: int) -> Solving:
    results = list(results)
    text = request.args.get(name, "")
    if not text:
        return results[usual]
    wanted = next((one for one in results if one.id == number_in(text)), None)
    if wanted is None:
        raise NotFound(text)
    return wanted


def sides(found: MatchingRound, comparison: Comparison) -> dict[str, object]:
    """What the page shows of a comparison; names of one page of groups in one query."""
    number, differing = web.page_number(), comparison.differences
    number = min(number, max(1, -(-len(differing) // A_PAGE)))
    shown = differing[(number - 1) * A_PAGE : number * A_PAGE]
    only_first = sorted(comparison.placed_only_in_first)[:MOST_NAMED]
    only_other = sorted(comparison.placed_only_in_other)[:MOST_NAMED]
    groups = [group for pair in shown for group in (pair.first, pair.other) if group is not None]
    ids = {one for group in groups for one in group.members} | {*only_first, *only_other}
    people = find_people(web.session(), web.actor(), found, ids)
    first, other = comparison.first.solving, comparison.other.solving
    return {
        "comparison": comparison,
        "rows": rows_of(comparison),
        "page": Page(shown, number, len(differing), A_PAGE),
        "pairs": [pair_of(pair, people) for pair in shown],
        "only_first": [people[one] for one in only_first if one in people],
        "only_other": [people[one] for one in only_other if one in people],
        "url_for_page": page_url("rounds.compare_results", permalink=found.permalink, first=first.id, other=other.id),
        "may_take": found.state == RoundState.MATCHING,
    }


def pair_of(pair: Difference, people: People) -> tuple[GroupSide | None, GroupSide | None]:
    return side_of(pair.first, pair.other, people), side_of(pair.other, pair.first, people)


def side_of(group: Group | None, beside: Group | None, people: People) -> GroupSide | None:
    if group is None:
        return None
    others = beside.members if beside is not None else frozenset()
    lines = [
        PersonThen(people[one], about(people[one]), one not in others, False)
        for one in sorted(group.members)
        if one in people
    ]
    return GroupSide(group, round(group.score * 100), lines)


def rows_of(comparison: Comparison) -> list[Row]:
    """The whole, then each part as the mean over the groups."""
    one, two = comparison.first, comparison.other
    labels = part_labels()
    parts = [Row(labels[n], round(one.mean_of(n) * WEIGHTS[n]), round(two.mean_of(n) * WEIGHTS[n])) for n in PARTS]
    return [
        Row(_("People without a group"), len(one.waiting), len(two.waiting), fewer_is_better=True),
        Row(_("Groups"), len(one.groups), len(two.groups)),
        Row(_("Weakest group, points"), hundred(one.solving.worst), hundred(two.solving.worst)),
        Row(_("Mean of the groups, points"), hundred(one.solving.harmonic), hundred(two.solving.harmonic)),
        *parts,
    ]


def hundred(share: float | None) -> int:
    return round((share or 0) * 100)


@blueprint.post("/<permalink>/take-again")
def take_again(permalink: str) -> ResponseReturnValue:
    """Have an earlier result stand again."""
    wanted = number_in(request.form.get("result", ""))
    do(
        permalink,
        lambda found: take_result(web.session(), web.actor(), found, wanted),
        _("This result stands now. The other is kept, to be compared or taken again."),
    )
    return redirect(url_for("rounds.table", permalink=permalink), 303)
