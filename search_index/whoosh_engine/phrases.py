"""Phrases and fields: which documents hold words at the right positions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.whoosh_engine.schema import POSITION_BITS, SECTION_BITS
from search_index.whoosh_engine.segment import Segment

Documents = NDArray[np.int32]
Keys = NDArray[np.int64]
FEW = 16
"""So many times fewer starts than a word has places are looked up one by one; otherwise both are merged."""
_SHIFT = 64
"""Added to every position so that a phrase's start never falls below zero; phrases are shorter (compiling.LONGEST)."""


def _common(segment: Segment, name: str, words: Sequence[str]) -> Documents:
    """Documents that hold all the words, found from the rarest on."""
    lists = sorted((segment.postings(name, word).ids for word in set(words)), key=len)
    common = lists[0]
    for ids in lists[1:]:
        common = common[_among(common, ids)]
    return common


def _among(few: NDArray[Any], many: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of some ascending numbers stand among others, which ascend too; quick when they are few."""
    if not len(many):
        return np.zeros(len(few), np.bool_)
    at = np.searchsorted(many, few)
    at[at == len(many)] = 0
    return np.asarray(many[at] == few)


def _keys(segment: Segment, name: str, word: str, documents: Documents | None = None) -> Keys:
    """Document and position of every occurrence, if told in these documents alone, packed into one number each, ascending."""
    ids = segment.postings(name, word).ids
    held = segment.places(name, word)
    if documents is None:
        keys: Keys = np.repeat(ids.astype(np.int64) << POSITION_BITS, np.diff(held.starts))
        keys += held.places
        return keys
    at = np.searchsorted(ids, documents)
    counts = held.starts[at + 1] - held.starts[at]
    ends = np.cumsum(counts)
    inner = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
    places = held.places[np.repeat(held.starts[at], counts) + inner]
    keys = np.repeat(documents.astype(np.int64) << POSITION_BITS, counts)
    keys += places
    return keys


def documents_with_phrase(segment: Segment, name: str, words: Sequence[str], section: int | None = None) -> Documents:
    """Documents in which the words follow each other at successive positions, if told, within one text field."""
    documents = _common(segment, name, words)
    if not len(documents):
        return documents
    rarest, *others = sorted(range(len(words)), key=lambda at: segment.postings(name, words[at]).weights.sum())
    starts = _keys(segment, name, words[rarest], documents) - rarest + _SHIFT
    for offset in others:
        starts = _followed(segment, name, words[offset], starts, offset)
    if section is not None:
        starts = starts[_sections(starts) == section]
    return np.unique(starts >> POSITION_BITS).astype(np.int32)


def _followed(segment: Segment, name: str, word: str, starts: Keys, offset: int) -> Keys:
    """Those of the starts that have the word so far on. All are in documents that hold it."""
    if len(starts) * FEW < len(segment.places(name, word).places):
        return starts[_hold(segment, name, word, starts, offset)]
    both = np.concatenate([starts, _keys(segment, name, word) - offset + _SHIFT])
    both.sort(kind="stable")  # which only merges the two, as both ascend already
    twice: Keys = both[1:][both[1:] == both[:-1]]
    return twice


def _hold(segment: Segment, name: str, word: str, starts: Keys, offset: int) -> NDArray[np.bool_]:
    """Which of a few starts have the word so far on: halves the word's places in all their documents at once."""
    held = segment.places(name, word)
    at = np.searchsorted(segment.postings(name, word).ids, starts >> POSITION_BITS)
    low, high = held.starts[at], held.starts[at + 1] - 1
    wanted = (starts & ((1 << POSITION_BITS) - 1)) - _SHIFT + offset
    for _ in range(int((high - low).max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        is_before = held.places.take(middle) < wanted
        low = np.where(is_before, np.minimum(middle + 1, high), low)
        high = np.where(is_before, high, middle)
    return np.asarray(held.places.take(low) == wanted)


def _sections(starts: Keys) -> NDArray[np.int64]:
    return (starts - _SHIFT >> SECTION_BITS) & ((1 << (POSITION_BITS - SECTION_BITS)) - 1)
