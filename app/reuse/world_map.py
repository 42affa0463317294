"""The lineage on a map of the world: land as dots, a mark in each country, a path for each crossing. Plate carrée: a degree is a
unit both ways, so that nothing but a country's point is claimed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from app.reuse.land import LAND, NORTH, STEP, WEST
from app.reuse.words import shape_of
from knowledge.countries import POINTS
from knowledge.reuse.lineage import Lineage, Step

WIDTH, HEIGHT = 360, STEP * len(LAND)
BEND = 0.16  # how far a path swings aside, as a share of its length
STRONGEST = ("done", "open", "stopped")  # where teams of one country differ, what is in use is shown


@dataclass(frozen=True)
class Mark:
    x: int
    y: int
    shape: str
    is_origin: bool


@dataclass(frozen=True)
class World:
    width: int
    height: int
    land: str
    paths: str
    marks: Sequence[Mark]


def draw_map(lineage: Lineage) -> World | None:
    """None where no border was crossed."""
    crossings = crossings_of(lineage)
    if not crossings:
        return None
    origins = {code for step in lineage.steps if step.parent is None for code in step.countries}
    shapes: dict[str, str] = {}
    for step in lineage.steps:
        for code in step.countries:
            shapes[code] = min(shapes.get(code, "stopped"), shape_of(step.stage), key=STRONGEST.index)
    marks = [Mark(*spot(code), shape, code in origins) for code, shape in sorted(shapes.items()) if code in POINTS]
    return World(WIDTH, HEIGHT, land_path(), "".join(path(a, b) for a, b in crossings), marks)


def crossings_of(lineage: Lineage) -> list[tuple[str, str]]:
    """From which country to which, each once. A practice of several countries set out from the nearest of them."""
    found: dict[tuple[str, str], None] = {}
    for step in lineage.steps:
        if step.parent is None:
            continue
        sources = [code for code in lineage.steps[step.parent].countries if code in POINTS]
        for code in reached(step, sources):
            found[min(sources, key=lambda source: distance(source, code)), code] = None
    return list(found)


def reached(step: Step, sources: Sequence[str]) -> Iterable[str]:
    return [code for code in step.countries if code in POINTS and code not in sources] if sources else []


def spot(code: str) -> tuple[int, int]:
    latitude, longitude = POINTS[code]
    return longitude - WEST, NORTH - latitude


def distance(one: str, other: str) -> int:
    (x1, y1), (x2, y2) = spot(one), spot(other)
    return (x1 - x2) ** 2 + (y1 - y2) ** 2


def path(source: str, target: str) -> str:
    (x1, y1), (x2, y2) = spot(source), spot(target)
    bend = BEND if x2 >= x1 else -BEND  # always towards the north
    x, y = (x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend
    return f"M{x1} {y1}Q{x:.0f} {y:.0f} {x2} {y2}"


@cache
def land_path() -> str:
    """A line for each run of land in a row, which the stylesheet draws as dots."""
    runs = []
    for row, signs in enumerate(LAND):
        for sign, run in groupby(enumerate(signs), key=lambda pair: pair[1]):
            places = [column for column, _sign in run]
            if sign == "#":
                x, y = places[0] * STEP + STEP // 2, row * STEP + STEP // 2
                runs.append(f"M{x} {y}h{STEP * (len(places) - 1)}.1")
    return "".join(runs)
