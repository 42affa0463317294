"""From masks and scores of all segments to totals, facet counts and the hits of one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from search_index.interface import FACET_FIELDS, SearchRequest, Sort
from search_index.whoosh_engine.evaluating import evaluate
from search_index.whoosh_engine.schema import ADOPTIONS, DAY, NUMBERS
from search_index.whoosh_engine.segment import Mask, Numbers, Scores, Segment
from search_index.whoosh_engine.snapshot import Part, Snapshot

FACET_VALUES = 500
"""Values of one facet that are counted out, the most frequent first."""


@dataclass(slots=True)
class Candidates:
    """The best documents of each segment, up to the end of the page asked for."""

    keys: list[Any] = field(default_factory=list)
    scores: list[Scores] = field(default_factory=list)
    notes: list[Numbers] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ranked:
    """(note id, score) of one page, how many there are in all, and facet counts."""

    hits: list[tuple[int, float]]
    total: int
    facets: dict[str, list[tuple[str, int]]]


def rank(snapshot: Snapshot, clause: Any, request: SearchRequest) -> Ranked:
    """Everything a response counts comes from the same masks, in which the audience's is always included."""
    total = 0
    counts: dict[str, dict[str, int]] = {name: {} for name in request.facets if name in FACET_FIELDS}
    candidates = Candidates()
    for part in snapshot.parts:
        considered = _considered(part, request)
        if not considered.any():
            continue  # what was published lately lies in small segments, so that the large ones need not be evaluated
        found = evaluate(snapshot, part, clause)
        visible = found.mask & considered
        filters = _filter_masks(part.segment, request.filters)
        mask = _all(visible, filters)
        total += int(np.count_nonzero(mask))
        for name, of_field in counts.items():
            others = {other: kept for other, kept in filters.items() if other != name}
            _count(part.segment, name, mask if len(others) == len(filters) else _all(visible, others), of_field)
        _collect(part, mask, found.scores, request, candidates)
    ordered = {name: sorted(held.items(), key=_by_count)[:FACET_VALUES] for name, held in counts.items()}
    return Ranked(_page(candidates, request), total, ordered)


def _considered(part: Part, request: SearchRequest) -> Mask:
    """What may be found or counted at all: live documents of the audience, and of `among` where that is given."""
    considered = part.live & part.segment.visible(request.audience)
    if request.among is None:
        return considered
    return considered & np.isin(part.segment.numbers[NUMBERS[0]], np.fromiter(request.among, np.int64))


def _by_count(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _filter_masks(segment: Segment, filters: Mapping[str, Sequence[str]]) -> dict[str, Mask]:
    """A mask for each filter that names values; an unknown field matches nothing."""
    nothing = np.zeros(segment.count, np.bool_)
    return {
        name: segment.labelled(name, tuple(values)) if name in FACET_FIELDS else nothing
        for name, values in filters.items()
        if values
    }


def _all(visible: Mask, filters: Mapping[str, Mask]) -> Mask:
    for mask in filters.values():
        visible = visible & mask
    return visible


def _count(segment: Segment, name: str, mask: Mask, counts: dict[str, int]) -> None:
    column = segment.columns[name]
    if not column.labels:
        return
    found = np.bincount(column.codes[mask[column.documents]], minlength=len(column.labels))
    for code in np.flatnonzero(found).tolist():
        label = column.labels[code]
        counts[label] = counts.get(label, 0) + int(found[code])


def _sort_keys(segment: Segment, documents: Any, scores: Scores, sort: Sort) -> Any:
    """Larger is better. Undated notes come last either way."""
    if sort == "relevance":
        return scores
    if sort == "adoptions":
        return segment.numbers[ADOPTIONS][documents]
    days = segment.numbers[DAY][documents]
    if sort == "newest":
        return days
    return np.where(days > 0, -days, days)


def _collect(part: Part, mask: Mask, scores: Scores, request: SearchRequest, candidates: Candidates) -> None:
    documents = np.flatnonzero(mask)
    if not len(documents):
        return
    kept = scores[documents]
    keys = _sort_keys(part.segment, documents, kept, request.sort)
    notes = part.segment.numbers[NUMBERS[0]][documents]
    wanted = request.offset + request.limit
    if len(documents) > wanted > 0:
        # Everything that ties with the last place stays, so that the order is the same however segments lie.
        least = -np.partition(-keys, wanted - 1)[wanted - 1]
        best = keys >= least
        keys, kept, notes = keys[best], kept[best], notes[best]
    candidates.keys.append(keys)
    candidates.scores.append(kept)
    candidates.notes.append(notes)


def _page(candidates: Candidates, request: SearchRequest) -> list[tuple[int, float]]:
    if not candidates.keys or request.limit <= 0:
        return []
    keys, scores, notes = (np.concatenate(held) for held in (candidates.keys, candidates.scores, candidates.notes))
    order = np.lexsort((-notes, -keys))[request.offset : request.offset + request.limit]
    return list(zip(notes[order].tolist(), scores[order].tolist(), strict=True))
