"""The lineage as a tree: where each stone and its words stand. The page draws it as SVG; the same facts stand in its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats import country_name
from app.reuse.words import shape_of, stage_name
from knowledge.reuse.lineage import Lineage, Step

WIDTH, ROW, MARGIN = 330, 44, 16  # units; at 360 px one is a pixel, so the smallest words are 12 px
INDENT, ALL_INDENTS = 40, 120
STONE, ROOT_STONE = 7, 9
BOLD_SIGN, SOFT_SIGN = 7.4, 6.3  # how wide a letter is at the most
MOST_DRAWN = 60  # lines; a taller tree is read in the table


@dataclass(frozen=True)
class Stone:
    """A mark of the figure: `shape` is done, open or stopped; `anchor_x` is where its words begin."""

    x: float
    y: float
    radius: int
    shape: str
    anchor_x: float
    label: str
    about: str
    is_here: bool


@dataclass(frozen=True)
class Tree:
    width: int
    height: int
    path: str
    stones: Sequence[Stone]
    left_out: int


def draw_tree(lineage: Lineage, from_the_right: bool) -> Tree:
    """Root on top, each line below what it came from; begins at the right in a language written from the right."""
    steps = lineage.steps[:MOST_DRAWN]
    indent = min(INDENT, ALL_INDENTS / max(1, *(step.level for step in steps), 1))
    stones = [stone_of(step, place, indent, from_the_right) for place, step in enumerate(steps)]
    height = ROW * len(steps) + 8
    return Tree(WIDTH, height, paths(steps, stones), stones, len(lineage.steps) - len(steps))


def stone_of(step: Step, place: int, indent: float, from_the_right: bool) -> Stone:
    x, radius = MARGIN + step.level * indent, STONE if step.level else ROOT_STONE
    words_at = x + 18
    room = WIDTH - words_at
    return Stone(
        x=across(x, from_the_right),
        y=24 + place * ROW,
        radius=radius,
        shape=shape_of(step.stage),
        anchor_x=across(words_at, from_the_right),
        label=fitted(_(", ").join(country_name(code) for code in step.countries), room / BOLD_SIGN),
        about=fitted(about(step), room / SOFT_SIGN),
        is_here=step.is_here,
    )


def across(x: float, from_the_right: bool) -> float:
    return round(WIDTH - x if from_the_right else x, 1)


def about(step: Step) -> str:
    """The second line: what kind of step it was, when, and by whom."""
    year = step.year or _("no year told")
    if step.card is not None:
        if step.is_here:
            return _("This note, %(year)s", year=year)
        if step.parent is None:
            return _("The first note, %(year)s", year=year)
        return _("A note of its own, %(year)s", year=year)
    if step.organization and not step.year:
        return _("%(stage)s: %(team)s", stage=stage_name(step.stage), team=step.organization)
    if step.organization:
        return _("%(stage)s, %(year)s: %(team)s", stage=stage_name(step.stage), year=year, team=step.organization)
    return teams_words(step)


def teams_words(step: Step) -> str:
    teams = ngettext("%(num)s team", "%(num)s teams", step.teams)
    return _("%(teams)s: %(kept)s go on, %(stopped)s stopped", teams=teams, kept=step.kept, stopped=step.stopped)


def fitted(text: str, room: float) -> str:
    """The text, or its beginning where it would run out of the figure. The signs of Chinese are two wide."""
    used = 0
    for place, sign in enumerate(text):
        used += 2 if east_asian_width(sign) in "WF" else 1
        if used > room:
            return text[: max(1, place - 1)].rstrip() + "…"
    return text


def paths(steps: Sequence[Step], stones: Sequence[Stone]) -> str:
    """Down from each stone to the last line that came of it, and from there across to each."""
    lowest: dict[int, float] = {}
    drawn = []
    for step, stone in zip(steps, stones, strict=True):
        if step.parent is None:
            continue
        above = stones[step.parent]
        lowest[step.parent] = stone.y
        edge = stone.x + (stone.radius + 3) * (1 if stone.x < above.x else -1)
        drawn.append(f"M{above.x:g} {stone.y:g}H{edge:g}")
    drawn += [f"M{stones[p].x:g} {stones[p].y + stones[p].radius + 5:g}V{y:g}" for p, y in lowest.items()]
    return "".join(drawn)
