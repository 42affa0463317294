"""Who gives to whom in a group, drawn: its people on a circle, an arrow from each who gives to each who needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from knowledge.rounds.proposal_models import ProposedPlace

WIDTH, HEIGHT = 240, 190
RADIUS, STONE = 76, 15
BEND = 0.16  # of an arrow's length: two that face each other stay apart
HEAD = 8

Point = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """A line as the attribute d of a path, and its head as the attribute points of a polygon."""

    line: str
    head: str


@dataclass(frozen=True)
class GiveAndTake:
    """`stones` are where the people are, in their order."""

    stones: list[Point]
    arrows: list[Arrow]
    width: int = WIDTH
    height: int = HEIGHT
    radius: int = STONE


def give_and_take(places: Sequence[ProposedPlace]) -> GiveAndTake:
    """The picture of a group's people in their order."""
    stones = [on_circle(at, len(places)) for at in range(len(places))]
    order = {place.signup_id: at for at, place in enumerate(places)}
    pairs = {
        (order[place.signup_id], order[other])
        for place in places
        for _topic, others in place.reason.get("gives", [])
        for other in others
        if other in order
    }
    return GiveAndTake(stones, [arrow(stones[a], stones[b]) for a, b in sorted(pairs)])


def on_circle(at: int, of: int) -> Point:
    """From the top on."""
    turn = 2 * pi * at / of - pi / 2
    return round(WIDTH / 2 + RADIUS * cos(turn), 1), round(HEIGHT / 2 + RADIUS * sin(turn), 1)


def arrow(start: Point, end: Point) -> Arrow:
    """A bent line from one stone's edge to the other's."""
    across, down = end[0] - start[0], end[1] - start[1]
    middle = (start[0] + end[0]) / 2 - BEND * down, (start[1] + end[1]) / 2 + BEND * across
    first, tip = towards(start, middle, STONE + 2), towards(end, middle, STONE + 3)
    back = towards(tip, middle, HEAD)
    side = (back[1] - tip[1]) * 0.5, (tip[0] - back[0]) * 0.5
    line = f"M{written(first)} Q{written(middle)} {written(back)}"
    corners = tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])
    return Arrow(line, " ".join(map(written, corners)))


def towards(start: Point, end: Point, length: float) -> Point:
    """So far from the start on the way to the end."""
    share = length / hypot(end[0] - start[0], end[1] - start[1])
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def written(point: Point) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"
