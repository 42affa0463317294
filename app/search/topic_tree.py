"""Topics of a facet as a tree: each under the nearest of its broader topics that is shown too."""

from collections.abc import Collection, Mapping, Sequence

Counted = Sequence[tuple[str, int]]
Edges = Mapping[str, Sequence[str]]


def above(topic: str, edges: Edges) -> list[str]:
    """Every broader topic, the nearest first."""
    found: list[str] = []
    todo = list(edges.get(topic, ()))
    while todo:
        here = todo.pop(0)
        if here not in found and here != topic:
            found.append(here)
            todo += edges.get(here, ())
    return found


def most_telling(counted: Counted, chosen: Collection[str], edges: Edges, most: int) -> set[str]:
    """The most frequent topics, those chosen with the most frequent directly under them, and whatever stands above these."""
    shown = {topic for topic, _count in counted[:most]} | set(chosen)
    for one in chosen:
        shown |= {topic for topic, _count in [pair for pair in counted if one in edges.get(pair[0], ())][:most]}
    return shown | {broader for topic in shown for broader in above(topic, edges)}


def in_order(shown: Collection[str], counted: Counted, edges: Edges) -> list[tuple[int, str]]:
    """(depth, topic) from the top down, among sisters the most frequent first."""
    parent = {topic: next((up for up in above(topic, edges) if up in shown), "") for topic in shown}
    below: dict[str, list[str]] = {}
    for topic in [topic for topic, _count in counted if topic in shown] + sorted(shown - {t for t, _ in counted}):
        below.setdefault(parent[topic], []).append(topic)
    lines: list[tuple[int, str]] = []
    todo = [(0, topic) for topic in reversed(below.get("", ()))]
    while todo:
        depth, topic = todo.pop()
        lines.append((depth, topic))
        todo += [(depth + 1, narrower) for narrower in reversed(below.get(topic, ()))]
    return lines
