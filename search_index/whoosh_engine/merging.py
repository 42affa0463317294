"""Which segments to merge: commits of single notes stay cheap, segments few, and deleted documents do not pile up.

Segments of about one size are merged when there are many of them, so that a note is rewritten once for each size it
passes and not with every commit. Large segments are left alone; a rebuild replaces them when too much of them is gone.
"""

from collections.abc import Sequence

MANY = 8
"""Segments of one size that are merged into one of the next."""
LARGEST = 64
"""Documents that one step rewrites at most: about a third of a second of work, for long notes take 5 ms each."""
LARGEST_AT_LEISURE = 512
"""The same when nothing has changed for a while and nobody is likely to wait."""


def to_merge(sizes: Sequence[tuple[int, int]], largest: int = LARGEST) -> list[int]:
    """Which of the segments, given by (live, deleted) documents, one step should rewrite; none when all is well."""
    empty = [at for at, (live, _) in enumerate(sizes) if not live]
    worn = [at for at, (live, deleted) in enumerate(sizes) if 0 < live < deleted and live <= largest]
    by_size: dict[int, list[int]] = {}
    for at in sorted(range(len(sizes)), key=lambda one: sizes[one]):
        if 0 < sizes[at][0] <= largest:
            by_size.setdefault(_rank(sizes[at][0]), []).append(at)
    crowded = [at for alike in by_size.values() if len(alike) >= MANY for at in alike]
    return empty + _within_bounds(sizes, crowded, largest, least=2) or _within_bounds(sizes, worn, largest, least=1)


def _within_bounds(sizes: Sequence[tuple[int, int]], wanted: Sequence[int], largest: int, least: int) -> list[int]:
    """As many of the wanted as a step may rewrite; none when these are fewer than `least`."""
    kept: list[int] = []
    documents = 0
    for at in wanted:
        documents += sizes[at][0]
        if documents > largest:
            break
        kept.append(at)
    return kept if len(kept) >= least else []


def _rank(live: int) -> int:
    """0 for up to 7 documents, 1 for up to 63, and so on."""
    return (live.bit_length() - 1) // 3
