"""Topics that a query names: the clause that finds notes about one, and which of them a note is tagged with.

Everything is weighed in one unit: what the typed words score by their stems in a note that has each of them once. So a name
of four rare words in another language weighs no more than the two words that were typed.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from whoosh import query

from search_index.analysis.stems import base_language
from search_index.analysis.terms import QueryWord, document_terms, query_words
from search_index.query.tree import AlsoLabel, AlsoTopic
from search_index.whoosh_engine.clauses import AboutTopic, Name
from search_index.whoosh_engine.schema import BODY, BODY_EXACT, NUMBERS, TITLE
from search_index.whoosh_engine.snapshot import Snapshot
from search_index.whoosh_engine.telling import telling

OF_A_WORD = 2.0
"""What a name of one word weighs as typed, and the least that a tag does; the word by itself scores 1.5, by stem and form."""
OF_SEVERAL, OF_SEVERAL_ALONE = 1.0, 6.0
"""What a name of several words weighs as typed, on top of its words. More if nothing else was typed: many notes have some of
the words and few are about the whole, and those that name it in another language come before the many."""
_LEAST = 0.1
_FINDS_ALONE = 0.3
"""Words and tags that tell less than this stand in a third of the notes: they find none unless nothing else was typed."""
_COMMON = 0.02
_FEWEST = 50
"""Shares of tagged notes are taken among at least so many."""


def about_topic(snapshot: Snapshot, node: AlsoTopic, languages: tuple[str, ...]) -> Any:
    """The clause for a topic that a query in one of the languages names."""
    words = list(query_words(node.typed, languages))
    several = len(words) > 1 or any(len(word.stems) > 1 for word in words if word.is_run)
    unit = node.share * sum(_worth(snapshot, word) for word in words)
    emphasis = OF_A_WORD
    if several:
        emphasis = OF_SEVERAL_ALONE if node.alone else OF_SEVERAL
    names = []
    spoken = _tags(snapshot)
    for label in node.labels:
        stems = document_terms(label.text, label.language)[0]
        tags = spoken.get(base_language(label.language))
        if tags is not None and (several or label.text != node.typed) and _finds(snapshot, stems, label, node):
            names.append(_name(snapshot, stems, unit * emphasis * label.weight, tags))
    share = snapshot.frequency("topic", str(node.topic)) / max(snapshot.documents_with_deleted, _FEWEST)
    strength = _strength(share)
    tagged = (
        unit * max(emphasis, OF_A_WORD) * max(strength, _LEAST)
        if strength > _FINDS_ALONE or (node.alone and share)
        else 0.0
    )
    kept = tuple(name for name in names if name is not None)
    return AboutTopic(node.topic, tagged, kept) if kept or tagged else query.NullQuery


def _worth(snapshot: Snapshot, word: QueryWord) -> float:
    """What a typed word scores in a note where it stands once."""
    if word.is_run and word.stems:
        return sum(_worth(snapshot, QueryWord(pair, (pair,), ())) for pair in word.stems)
    name, terms = (BODY, word.stems) if word.stems else (BODY_EXACT, word.surfaces)
    return max(telling(snapshot, word), _LEAST) * min(snapshot.idf(name, term) for term in terms)


def _finds(snapshot: Snapshot, stems: Sequence[str], label: AlsoLabel, node: AlsoTopic) -> bool:
    """Whether a name tells enough to find notes by itself. Several words in their order always do."""
    if len(stems) != 1 or (node.alone and label.of == node.topic):
        return bool(stems)
    return telling(snapshot, QueryWord(label.text, (stems[0],), ())) > _FINDS_ALONE


def _strength(share: float) -> float:
    """From 1 for what few notes carry to 0 for what all do, as `telling.telling` has it for words."""
    if not share:
        return 0.0
    return 1.0 if share <= _COMMON else math.log(1 / min(share, 1.0)) / math.log(1 / _COMMON)


def _tags(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """The languages of the notes by primary subtag; all of them, told by an empty set, for names of unknown language."""
    tags: dict[str, frozenset[str]] = {"und": frozenset()}
    for tag in snapshot.languages():
        tags[base_language(tag)] = tags.get(base_language(tag), frozenset()) | {tag}
    return tags


def _name(snapshot: Snapshot, stems: Sequence[str], weight: float, languages: frozenset[str]) -> Name | None:
    """A name where the index holds all its words, weighing the same however many and rare they are."""
    boosts = tuple(
        (name, weight / sum(snapshot.idf(name, stem) for stem in stems))
        for name in (BODY, TITLE)
        if all(snapshot.frequency(name, stem) for stem in stems)
    )
    return Name(tuple(stems), boosts, languages) if boosts else None


def topics_of(snapshot: Snapshot, topics: Iterable[AlsoTopic], notes: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Which of the topics each of a few notes carries, in the order of the topics."""
    held: dict[int, tuple[int, ...]] = {}
    for topic in dict.fromkeys(one.topic for one in topics) if notes else ():
        for part in snapshot.parts:
            tagged = part.segment.postings("topic", str(topic)).ids
            of_part = part.segment.numbers[NUMBERS[0]][tagged[part.live[tagged]]]
            for note in np.intersect1d(of_part, notes).tolist():
                held[note] = (*held.get(note, ()), topic)
    return held
