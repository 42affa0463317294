"""How good the groups of `flask peer-groups match` are, beside three simple ways in the same run.

usage: matching.py SIGNUPS.json ... [--seed 1] [--limit SECONDS] [--twice]
For each file prints one JSON line per way: unplaced, worst score, harmonic mean, seconds, broken rules; for the command also
its peak memory. Limits, when not given, are the promised ones: 2 s for 30 people, 15 s for 60, 120 s for 300, 300 s for more.
Random adds people in a random order to the first group that can take them, first come in the order of the file; annealing
starts there and moves and swaps people for as long as the command took.
With --twice the command runs again with the same seed and the line tells whether the answer was the same.
"""

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from knowledge.peer_groups.matching.reading import read_round
from knowledge.peer_groups.matching.rounds import Round
from knowledge.peer_groups.matching.scoring import broken_rules, score
from tests.matching import judge

ROOT = Path(__file__).parents[1]
BEST_KNOWN = {  # MATCHING.md: unplaced, worst, harmonic mean, and whether that is proven
    "even-30": (8, 0.525, 0.668, True),
    "even-60": (8, 0.425, 0.535, True),
    "skewed-60": (32, 0.588, 0.689, True),
    "sparse-60": (55, 0.310, 0.310, True),
    "even-300": (5, 0.620, 0.800, False),
    "even-1000": (18, 0.632, 0.875, False),
}
Members = list[int]
MENDED_BY_MORE = {"size", "countries"}


def limit_for(people: int) -> float:
    return next((limit for most, limit in ((30, 2.0), (60, 15.0), (300, 120.0)) if people <= most), 300.0)


class Simple:
    """The simple ways: groups as lists, a person at a time. Locked sets move as one."""

    def __init__(self, matching: Round, seed: int) -> None:
        self.matching, self.random = matching, random.Random(seed)
        self.units = [list(matching.locked_with.get(p, (p,))) for p in range(len(matching.people))]
        self.units = [unit for place, unit in enumerate(self.units) if unit[0] == place]
        self.values: dict[frozenset[int], float | None] = {}

    def value(self, members: Iterable[int]) -> float | None:
        """The score of a group, nothing when it breaks a rule."""
        key = frozenset(members)
        if key not in self.values:
            if len(self.values) > 500_000:
                self.values.clear()
            ordered = sorted(key)
            good = not broken_rules(self.matching, ordered)
            self.values[key] = score(self.matching, ordered).total if good else None
        return self.values[key]

    def can_grow(self, members: Members) -> bool:
        rules = self.matching.rules
        broken = broken_rules(self.matching, members)
        return all(b.rule in MENDED_BY_MORE for b in broken) and len(members) <= rules.size_bounds[1]

    def added_one_by_one(self, units: list[Members]) -> list[Members]:
        groups: list[Members] = []
        for unit in units:
            fitting = [at for at, group in enumerate(groups) if self.can_grow(group + unit)]
            if not fitting:
                if self.can_grow(unit):
                    groups.append(list(unit))
                continue
            groups[fitting[0]] += unit
        return [group for group in groups if self.value(group) is not None]

    def at_random(self) -> list[Members]:
        return self.added_one_by_one(self.random.sample(self.units, len(self.units)))

    def first_come(self) -> list[Members]:
        return self.added_one_by_one(self.units)

    def cost(self, groups: Iterable[Iterable[int]]) -> float:
        """What annealing lowers: people unplaced weigh most, then low scores."""
        total = 0.0
        for group in groups:
            members = list(group)
            value = self.value(members) if members else 1.0
            if value is None:
                return math.inf
            total += 0.2 / value - 1.0 * len(members) if members else 0.0
        return total

    def annealed(self, groups: list[Members], seconds: float) -> list[Members]:
        """Move a unit, swap two, or open a group with waiting ones, accepting worse less and less."""
        groups = [list(group) for group in groups]
        placed = {member for group in groups for member in group}
        waiting = [unit for unit in self.units if unit[0] not in placed]
        best, best_cost, cost = [list(g) for g in groups], self.cost(groups), self.cost(groups)
        began = time.monotonic()
        while (done := (time.monotonic() - began) / seconds) < 1:
            heat = 0.3 * (1 - done) ** 2 + 1e-4
            change = self.proposal(groups, waiting)
            if change is None:
                continue
            touched, after, left = change
            delta = self.cost(after) - self.cost(groups[at] for at in touched)
            if delta < math.inf and (delta <= 0 or self.random.random() < math.exp(-delta / heat)):
                for at, members in zip(touched, after, strict=True):
                    groups[at] = members
                waiting, cost = left, cost + delta
                if cost < best_cost - 1e-9:
                    best, best_cost = [list(g) for g in groups], cost
        return [group for group in best if group]

    def proposal(
        self, groups: list[Members], waiting: list[Members]
    ) -> tuple[list[int], list[Members], list[Members]] | None:
        """Some groups, what they become, and who waits afterwards."""
        kind = self.random.random()
        if not groups or (kind < 0.1 and len(waiting) > 3):
            return self.opened(groups, waiting)
        at = self.random.randrange(len(groups))
        if kind < 0.35 and waiting:
            unit = self.random.choice(waiting)
            out = self.random.choice([[], *self.units_in(groups[at])])
            after = [member for member in groups[at] if member not in out] + unit
            return [at], [after], [one for one in waiting if one != unit] + ([out] if out else [])
        other = self.random.randrange(len(groups))
        if other == at or not groups[at] or not groups[other]:
            return None
        mine = self.random.choice(self.units_in(groups[at]))
        theirs = self.random.choice([[], *self.units_in(groups[other])])
        after_mine = [member for member in groups[at] if member not in mine] + theirs
        after_theirs = [member for member in groups[other] if member not in theirs] + mine
        return [at, other], [after_mine, after_theirs], waiting

    def opened(
        self, groups: list[Members], waiting: list[Members]
    ) -> tuple[list[int], list[Members], list[Members]] | None:
        """A group of waiting units, grown in a random order until it keeps all rules."""
        chosen: list[Members] = []
        for unit in self.random.sample(waiting, min(60, len(waiting))):
            if self.can_grow([member for one in [*chosen, unit] for member in one]):
                chosen.append(unit)
            group = [member for one in chosen for member in one]
            if chosen and self.value(group) is not None:
                groups.append([])
                return [len(groups) - 1], [group], [one for one in waiting if one not in chosen]
        return None

    def units_in(self, group: Members) -> list[Members]:
        return [list(unit) for unit in {tuple(self.matching.locked_with.get(m, (m,))) for m in group}]


