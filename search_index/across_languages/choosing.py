"""Which names of a topic are looked for beside the one that was typed, the most useful first."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from search_index.across_languages.labels import Label, LabelledTopic, LabelTable
from search_index.across_languages.matching import Named
from search_index.across_languages.words import keys_of, spelled, words_of
from search_index.analysis.stems import base_language, fold
from search_index.query.tree import AlsoLabel

TYPED, PREFERRED, ALTERNATIVE, NARROWER = 1.0, 0.5, 0.3, 0.2
"""Weights of the names as typed, of others, and of the names of topics directly under one."""
NARROWER_TOPICS = "narrower"
ALTERNATIVES_IN_A_LANGUAGE = 3
LONGEST_NAME = 10
"""Words of a name that is looked for; a whole sentence stands in no note. Of unspaced writing, twice as many characters."""
_FIRST = ("en", "fr", "es", "pt", "ar", "ru", "zh")
"""Languages that come before others after the reader's."""


def part_of(label: AlsoLabel, topic: int) -> str:
    """The part of a topic's names that a reader may leave out together: those in a language, or those of narrower topics."""
    return label.language if label.of == topic else NARROWER_TOPICS


def names_of(
    topic: LabelledTopic,
    named: Named,
    table: LabelTable,
    languages: Sequence[str],
    left_out: Collection[str],
    most: int,
) -> tuple[AlsoLabel, ...]:
    """The name as typed, and at most so many others: preferred ones, alternatives, those of narrower topics; each once.

    `left_out` are parts as `part_of` gives them.
    """
    typed = tuple(AlsoLabel(named.typed, language, TYPED, topic.id) for language in named.languages)
    own = _Order(languages)
    preferred = own.sorted(label for label in topic.labels if label.is_preferred)
    chosen = [AlsoLabel(label.text, label.language, PREFERRED, topic.id) for label in preferred]
    others = own.sorted(label for label in topic.labels if not label.is_preferred)
    chosen += [AlsoLabel(label.text, label.language, ALTERNATIVE, topic.id) for label in _few_of_each(others)]
    chosen += _narrower(topic, table, _Order([*named.languages, *languages]))
    kept = (label for label in chosen if part_of(label, topic.id) not in left_out)
    return (*typed, *islice(_distinct(kept, named), most))


class _Order:
    """Languages by how likely they help: the reader's, then the network's, then the others."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.places = {tag: at for at, tag in enumerate(dict.fromkeys([*map(base_language, languages), *_FIRST]))}

    def sorted(self, labels: Iterable[Label]) -> list[Label]:
        return sorted(labels, key=lambda one: (self._place(one), one.language))

    def _place(self, label: Label) -> int:
        return self.places.get(base_language(label.language), len(self.places))


def _few_of_each(labels: Iterable[Label]) -> Iterator[Label]:
    seen: dict[str, int] = {}
    for label in labels:
        seen[label.language] = seen.get(label.language, 0) + 1
        if seen[label.language] <= ALTERNATIVES_IN_A_LANGUAGE:
            yield label


def _narrower(topic: LabelledTopic, table: LabelTable, order: _Order) -> list[AlsoLabel]:
    """Preferred names of the topics directly under one, all of them in one language before the next."""
    below = [(label, one.id) for one in table.narrower(topic.id) for label in one.labels if label.is_preferred]
    ids = {id(label): of for label, of in below}
    return [
        AlsoLabel(label.text, label.language, NARROWER, ids[id(label)])
        for label in order.sorted(label for label, _ in below)
    ]


def _distinct(labels: Iterable[AlsoLabel], named: Named) -> Iterator[AlsoLabel]:
    """Names that find something else than what was typed does, and than the names before them do."""
    typed = fold(named.typed)
    seen = {(language, " ".join(keys_of(words_of(named.typed), language))) for language in named.languages}
    for label in labels:
        words, language = words_of(label.text), base_language(label.language)
        key = language, " ".join(keys_of(words, language))
        fits = 0 < sum(0.5 if word.run else 1.0 for word in words) <= LONGEST_NAME
        if fits and key not in seen and fold(spelled(words)) != typed:
            seen.add(key)
            yield label
