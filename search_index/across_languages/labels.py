"""The labels of all topics in use, in memory: from a sequence of words to the topics that are called so."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from search_index.across_languages.words import keys_of, words_of
from search_index.analysis.stems import base_language

Key = TypeVar("Key")
LONGEST_LABEL = 40
"""Words of a label that can be named by typing it whole; longer ones are sentences that nobody searches for."""


class Label(NamedTuple):
    """A name of a topic; `language` is its BCP 47 tag."""

    language: str
    text: str
    is_preferred: bool


@dataclass(frozen=True, slots=True)
class LabelledTopic:
    """A topic in use with all its labels and the ids of the topics it stands directly under."""

    id: int
    permalink: str
    labels: tuple[Label, ...]
    broader: tuple[int, ...] = ()


class LabelTable:
    """Never changes once made, so that threads may share it; `with_changes` makes the next one."""

    def __init__(self, topics: Iterable[LabelledTopic] = ()) -> None:
        self.topics: dict[int, LabelledTopic] = {}
        self._narrower: dict[int, tuple[int, ...]] = {}
        self._named: dict[str, dict[str, tuple[int, ...]]] = {}
        self._lengths: dict[str, dict[str, int]] = {}
        for topic in topics:
            self._add(topic)

    def with_changes(self, changed: Collection[int], topics: Iterable[LabelledTopic]) -> "LabelTable":
        """The table in which the topics with these ids are as given, or gone when they are not among `topics`."""
        table = LabelTable()
        table.topics = dict(self.topics)
        table._narrower = dict(self._narrower)
        table._named = {language: dict(named) for language, named in self._named.items()}
        table._lengths = {language: dict(lengths) for language, lengths in self._lengths.items()}
        for topic_id in changed:
            table._remove(topic_id)
        for topic in topics:
            table._add(topic)
        return table

    def languages(self) -> tuple[str, ...]:
        """Primary subtags of the languages that have labels."""
        return tuple(self._named)

    def narrower(self, topic: int) -> list[LabelledTopic]:
        """Topics directly under one."""
        return [self.topics[one] for one in self._narrower.get(topic, ()) if one in self.topics]

    def named(self, keys: Sequence[str], language: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """(start, end, topics) of every stretch of the keys that is a whole label in a language."""
        lengths, named = self._lengths.get(language, {}), self._named.get(language, {})
        for start, first in enumerate(keys):
            marks = lengths.get(first, 0)
            while marks:
                length = marks.bit_length() - 1
                marks ^= 1 << length
                topics = named.get(" ".join(keys[start : start + length]), ()) if start + length <= len(keys) else ()
                if topics:
                    yield start, start + length, topics

    def _add(self, topic: LabelledTopic) -> None:
        self.topics[topic.id] = topic
        for broader in topic.broader:
            self._narrower[broader] = (*self._narrower.get(broader, ()), topic.id)
        for language, keys in _keys(topic):
            named = self._named.setdefault(language, {})
            words = " ".join(keys)
            if topic.id not in named.get(words, ()):
                named[words] = (*named.get(words, ()), topic.id)
            lengths = self._lengths.setdefault(language, {})
            lengths[keys[0]] = lengths.get(keys[0], 0) | 1 << len(keys)

    def _remove(self, topic_id: int) -> None:
        topic = self.topics.pop(topic_id, None)
        if topic is None:
            return
        for broader in topic.broader:
            _take(self._narrower, broader, topic_id)
        for language, keys in _keys(topic):
            _take(self._named[language], " ".join(keys), topic_id)


def _keys(topic: LabelledTopic) -> Iterator[tuple[str, list[str]]]:
    for label in topic.labels:
        language = base_language(label.language)
        keys = keys_of(words_of(label.text, LONGEST_LABEL + 1), language)
        if 0 < len(keys) <= LONGEST_LABEL:
            yield language, keys


def _take(held: dict[Key, tuple[int, ...]], key: Key, topic_id: int) -> None:
    left = tuple(one for one in held.get(key, ()) if one != topic_id)
    if left:
        held[key] = left
    else:
        held.pop(key, None)


NO_TOPICS = LabelTable()
