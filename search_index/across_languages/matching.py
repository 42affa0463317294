"""Which topics a text names: the longest labels first, whole labels only, in whatever language they are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search_index.across_languages.labels import LabelledTopic, LabelTable
from search_index.across_languages.words import Word, is_cut, keys_of, spelled, words_of
from search_index.analysis.scripts import Script, script_of
from search_index.analysis.stems import base_language, fold

MOST_WORDS = 128
"""Words of a text that are looked at; of unspaced writing, characters."""
MOST_MEANINGS = 3
"""Topics that one label may stand for; of a label that names more, the likeliest count."""


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of a text that is a label of each of the topics, the likeliest first; `whole` if it is all of the text."""

    start: int
    end: int
    typed: str
    topics: tuple[int, ...]
    languages: tuple[str, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    language: str
    topics: tuple[int, ...]


def named_in(text: str, table: LabelTable, languages: Sequence[str]) -> list[Named]:
    """The labels in a text that do not overlap, in the order in which they stand. `languages` are the reader's."""
    words = words_of(text, MOST_WORDS)
    places = _likely(words, list(_places(words, table)))
    stretches: dict[tuple[int, int], list[_Place]] = defaultdict(list)
    for place in places:
        stretches[place.start, place.end].append(place)
    taken: set[int] = set()
    named: list[Named] = []
    for start, end in sorted(stretches, key=lambda one: (one[0] - one[1], one[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            named.append(_meaning(words, stretches[start, end], table, languages))
    return sorted(named, key=lambda one: one.start)


def _places(words: list[Word], table: LabelTable) -> Iterator[_Place]:
    for language in table.languages():
        for start, end, topics in table.named(keys_of(words, language), language):
            if not is_cut(words, start, end):
                yield _Place(start, end, language, topics)


def _likely(words: list[Word], places: list[_Place]) -> list[_Place]:
    """Without single words in a language in which fewer of the words are labels than in another of the same script.

    So the English word "pain" is no bread beside other English labels, though French calls bread so.
    """
    covered: dict[tuple[Script, str], set[int]] = defaultdict(set)
    for place in places:
        for at in range(place.start, place.end):
            covered[script_of(words[at].text), place.language].add(at)
    most: dict[Script, int] = defaultdict(int)
    for (script, _), held in covered.items():
        most[script] = max(most[script], len(held))

    def is_likely(place: _Place) -> bool:
        script = script_of(words[place.start].text)
        return place.end - place.start > 1 or len(covered[script, place.language]) == most[script]

    return [place for place in places if is_likely(place)]


def _meaning(words: list[Word], places: list[_Place], table: LabelTable, languages: Sequence[str]) -> Named:
    """What a stretch most likely stands for: labels spelled just so before other forms, the reader's languages before others."""
    first = places[0]
    typed = spelled(words[first.start : first.end])
    own = [base_language(language) for language in languages]
    found: dict[int, tuple[bool, bool, int]] = {}
    for place in places:
        foreign = own.index(place.language) if place.language in own else len(own)
        for topic in place.topics:
            exact, preferred = _fits(table.topics[topic], place.language, typed)
            rank = (not exact, not preferred, foreign)
            found[topic] = min(found.get(topic, rank), rank)
    best = sorted(found, key=lambda topic: (found[topic], topic))
    chosen = [topic for topic in best if found[topic][0] == found[best[0]][0]][:MOST_MEANINGS]
    spoken = [place.language for place in places if not set(chosen).isdisjoint(place.topics)]
    whole = (first.start, first.end) == (0, len(words))
    return Named(first.start, first.end, typed, tuple(chosen), tuple(dict.fromkeys(spoken)), whole)


def _fits(topic: LabelledTopic, language: str, typed: str) -> tuple[bool, bool]:
    """Whether a label in the language is spelled as typed, and whether the topic's preferred one is."""
    same = [
        label
        for label in topic.labels
        if base_language(label.language) == language and fold(spelled(words_of(label.text))) == fold(typed)
    ]
    return bool(same), any(label.is_preferred for label in same)
