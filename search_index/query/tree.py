"""The query tree: what was asked, before any language or engine comes into it."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words: any may match, more rank higher."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    text: str


@dataclass(frozen=True, slots=True)
class InField:
    """Only in one field: a text field's words, or a facet's value."""

    name: str
    node: "Node"


@dataclass(frozen=True, slots=True)
class AllOf:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Excluding:
    """What `wanted` finds without what any of `unwanted` finds; `wanted` None stands for everything."""

    wanted: "Node | None"
    unwanted: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Preferring:
    """`required` must match; `preferred` only ranks higher."""

    required: "Node"
    preferred: "Node"


@dataclass(frozen=True, slots=True)
class Everything:
    """All notes of the audience: for browsing by filters alone."""


@dataclass(frozen=True, slots=True)
class AlsoLabel:
    """A name to look for as a phrase in notes of its language; `weight` says how much beside the name as typed, at 1.

    `of` is the topic that is called so: the one of the node, or one directly under it.
    """

    text: str
    language: str
    weight: float
    of: int


@dataclass(frozen=True, slots=True)
class AlsoTopic:
    """Notes that are about a topic which the words beside this node name: tagged with it, or worded with its names.

    `typed` are these words, which are among the names too. The best way in which a note is about the topic counts, times
    `share`: one of several topics that the words may mean has only a part. `alone` if nothing else was typed.
    """

    topic: int
    typed: str
    labels: tuple[AlsoLabel, ...]
    share: float = 1.0
    alone: bool = False


Node = Words | Phrase | Prefix | InField | AllOf | AnyOf | Excluding | Preferring | Everything | AlsoTopic


def topics_in(node: Node) -> Iterator[AlsoTopic]:
    """The topics that a tree also looks for, in order."""
    match node:
        case AlsoTopic():
            yield node
        case AllOf(nodes) | AnyOf(nodes):
            for inner in nodes:
                yield from topics_in(inner)
        case Preferring(required, preferred):
            yield from topics_in(required)
            yield from topics_in(preferred)
        case Excluding(wanted, _) if wanted is not None:
            yield from topics_in(wanted)
