"""Each set of translations as one hit, counted and paged once, and shown in the reader's language where there is one."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from search_index.analysis.stems import base_language
from search_index.whoosh_engine.segment import Mask
from search_index.whoosh_engine.snapshot import Part, Snapshot
from search_index.whoosh_engine.translation_sets import Documents


def best_of_each_set(snapshot: Snapshot, mask: Mask, keys: Any) -> Mask:
    """The mask with one document of each set: that of the largest key, of equals the one with the largest note id.

    `keys` holds a number for every document of the snapshot.
    """
    sets = snapshot.translation_sets
    documents, starts = sets.within(mask)
    if not len(documents):
        return mask
    lengths = np.diff(np.append(starts, len(documents)))
    of_documents = keys[documents]
    best = of_documents == np.repeat(np.maximum.reduceat(of_documents, starts), lengths)
    notes = np.where(best, sets.notes[mask[sets.documents]], -1)
    chosen = notes == np.repeat(np.maximum.reduceat(notes, starts), lengths)
    kept = mask.copy()
    kept[documents[~chosen]] = False
    return kept


def in_readers_language(
    snapshot: Snapshot, hits: Sequence[tuple[int, float]], allowed: Mask, mask: Mask, languages: tuple[str, ...]
) -> tuple[list[tuple[int, float]], dict[int, int]]:
    """The hits, each in the first of the languages that its set has; and which note matched where the shown one did not.

    `allowed` are the documents within audience and filters, `mask` those of them that match.
    """
    shown: list[tuple[int, float]] = []
    matched: dict[int, int] = {}
    for note_id, score in hits:
        around = snapshot.translation_sets.around(note_id)
        best = _nearest(snapshot, around[allowed[around]], mask, languages)
        chosen = note_id if best is None else snapshot.note_at(best)
        shown.append((chosen, score))
        if best is not None and not mask[best]:
            matched[chosen] = note_id
    return shown, matched


def _nearest(snapshot: Snapshot, documents: Documents, mask: Mask, languages: tuple[str, ...]) -> int | None:
    """The document in the earliest of the languages, a matching one first; None when the set has none of them."""
    ranked = [
        (rank, not mask[document], document)
        for document in documents.tolist()
        if (rank := _rank(_language(snapshot.parts, document), languages)) < 2 * len(languages)
    ]
    return min(ranked)[2] if ranked else None


def _language(parts: Sequence[Part], document: int) -> str:
    part = next(one for one in reversed(parts) if one.first <= document)
    labels, code = part.segment.columns["language"].labels, part.segment.language_of[document - part.first]
    return labels[code] if code < len(labels) else ""


def _rank(language: str, languages: tuple[str, ...]) -> int:
    """How far from the reader's languages: the language as asked for before a regional form of it, the first one first."""
    if language in languages:
        return 2 * languages.index(language)
    bases = [base_language(one) for one in languages]
    base = base_language(language)
    return 2 * bases.index(base) + 1 if base in bases else 2 * len(languages)
