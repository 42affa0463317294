"""From masks and scores of all segments to totals, facet counts and the hits of one page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from knowledge import clock
from search_index.interface import FACET_FIELDS, SearchRequest, Sort
from search_index.whoosh_engine.collapsing import best_of_each_set, in_readers_language
from search_index.whoosh_engine.evaluating import evaluate, nothing_in
from search_index.whoosh_engine.priors import Priors
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
class Match:
    """What a segment holds of a request: documents found by words within the audience, and a mask for each filter."""

    part: Part
    found: Mask
    audience: Mask
    scores: Scores
    filters: Mapping[str, Mask]

    def within(self, base: Mask, but: str = "") -> Mask:
        """The base under every filter but one."""
        for name, kept in self.filters.items():
            base = base & kept if name != but else base
        return base


@dataclass(frozen=True, slots=True)
class Ranked:
    """(note id, score) of one page, how many there are in all, and facet counts.

    `matched` tells which note matched where another of its translations is shown.
    """

    hits: list[tuple[int, float]]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    matched: Mapping[int, int] = field(default_factory=dict)


def rank(snapshot: Snapshot, clause: Any, request: SearchRequest, priors: Priors) -> Ranked:
    """Everything a response counts comes from the same masks, in which the audience's is always included.

    Of a collapsed request totals, facets and pages count sets of translations: a facet's value counts the sets of which
    a matching note carries it, so it tells how many hits are left when that value is chosen.
    """
    matches = [_match(snapshot, part, clause, request, priors) for part in snapshot.parts]
    masks = [match.within(match.found) for match in matches]
    facets = {name: _facet(snapshot, matches, masks, name, request) for name in request.facets if name in FACET_FIELDS}
    if not request.collapse or not len(snapshot.translation_sets.documents):
        return Ranked(_best(matches, masks, request), sum(map(_size, masks)), facets)
    mask = np.concatenate(masks)
    keys = [_sort_keys(one.part.segment, slice(None), one.scores, request.sort) for one in matches]
    once = best_of_each_set(snapshot, mask, np.concatenate(keys))
    hits = _best(matches, np.split(once, [part.first for part in snapshot.parts[1:]]), request)
    allowed = np.concatenate([match.within(match.audience) for match in matches])
    hits, matched = in_readers_language(snapshot, hits, allowed, mask, request.languages)
    return Ranked(hits, _size(once), facets, matched)


def _match(snapshot: Snapshot, part: Part, clause: Any, request: SearchRequest, priors: Priors) -> Match:
    audience = _considered(part, request)
    # What was published lately lies in small segments; of a search among few notes the large ones need not be evaluated.
    found = evaluate(snapshot, part, clause) if audience.any() else nothing_in(part)
    factors = priors.of(part.segment, clock.today(), request.prefer)
    scores = found.scores if factors is None else found.scores * factors
    return Match(part, found.mask & audience, audience, scores, _filter_masks(part.segment, request.filters))


def _facet(
    snapshot: Snapshot, matches: Sequence[Match], masks: Sequence[Mask], name: str, request: SearchRequest
) -> list[tuple[str, int]]:
    if request.filters.get(name):
        masks = [match.within(match.found, but=name) for match in matches]
    counts: dict[str, int] = {}
    for match, mask in zip(matches, masks, strict=True):
        for label, count in match.part.segment.columns[name].count(mask).items():
            counts[label] = counts.get(label, 0) + count
    if request.collapse and masks:
        for label, again in snapshot.translation_sets.labelled(name).repeated(np.concatenate(masks)).items():
            counts[label] -= again
    most = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[:FACET_VALUES]
    return [(label, counts[label]) for label in most]


def _best(matches: Sequence[Match], masks: Sequence[Mask], request: SearchRequest) -> list[tuple[int, float]]:
    candidates = Candidates()
    for match, mask in zip(matches, masks, strict=True):
        _collect(match.part, mask, match.scores, request, candidates)
    return _page(candidates, request)


def _size(mask: Mask) -> int:
    return int(np.count_nonzero(mask))


def _considered(part: Part, request: SearchRequest) -> Mask:
    """What may be found or counted at all: live documents of the audience, and of `among` where that is given."""
    considered = part.live & part.segment.visible(request.audience)
    if request.among is None:
        return considered
    return considered & np.isin(part.segment.numbers[NUMBERS[0]], np.fromiter(request.among, np.int64))


def _filter_masks(segment: Segment, filters: Mapping[str, Sequence[str]]) -> dict[str, Mask]:
    """A mask for each filter that names values; an unknown field matches nothing."""
    nothing = np.zeros(segment.count, np.bool_)
    return {
        name: segment.labelled(name, tuple(values)) if name in FACET_FIELDS else nothing
        for name, values in filters.items()
        if values
    }


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
    wanted = request.offset + request.limit
    if len(documents) > wanted > 0:
        # Everything that ties with the last place stays, so that the order is the same however segments lie.
        least = -np.partition(-keys, wanted - 1)[wanted - 1]
        best = keys >= least
        keys, kept, documents = keys[best], kept[best], documents[best]
    candidates.keys.append(keys)
    candidates.scores.append(kept)
    candidates.notes.append(part.segment.numbers[NUMBERS[0]][documents])


def _page(candidates: Candidates, request: SearchRequest) -> list[tuple[int, float]]:
    if not candidates.keys or request.limit <= 0:
        return []
    keys, scores, notes = (np.concatenate(held) for held in (candidates.keys, candidates.scores, candidates.notes))
    order = np.lexsort((-notes, -keys))[request.offset : request.offset + request.limit]
    return list(zip(notes[order].tolist(), scores[order].tolist(), strict=True))
