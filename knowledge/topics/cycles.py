"""Keeping the hierarchy free of cycles: which edge closes one, and whether a new one would."""

from collections.abc import Collection, Iterable
from itertools import pairwise

Edge = tuple[int, int]  # (topic, broader)


def without_cycles(edges: Iterable[Edge], settled: Collection[Edge] = ()) -> tuple[set[Edge], list[Edge]]:
    """The edges of which none closes a cycle, and those dropped for it, in order.

    Walks upwards depth first from the smallest id; the edge that leads back to where the walk came from is dropped. Edges
    in `settled` stay: instead the last other edge of that cycle goes. The same edges give the same answer.
    """
    kept = set(edges) | set(settled)
    dropped: list[Edge] = []
    settled = set(settled)
    while True:
        closing = find_cycle(kept)
        if not closing:
            return kept, dropped
        for cycle in closing:
            loose = [edge for edge in cycle if edge not in settled] or cycle
            if kept.issuperset(cycle):  # else an earlier drop has opened it
                kept.remove(loose[-1])
                dropped.append(loose[-1])


def find_cycle(edges: Collection[Edge]) -> list[list[Edge]]:
    """Cycles met in one walk over all edges, each as its edges with the closing one last; empty if there is none."""
    above: dict[int, list[int]] = {}
    for topic, broader in sorted(edges):
        above.setdefault(topic, []).append(broader)
    found: list[list[Edge]] = []
    done: set[int] = set()
    for start in sorted(above):
        if start not in done:
            walk_up(start, above, done, found)
    return found


def walk_up(start: int, above: dict[int, list[int]], done: set[int], found: list[list[Edge]]) -> None:
    """One depth-first walk without recursion, since a hostile file may nest deeper than Python's stack."""
    way, places = [start], {start: 0}
    waiting = [iter(above.get(start, ()))]
    while way:
        broader = next(waiting[-1], None)
        if broader is None:
            waiting.pop()
            here = way.pop()
            del places[here]
            done.add(here)
        elif broader in places:
            round_way = [*way[places[broader] :], broader]
            found.append(list(pairwise(round_way)))
        elif broader not in done:
            places[broader] = len(way)
            way.append(broader)
            waiting.append(iter(above.get(broader, ())))
