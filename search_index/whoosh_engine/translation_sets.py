"""Sets of translations in one generation of the index, laid out so that a search counts each set once without sorting.

Documents are numbered through all segments (`Part.first` + number in the segment). Only a set with at least two live
notes counts as one; every other note stands for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from search_index.whoosh_engine.schema import NUMBERS, TRANSLATION_SET
from search_index.whoosh_engine.segment import Mask, Numbers

if TYPE_CHECKING:
    from search_index.whoosh_engine.snapshot import Part

Documents = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pairs of label and document in sets, ordered by label and then by set; `codes` count through `labels`."""

    labels: list[str]
    codes: NDArray[np.int64]
    sets: NDArray[np.int64]
    documents: Documents

    def repeated(self, mask: Mask) -> dict[str, int]:
        """By label, how many documents of a mask only repeat what another of their set has counted already."""
        kept = mask[self.documents]
        codes, sets = self.codes[kept], self.sets[kept]
        again = codes[1:][(codes[1:] == codes[:-1]) & (sets[1:] == sets[:-1])]
        counts = np.bincount(again, minlength=len(self.labels))
        return {self.labels[code]: int(counts[code]) for code in np.flatnonzero(counts).tolist()}


class TranslationSets:
    """`documents` that belong to sets, set by set; `codes` numbers the set of each and `notes` are their note ids."""

    def __init__(self, parts: Sequence["Part"]) -> None:
        self._parts = parts
        self._labelled: dict[str, Labelled] = {}
        numbers = _of_all(parts, TRANSLATION_SET)
        live = np.concatenate([part.live for part in parts]) if parts else np.empty(0, np.bool_)
        candidates = np.flatnonzero(live & (numbers != 0))
        order = np.argsort(numbers[candidates], kind="stable")
        documents, ordered = candidates[order], numbers[candidates[order]]
        same = ordered[1:] == ordered[:-1]
        shared = np.zeros(len(ordered), np.bool_)
        shared[1:] |= same
        shared[:-1] |= same
        self.documents: Documents = documents[shared]
        self.codes: NDArray[np.int64] = _numbered(ordered[shared])
        self.notes: Numbers = _of_all(parts, NUMBERS[0])[self.documents]
        self._set_of = np.full(len(numbers), -1, np.int64)
        self._set_of[self.documents] = self.codes

    def within(self, mask: Mask) -> tuple[Documents, NDArray[np.int64]]:
        """The documents of a mask that belong to sets, set by set, and where each set of them begins."""
        kept = mask[self.documents]
        return self.documents[kept], _starts(self.codes[kept])

    def around(self, note_id: int) -> Documents:
        """All documents of a note's set; none for a note that stands for itself."""
        found = np.flatnonzero(self.notes == note_id)
        return self.documents[self.codes == self.codes[found[0]]] if len(found) else self.documents[:0]

    def labelled(self, name: str) -> Labelled:
        """The labels of one field that documents in sets carry; put together at the first request of a generation."""
        if name not in self._labelled:
            self._labelled[name] = self._ordered(name)
        return self._labelled[name]

    def _ordered(self, name: str) -> Labelled:
        known: dict[str, int] = {}
        codes, documents = [], []
        for part in self._parts:
            column = part.segment.columns[name]
            here = [known.setdefault(label, len(known)) for label in column.labels]
            number = column.documents + np.int64(part.first)
            in_sets = self._set_of[number] >= 0
            codes.append(np.array(here, np.int64)[column.codes[in_sets]])
            documents.append(number[in_sets])
        if not codes:
            return Labelled([], self.codes, self.codes, self.documents)
        all_codes, all_documents = np.concatenate(codes), np.concatenate(documents)
        sets = self._set_of[all_documents]
        order = np.argsort(all_codes * (len(self.documents) + 1) + sets)
        return Labelled(list(known), all_codes[order], sets[order], all_documents[order])


def _of_all(parts: Sequence["Part"], name: str) -> Numbers:
    return np.concatenate([part.segment.numbers[name] for part in parts]) if parts else np.empty(0, np.int64)


def _starts(ordered: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each run of equal numbers begins."""
    if not len(ordered):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def _numbered(ordered: Numbers) -> NDArray[np.int64]:
    """Equal numbers that follow each other as 0, 0, 1, 1, 1, 2 ..."""
    steps = np.zeros(len(ordered), np.int64)
    steps[_starts(ordered)[1:]] = 1
    return np.cumsum(steps)
