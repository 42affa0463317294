"""Notes like a note: by its most telling words, and across languages by its topics (the formula: docs/decisions).

Everything is weighed among the other notes that the audience may see: neither a score nor an order tells of any other.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search_index.analysis.stems import base_language
from search_index.interface import Audience, Likeness, SimilarHit
from search_index.whoosh_engine.schema import BODY, NOTE, NUMBERS, TITLE, TRANSLATION_SET, number_of
from search_index.whoosh_engine.segment import Mask, Numbers, Scores, Segment
from search_index.whoosh_engine.snapshot import K1, B, Snapshot
from search_index.whoosh_engine.wording import counted_terms, words_of

MOST_TERMS = 25
LOOKED_AT = 120
"""Of a long note only its most frequent words are weighed."""
TOPICS = 0.5
"""What sharing all topics counts beside sharing all telling words."""
IN_TITLE = 0.8
"""A term in the title counts as much as being mentioned often in the body."""
NEEDED_WORDS = 2
"""Notes that share no topic share at least so many telling words."""
FEW, HALF = 4, 0.5
"""What stands in over half of the notes of a language tells nothing, if it has more than a few."""
MOST_REASONS = 4
LEAST = 0.4
"""Notes less than so much as like as the most similar one are not similar."""
SPARE = 4
"""So many times more notes than asked for are looked at, since translations are given once."""


@dataclass(slots=True)
class _Side:
    """One segment: the notes that may be given, and what each has gathered."""

    segment: Segment
    others: Mask
    text: Scores
    topics: Scores
    matched: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Telling:
    """A term or a topic with its weight, and the documents of each side that hold it."""

    name: str
    weight: float
    held: list[Mask]


def similar_notes(
    snapshot: Snapshot, like: Likeness, audience: Audience, languages: Sequence[str], limit: int
) -> tuple[SimilarHit, ...]:
    sides = [_side(part.segment, part.live & part.segment.visible(audience)) for part in snapshot.parts]
    topics = set(like.topics) | _topics_in_index(sides, like)
    _leave_out(sides, like)
    count = sum(int(np.count_nonzero(side.others)) for side in sides)
    terms = _weighed(sides, _by_language(sides), _most_frequent(like), (BODY, TITLE))[:MOST_TERMS]
    together = [np.zeros(side.segment.count, np.int64) for side in sides]
    shared = _weighed(sides, together, [(topic, 1) for topic in sorted(topics)], ("topic",))
    if not count or not (terms or shared):
        return ()
    _add_terms(sides, count, terms)
    _add_topics(sides, shared)
    words = words_of(like.text, {term.name for term in terms})
    best = _once_each(_candidates(sides, min(NEEDED_WORDS, len(terms)), limit * SPARE), sides, languages)[:limit]
    return tuple(
        SimilarHit(
            note_id=int(sides[at].segment.numbers[NUMBERS[0]][document]),
            score=score,
            words=tuple(dict.fromkeys(words[one] for one in _held_there(terms, at, document) if one in words)),
            topics=tuple(_held_there(shared, at, document)),
        )
        for score, at, document in best
    )


def _side(segment: Segment, others: Mask) -> _Side:
    nothing = np.zeros(segment.count, np.float64)
    return _Side(segment, others, nothing, nothing.copy(), np.zeros(segment.count, np.int32))


def _topics_in_index(sides: Iterable[_Side], like: Likeness) -> set[str]:
    found: set[str] = set()
    for side in sides if like.note_id is not None else ():
        column = side.segment.columns["topic"]
        for document in side.segment.postings(NOTE, str(like.note_id)).ids.tolist():
            if side.others[document]:
                found.update(column.labels[code] for code in column.codes[column.documents == document].tolist())
    return found


def _leave_out(sides: Iterable[_Side], like: Likeness) -> None:
    """The note itself and its translations."""
    translations = number_of(like.translation_set)
    for side in sides:
        numbers = side.segment.numbers
        same = numbers[NUMBERS[0]] == (like.note_id or 0)
        if translations:
            same |= numbers[TRANSLATION_SET] == translations
        side.others = side.others & ~same


def _most_frequent(like: Likeness) -> list[tuple[str, int]]:
    """In an order that does not change with what else there is."""
    counts = counted_terms(like.text)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:LOOKED_AT]


def _by_language(sides: Iterable[_Side]) -> list[Numbers]:
    """For each document the number of its language, the same in every segment."""
    numbers: dict[str, int] = {}
    found = []
    for side in sides:
        labels = side.segment.columns["language"].labels
        codes = [numbers.setdefault(base_language(label), len(numbers)) for label in [*labels, ""]]
        found.append(np.array(codes, np.int64)[side.segment.language_of])
    return found


def _weighed(
    sides: Sequence[_Side], kinds: Sequence[Numbers], counted: Iterable[tuple[str, int]], fields: Sequence[str]
) -> list[_Telling]:
    """What some of the other notes hold, the most telling first: as rare as it is in that kind of note where it is commonest.

    So a word that every English note has tells nothing, in whatever language the text is said to be.
    """
    sizes = _counted(kinds, [side.others for side in sides], 1)
    found: list[_Telling] = []
    for name, frequency in counted:
        held = [_holding(side, name, fields) for side in sides]
        notes = _counted(kinds, held, len(sizes))
        shares = np.where(sizes > FEW, notes / np.maximum(sizes, 1), 0.0)
        if notes.any() and shares.max() <= HALF:
            kind = int(shares.argmax()) if shares.any() else int(notes.argmax())
            rarity = math.log((sizes[kind] + 1) / max(int(notes[kind]), 1))
            found.append(_Telling(name, math.sqrt(frequency) * rarity, held))
    return sorted(found, key=lambda one: (-one.weight, one.name))


def _counted(kinds: Sequence[Numbers], masks: Sequence[Mask], least: int) -> Numbers:
    """How many documents of each kind there are under the masks."""
    most = max([least, *(int(numbers.max()) + 1 for numbers in kinds if len(numbers))])
    return sum(
        (np.bincount(numbers[mask], minlength=most) for numbers, mask in zip(kinds, masks, strict=True)),
        start=np.zeros(most, np.int64),
    )


def _holding(side: _Side, name: str, fields: Iterable[str]) -> Mask:
    mask = np.zeros(side.segment.count, np.bool_)
    for field in fields:
        mask[side.segment.postings(field, name).ids] = True
    mask &= side.others
    return mask


def _add_terms(sides: Sequence[_Side], count: int, terms: Sequence[_Telling]) -> None:
    """BM25's saturation without its idf; each note gets a share of all weights, from 0 to 1."""
    total = sum(term.weight for term in terms)
    lengths = sum(float(side.segment.lengths[BODY][side.others].sum()) for side in sides)
    average = lengths / count or 1.0
    for at, side in enumerate(sides):
        for term in terms:
            postings = side.segment.postings(BODY, term.name)
            norms = K1 * (1 - B + B * side.segment.lengths[BODY][postings.ids] / average)
            saturated = np.zeros(side.segment.count, np.float64)
            saturated[postings.ids] = postings.weights / (postings.weights + norms)
            titled = side.segment.postings(TITLE, term.name).ids
            saturated[titled] = np.maximum(saturated[titled], IN_TITLE)
            side.text += saturated * (term.weight / total)
            side.matched += term.held[at]


