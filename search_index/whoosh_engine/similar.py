"""Notes like a note: by its most telling words, and across languages by its topics (the formula: docs/decisions).

Everything is weighed among the other notes that the audience may see: neither a score nor an order tells of any other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from search_index.analysis.stems import base_language
from search_index.interface import Audience, Likeness, SimilarHit
from search_index.whoosh_engine.packing import Postings
from search_index.whoosh_engine.schema import BODY, NOTE, NUMBERS, TITLE, TRANSLATION_SET, number_of
from search_index.whoosh_engine.segment import LENGTHS, Mask, Numbers, Scores, Segment
from search_index.whoosh_engine.snapshot import K1, B, Snapshot
from search_index.whoosh_engine.wording import counted_terms

MOST_TERMS = 25
LOOKED_AT = 120
"""Of a long note only its most frequent words are weighed."""
TOPICS = 0.5
"""What sharing all topics counts beside sharing all telling words."""
IN_TITLE = 0.8
"""A term in the title counts as much as being mentioned often in the body."""
TOPIC = ("topic",)
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
    known: dict[tuple[str, str], Postings] = field(default_factory=dict)

    def postings(self, name: str, term: str) -> Postings:
        """Asked for several times, read once."""
        found = self.known.get((name, term))
        if found is None:
            found = self.known[name, term] = self.segment.postings(name, term)
        return found


@dataclass(frozen=True, slots=True)
class _Telling:
    """A term or a topic with its weight, and by side the documents that hold it."""

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
    counts, words = counted_terms(like.text)
    weighed = _weighed(sides, _by_language(sides), _most_frequent(counts), (BODY, TITLE))
    terms = _telling(sides, weighed[:MOST_TERMS], (BODY, TITLE))
    together = [np.zeros(side.segment.count, np.int64) for side in sides]
    shared = _telling(sides, _weighed(sides, together, [(topic, 1) for topic in sorted(topics)], TOPIC), TOPIC)
    if not count or not (terms or shared):
        return ()
    _add_terms(sides, count, terms)
    _add_topics(sides, shared)
    best = _once_each(_candidates(sides, min(NEEDED_WORDS, len(terms)), limit * SPARE), sides, languages)[:limit]
    return tuple(
        SimilarHit(
            note_id=int(sides[at].segment.numbers[NUMBERS[0]][document]),
            score=score,
            words=tuple(dict.fromkeys(words[term] for term in _held_there(terms, at, document))),
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


def _most_frequent(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """In an order that does not change with what else there is."""
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
    sides: Sequence[_Side], kinds: Sequence[Numbers], counted: Sequence[tuple[str, int]], fields: Sequence[str]
) -> list[tuple[str, float]]:
    """What some of the other notes hold, with its weight, the most telling first: as rare as it is in that kind of note
    where it is commonest. So a word that every English note has tells nothing, in whatever language the text is said to be.
    It is counted in the first of the fields in which it stands at all.
    """
    most = max((int(numbers.max()) + 1 for numbers in kinds if len(numbers)), default=1)
    sizes = sum(
        (np.bincount(k[side.others], minlength=most) for side, k in zip(sides, kinds, strict=True)), np.zeros(most)
    )
    terms = [term for term, _frequency in counted]
    notes = _counted(sides, kinds, fields[0], terms, most)
    for name in fields[1:]:
        missing = np.flatnonzero(~notes.any(axis=1))
        notes[missing] = _counted(sides, kinds, name, [terms[row] for row in missing], most)
    shares = np.where(sizes > FEW, notes / np.maximum(sizes, 1), 0.0)
    rows = np.flatnonzero(notes.any(axis=1) & (shares.max(axis=1) <= HALF))
    commonest = np.where(shares.any(axis=1), shares.argmax(axis=1), notes.argmax(axis=1))[rows]
    rarity = np.log((sizes[commonest] + 1) / notes[rows, commonest])
    weights = np.sqrt([frequency for _term, frequency in counted])[rows] * rarity
    found = [(terms[row], weight) for row, weight in zip(rows.tolist(), weights.tolist(), strict=True)]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _counted(sides: Sequence[_Side], kinds: Sequence[Numbers], name: str, terms: Sequence[str], most: int) -> Numbers:
    """For each term (rows) how many of the others of each kind (columns) have it in the field `name`."""
    counts = np.zeros((len(terms), most + 1), np.int64)
    for side, numbers in zip(sides, kinds, strict=True):
        codes = np.where(side.others, numbers, most)
        for row, term in enumerate(terms):
            counts[row] += np.bincount(codes.take(side.postings(name, term).ids), minlength=most + 1)
    return counts[:, :most]


def _telling(sides: Sequence[_Side], weighed: Iterable[tuple[str, float]], fields: Sequence[str]) -> list[_Telling]:
    return [_Telling(name, weight, [_holding(side, name, fields) for side in sides]) for name, weight in weighed]


def _holding(side: _Side, term: str, fields: Sequence[str]) -> Mask:
    """The documents with the term in any of the fields."""
    mask = np.zeros(side.segment.count, np.bool_)
    for name in fields:
        mask[side.postings(name, term).ids] = True
    return mask & side.others


def _add_terms(sides: Sequence[_Side], count: int, terms: Sequence[_Telling]) -> None:
    """BM25's saturation without its idf; each note gets a share of all weights, from 0 to 1."""
    total = sum(term.weight for term in terms)
    lengths = sum(float(LENGTHS.take(side.segment.lengths[BODY][side.others]).sum()) for side in sides)
    average = lengths / count or 1.0
    for at, side in enumerate(sides):
        saturated = np.zeros(side.segment.count, np.float64)
        for term in terms:
            postings, titled = side.postings(BODY, term.name), side.postings(TITLE, term.name).ids
            norms = K1 * (1 - B + B * LENGTHS.take(side.segment.lengths[BODY][postings.ids]) / average)
            saturated[postings.ids] = postings.weights / (postings.weights + norms)
            saturated[titled] = np.maximum(saturated[titled], IN_TITLE)
            held = np.flatnonzero(term.held[at])
            side.text[held] += saturated[held] * (term.weight / total)
            side.matched[held] += 1
            saturated[postings.ids] = saturated[titled] = 0.0


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
