"""A query that also looks for the topics it names. What was typed goes on finding all it found; more is found beside it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from search_index.across_languages.choosing import NARROWER_TOPICS, names_of
from search_index.across_languages.labels import LabelTable
from search_index.across_languages.matching import Named, named_in
from search_index.interface import SearchRequest
from search_index.query.parser import parse
from search_index.query.tree import (
    AllOf,
    AlsoTopic,
    AnyOf,
    Excluding,
    Node,
    Phrase,
    Preferring,
    Words,
)

MOST_NAMES = 30
"""Names that one query looks for beside what was typed."""
MOST_TOPICS = 6
"""Topics that one query also looks for; those of the longest labels."""
EVERYTHING = "all"
"""Left out, it leaves only what was typed."""

Leaf = Words | Phrase


def across_languages(request: SearchRequest, table: LabelTable, left_out: Collection[str] = ()) -> SearchRequest:
    """The request with its text as a tree that also looks for the topics in it.

    `left_out` says what a reader took away: "7" (a topic), "7-fr" (its names in a language), "7-narrower", or "all".
    """
    if not isinstance(request.query, str) or EVERYTHING in left_out:
        return request
    tree = expand(parse(request.query), table, request.languages, left_out)
    return replace(request, query=tree, typed=request.query)


def expand(node: Node, table: LabelTable, languages: Sequence[str], left_out: Collection[str] = ()) -> Node:
    """The tree with topics beside the words and phrases that name them, except in fields and in what is excluded."""
    named = [(leaf, one) for leaf in dict.fromkeys(_leaves(node)) for one in _named(leaf, table, languages)]
    meanings = [
        (leaf, one, topic)
        for leaf, one in sorted(named, key=lambda pair: pair[1].start - pair[1].end)
        for topic in one.topics
        if str(topic) not in left_out
    ]
    wanted = {topic: (leaf, one) for leaf, one, topic in reversed(meanings)}
    chosen = list(dict.fromkeys(topic for _, _, topic in meanings))[:MOST_TOPICS]
    beside: dict[Leaf, list[AlsoTopic]] = {}
    for topic in chosen:
        leaf, one = wanted[topic]
        of_topic = {name.removeprefix(f"{topic}-") for name in left_out if name.startswith(f"{topic}-")}
        of_topic |= {NARROWER_TOPICS} if isinstance(leaf, Phrase) else set()
        labels = names_of(table.topics[topic], one, table, languages, of_topic, MOST_NAMES // len(chosen))
        share = 1 / sum(meaning not in left_out for meaning in map(str, one.topics))
        beside.setdefault(leaf, []).append(AlsoTopic(topic, one.typed, labels, share, one.whole and leaf == node))
    return _with(node, beside) if beside else node


def _named(leaf: Leaf, table: LabelTable, languages: Sequence[str]) -> list[Named]:
    """What a leaf names; a phrase names only what it is called by as a whole."""
    named = named_in(leaf.text, table, languages)
    return [one for one in named if one.whole] if isinstance(leaf, Phrase) else named


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Words() | Phrase():
            yield node
        case AllOf(nodes) | AnyOf(nodes):
            for inner in nodes:
                yield from _leaves(inner)
        case Preferring(required, preferred):
            yield from _leaves(required)
            yield from _leaves(preferred)
        case Excluding(wanted, _) if wanted is not None:
            yield from _leaves(wanted)


def _with(node: Node, beside: Mapping[Leaf, Sequence[AlsoTopic]]) -> Node:
    match node:
        case Words() | Phrase() if node in beside:
            return AnyOf((node, *beside[node]))
        case AllOf(nodes):
            return AllOf(tuple(_with(inner, beside) for inner in nodes))
        case AnyOf(nodes):
            return AnyOf(tuple(_with(inner, beside) for inner in nodes))
        case Preferring(required, preferred):
            return Preferring(_with(required, beside), _with(preferred, beside))
        case Excluding(wanted, unwanted) if wanted is not None:
            return Excluding(_with(wanted, beside), unwanted)
    return node