def _add_topics(sides: Sequence[_Side], topics: Sequence[_Telling]) -> None:
    total = sum(topic.weight for topic in topics)
    for at, side in enumerate(sides):
        for topic in topics:
            side.topics[topic.held[at]] += topic.weight / total


def _candidates(sides: Sequence[_Side], needed: int, limit: int) -> list[tuple[float, int, int]]:
    """(score, side, document) of the best, the newest note first among equals."""
    found: list[tuple[float, int, int, int]] = []
    for at, side in enumerate(sides):
        kept = side.others & ((side.topics > 0) | ((side.matched >= needed) & (side.matched > 0)))
        documents = np.flatnonzero(kept)
        scores = side.text[documents] + TOPICS * side.topics[documents]
        if len(documents) > limit:
            best = scores >= -np.partition(-scores, limit - 1)[limit - 1]
            documents, scores = documents[best], scores[best]
        notes = side.segment.numbers[NUMBERS[0]][documents]
        found += [(-s, -n, at, d) for s, n, d in zip(scores.tolist(), notes.tolist(), documents.tolist(), strict=True)]
    best_first = sorted(found)[:limit]
    return [(-score, at, document) for score, _note, at, document in best_first if score <= LEAST * best_first[0][0]]


def _once_each(
    candidates: Iterable[tuple[float, int, int]], sides: Sequence[_Side], languages: Sequence[str]
) -> list[tuple[float, int, int]]:
    """Of each translation set the note in the reader's language, at the place of the set's best."""
    order = {base_language(language): place for place, language in reversed(list(enumerate(languages)))}
    sets: dict[object, tuple[int, tuple[float, int, int]]] = {}
    for candidate in candidates:
        score, at, document = candidate
        segment = sides[at].segment
        name = int(segment.numbers[TRANSLATION_SET][document]) or (at, document)
        place = min((order.get(base_language(one), len(order)) for one in _languages(segment, document)), default=99)
        held = sets.get(name)
        if held is None or place < held[0]:
            sets[name] = (place, (held[1][0] if held else score, at, document))
    return [candidate for _place, candidate in sets.values()]


def _languages(segment: Segment, document: int) -> Iterator[str]:
    labels = segment.columns["language"].labels
    if segment.language_of[document] < len(labels):
        yield labels[segment.language_of[document]]


def _held_there(telling: Iterable[_Telling], at: int, document: int) -> list[str]:
    return [one.name for one in telling if one.held[at][document]][:MOST_REASONS]
