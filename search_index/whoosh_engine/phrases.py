"""Phrases and fields: which documents hold words at the right positions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.whoosh_engine.schema import POSITION_BITS, SECTION_BITS
from search_index.whoosh_engine.segment import Segment

Documents = NDArray[np.int32]
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


def _keys(segment: Segment, name: str, word: str, documents: Documents) -> NDArray[np.int64]:
    """Document and position of every occurrence in the documents, packed into one number each, ascending."""
    ids = segment.postings(name, word).ids
    held = segment.places(name, word)
    at = np.searchsorted(ids, documents)
    counts = held.starts[at + 1] - held.starts[at]
    ends = np.cumsum(counts)
    inner = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
    places = held.places[np.repeat(held.starts[at], counts) + inner].astype(np.int64)
    keys: NDArray[np.int64] = (np.repeat(documents.astype(np.int64), counts) << POSITION_BITS) + places
    return keys


def documents_with_phrase(segment: Segment, name: str, words: Sequence[str], section: int | None = None) -> Documents:
    """Documents in which the words follow each other at successive positions, if told, within one text field."""
    documents = _common(segment, name, words)
    starts: NDArray[np.int64] | None = None
    for offset in sorted(range(len(words)), key=lambda at: len(segment.postings(name, words[at]).ids)):
        if not len(documents):
            return documents
        keys = _keys(segment, name, words[offset], documents) - offset + _SHIFT
        starts = keys if starts is None else starts[_among(starts, keys)]
        documents = np.unique(starts >> POSITION_BITS).astype(np.int32)
    if section is None or starts is None:
        return documents
    return np.unique(starts[_sections(starts) == section] >> POSITION_BITS).astype(np.int32)


def _sections(starts: NDArray[np.int64]) -> NDArray[np.int64]:
    return (starts - _SHIFT >> SECTION_BITS) & ((1 << (POSITION_BITS - SECTION_BITS)) - 1)
