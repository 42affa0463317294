"""All posting lists of a segment at once, with its documents numbered anew: what merging writes into another segment.

Most lists of the small segments that are merged have one or two documents, so each by itself would cost far more than all.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.whoosh_engine.gathering import Gathered
from search_index.whoosh_engine.packing import ENTRY, WIDTHS
from search_index.whoosh_engine.term_files import TermEntry, TermFiles

Numbers = NDArray[np.int64]
_PLACE = 4
"""Bytes of a position as it is gathered."""


def lists_with(files: TermFiles, new: Numbers) -> Iterator[Gathered]:
    """Every list, with `new[i]` for document `i`, ascending; documents whose new number is below zero are left out."""
    terms = [(field, term, entry) for field in files.fields for term, entry in files.entries(field)]
    if not terms:
        return
    entries, places, ends, place_ends = _renumbered(files, [entry for _, _, entry in terms], new)
    at = place_at = 0
    for (field, term, _), end, place_end in zip(terms, ends, place_ends, strict=True):
        if end > at:
            of_term = places[_PLACE * place_at : _PLACE * place_end]
            yield field, term, entries[ENTRY.size * at : ENTRY.size * end], of_term
        at, place_at = end, place_end


def _renumbered(
    files: TermFiles, terms: Sequence[TermEntry], new: Numbers
) -> tuple[bytes, bytes, list[int], list[int]]:
    """ENTRYs and positions of all lists one after the other, and where in each of them the list of each term ends."""
    offsets, heads, sizes, documents, totals = _columns(terms)
    raw = np.frombuffer(files.read_list(0, int((offsets + heads + sizes).max())), "u1")
    widths = [raw[offsets + at].astype(np.int64) for at in range(WIDTHS.size)]
    firsts = np.cumsum(documents) - documents
    ids = _sums(_numbers(raw, offsets + WIDTHS.size, documents, widths[0]), firsts, documents)
    counts = _numbers(raw, offsets + WIDTHS.size + documents * widths[0], documents, widths[1])
    counts[np.repeat(widths[1] == 0, documents)] = 1
    placed = np.where(sizes > 0, totals, 0)
    low = _numbers(raw, offsets + heads, placed, np.full(len(placed), 2))
    high = _numbers(raw, offsets + heads + 2 * placed, placed, np.where(widths[2] == 3, 1, 0))
    renumbered = new[ids]
    alive = renumbered >= 0
    of_place = np.repeat(alive, np.where(np.repeat(sizes > 0, documents), counts, 0))
    entries = np.column_stack([renumbered[alive], counts[alive]]).astype("<u4").tobytes()
    places = (low + (high << 16))[of_place].astype("<u4").tobytes()
    return entries, places, _ends(alive, documents), _ends(of_place, placed)


def _columns(terms: Sequence[TermEntry]) -> list[Numbers]:
    rows = [(one.offset, one.head, one.places, one.documents, one.total) for one in terms]
    return list(np.array(rows, np.int64).T)


def _numbers(raw: NDArray[Any], starts: Numbers, counts: Numbers, widths: Numbers) -> Numbers:
    """Runs of numbers: run `i` begins at `starts[i]` and has `counts[i]` of `widths[i]` bytes each; of none they are 0."""
    firsts = np.cumsum(counts) - counts
    width = np.repeat(widths, counts)
    at = np.repeat(starts - firsts * widths, counts) + np.arange(len(width)) * width
    found = np.zeros(len(width), np.int64)
    for byte in range(int(widths.max(initial=0))):
        held = width > byte
        found[held] |= raw[at[held] + byte].astype(np.int64) << 8 * byte
    return found


def _sums(steps: Numbers, firsts: Numbers, counts: Numbers) -> Numbers:
    """Sums of the steps so far, begun anew with each run; no run is empty."""
    sums: Numbers = np.cumsum(steps)
    return sums - np.repeat(sums[firsts] - steps[firsts], counts)


def _ends(kept: NDArray[np.bool_], counts: Numbers) -> list[int]:
    """Where each run ends when only what is kept of them is left."""
    so_far = np.append(0, np.cumsum(kept))
    ends: list[int] = so_far[np.cumsum(counts)].tolist()
    return ends