def standing(matching: Round, groups: list[Members]) -> dict[str, object]:
    scores = [score(matching, group).total for group in groups]
    return {
        "unplaced": len(matching.people) - sum(map(len, groups)),
        "worst": round(min(scores, default=0.0), 4),
        "harmonic": round(len(scores) / sum(1 / s for s in scores), 4) if scores else 0.0,
        "broken": sum(bool(broken_rules(matching, group)) for group in groups),
    }


def solved(path: Path, limit: float, seed: int) -> tuple[dict[str, object], str]:
    """What the command answers, in a process of its own, judged; and the answer itself."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "peer-groups", "match", str(path)]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        ran = subprocess.run(
            [*command, "--time-limit", str(limit), "--seed", str(seed)],
            cwd=ROOT,
            env={"PATH": "", "CAUSEWAY_HOME": home},
            capture_output=True,
            text=True,
            check=True,
        )
    seconds = time.monotonic() - began
    signups, result = json.loads(path.read_text(encoding="utf-8")), json.loads(ran.stdout)
    unplaced, worst, harmonic = judge.standing(signups, result)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {
        "unplaced": unplaced,
        "worst": round(worst, 4),
        "harmonic": round(harmonic, 4),
        "broken": len(judge.broken(signups, result)),
        "seconds": round(seconds, 1),
        "megabytes": megabytes,
        "said": [line for line in ran.stderr.splitlines() if line.startswith(("Proven", "At least", "Stopped"))],
    }, ran.stdout


def measure(path: Path, limit: float | None, seed: int, twice: bool) -> None:
    matching = read_round(json.loads(path.read_text(encoding="utf-8")))
    seconds = limit_for(len(matching.people)) if limit is None else limit
    figures, answer = solved(path, seconds, seed)
    if twice:
        figures["same again"] = solved(path, seconds, seed)[1] == answer
    tell(path, "command", {**figures, "limit": seconds})
    if path.stem in BEST_KNOWN:
        names = ("unplaced", "worst", "harmonic", "proven")
        tell(path, "best known", dict(zip(names, BEST_KNOWN[path.stem], strict=True)))
    simple = Simple(matching, seed)
    tell(path, "random", standing(matching, simple.at_random()))
    greedy = simple.first_come()
    tell(path, "first come", standing(matching, greedy))
    tell(path, "annealing", standing(matching, simple.annealed(greedy, float(str(figures["seconds"])))))


def tell(path: Path, way: str, figures: dict[str, object]) -> None:
    print(json.dumps({"round": path.stem, "way": way, **figures}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("signups", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float)
    parser.add_argument("--twice", action="store_true")
    chosen = parser.parse_args()
    for path in chosen.signups:
        measure(path.resolve(), chosen.limit, chosen.seed, chosen.twice)


if __name__ == "__main__":
    main()
